/**
 * Owns the comparable picture of a real database: catalog texts as one engine prints them, normalised by its dialect,
 * so that `expected` (rendered from specs) and `actual` (introspected) compare as strings.
 */
import { createHash } from 'node:crypto';

export interface PhysicalColumn {
  readonly type: string;
  readonly notNull: boolean;
  /** Normalised default text, or null. */
  readonly default: string | null;
}

export interface PhysicalIndex {
  readonly unique: boolean;
  /** Key parts in order: column names or normalised expressions. */
  readonly parts: readonly string[];
  /** PostgreSQL: backs a UNIQUE constraint. */
  readonly constraint: boolean;
  /** PostgreSQL: an interrupted CONCURRENTLY build. */
  readonly valid: boolean;
}

export interface PhysicalTable {
  readonly columns: ReadonlyMap<string, PhysicalColumn>;
  readonly indexes: ReadonlyMap<string, PhysicalIndex>;
}

export type PhysicalSchema = ReadonlyMap<string, PhysicalTable>;

/** The respect in which a database differs: the whole of a thing that is missing or extra, one property of a changed one. */
export type DriftSubject =
  | 'table'
  | 'column'
  | 'type'
  | 'default'
  | 'nullability'
  | 'index'
  | 'view'
  | 'trigger';

/** One difference. A column that differs in several respects has one entry for each of them. */
export interface Drift {
  readonly kind: 'missing' | 'extra' | 'changed';
  readonly what: DriftSubject;
  readonly table: string;
  readonly column?: string;
  readonly index?: string;
  /** The old name under which an earlier version knows the table. */
  readonly view?: string;
  /** What writes values along; with `view` those that are written under the old name, else those of `column`. */
  readonly trigger?: string;
  readonly expected: string | null;
  readonly actual: string | null;
}

/** A table that no installed package asks for. `runtime`: by its name the runtime's own; `unknown`: anybody's. */
export interface ForeignTable {
  readonly table: string;
  readonly whose: 'runtime' | 'unknown';
  /** It is a view, under a name that one of ours should have. */
  readonly isView?: true;
}

/** Names that are ours, held, or the runtime's own: never drift. */
export function isReservedPhysicalName(name: string): boolean {
  return name.startsWith('_authoring') || name.startsWith('_hold_') || name.startsWith('_objectstack_');
}

/** Tables beyond `ours` and beyond what this system keeps for itself, by name. */
export function foreignTables(ours: ReadonlySet<string>, actual: PhysicalSchema): readonly ForeignTable[] {
  return [...actual.keys()]
    .filter((table) => !ours.has(table) && !isReservedPhysicalName(table))
    .sort()
    .map((table) => ({ table, whose: isRuntimeName(table) ? 'runtime' : 'unknown' }));
}

export function isRuntimeName(table: string): boolean {
  return table.startsWith('sys_');
}

function describeColumn(column: PhysicalColumn): string {
  const notNull = column.notNull ? ' not null' : '';
  return `${column.type}${notNull}${column.default === null ? '' : ` default ${column.default}`}`;
}

function describeIndex(index: PhysicalIndex): string {
  const kind = index.unique ? (index.constraint ? 'unique constraint' : 'unique') : 'index';
  return `${kind} (${index.parts.join(', ')})${index.valid ? '' : ' invalid'}`;
}

/**
 * @param expected tables that the active versions require
 * @param actual what the database holds; tables beyond `expected` are not ours and are left alone
 */
export function driftBetween(expected: PhysicalSchema, actual: PhysicalSchema): readonly Drift[] {
  const drift: Drift[] = [];
  for (const [table, want] of expected) {
    const have = actual.get(table);
    if (have) drift.push(...columnDrift(table, want, have), ...indexDrift(table, want, have));
    else
      drift.push({
        kind: 'missing',
        what: 'table',
        table,
        expected: `${want.columns.size} columns`,
        actual: null,
      });
  }
  return drift;
}

function columnDrift(table: string, want: PhysicalTable, have: PhysicalTable): readonly Drift[] {
  const drift: Drift[] = [];
  for (const [column, spec] of want.columns) {
    const real = have.columns.get(column);
    if (real) drift.push(...respectsOf(table, column, spec, real));
    else
      drift.push({
        kind: 'missing',
        what: 'column',
        table,
        column,
        expected: describeColumn(spec),
        actual: null,
      });
  }
  for (const [column, real] of have.columns)
    if (!want.columns.has(column) && !isReservedPhysicalName(column))
      drift.push({
        kind: 'extra',
        what: 'column',
        table,
        column,
        expected: null,
        actual: describeColumn(real),
      });
  return drift;
}

function respectsOf(
  table: string,
  column: string,
  want: PhysicalColumn,
  have: PhysicalColumn,
): readonly Drift[] {
  const entry = (what: DriftSubject, expected: string | null, actual: string | null): readonly Drift[] =>
    expected === actual ? [] : [{ kind: 'changed', what, table, column, expected, actual }];
  const nullability = ({ notNull }: PhysicalColumn) => (notNull ? 'not null' : 'nullable');
  return [
    ...entry('type', want.type, have.type),
    ...entry('nullability', nullability(want), nullability(have)),
    ...entry('default', want.default, have.default),
  ];
}

function indexDrift(table: string, want: PhysicalTable, have: PhysicalTable): readonly Drift[] {
  const drift: Drift[] = [];
  const entry = (
    kind: Drift['kind'],
    index: string,
    expected: PhysicalIndex | null,
    actual: PhysicalIndex | null,
  ) =>
    drift.push({
      kind,
      what: 'index',
      table,
      index,
      expected: expected && describeIndex(expected),
      actual: actual && describeIndex(actual),
    });
  for (const [index, spec] of want.indexes) {
    const real = have.indexes.get(index);
    if (!real) entry('missing', index, spec, null);
    else if (!sameIndex(real, spec)) entry('changed', index, spec, real);
  }
  for (const [index, real] of have.indexes)
    if (!want.indexes.has(index) && !isReservedPhysicalName(index)) entry('extra', index, null, real);
  return drift;
}

export function sameIndex(a: PhysicalIndex, b: PhysicalIndex): boolean {
  return describeIndex(a) === describeIndex(b);
}

/** sha256 (64 hex) over the named tables as they are; an absent table counts as absent. */
export function fingerprintOf(schema: PhysicalSchema, tables: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of [...tables].sort()) {
    const table = schema.get(name);
    const columns = table
      ? [...table.columns].map(([c, spec]) => `${c} ${describeColumn(spec)}`).sort()
      : null;
    const indexes = table
      ? [...table.indexes].map(([i, spec]) => `${i} ${describeIndex(spec)}`).sort()
      : null;
    hash.update(JSON.stringify([name, columns, indexes]));
  }
  return hash.digest('hex');
}
