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

export interface Drift {
  readonly kind: 'missing' | 'extra' | 'changed';
  readonly table: string;
  readonly column?: string;
  readonly index?: string;
  readonly expected: string | null;
  readonly actual: string | null;
}

/** Names that are ours, held, or the runtime's own: never drift. */
export function isReservedPhysicalName(name: string): boolean {
  return name.startsWith('_authoring') || name.startsWith('_hold_') || name.startsWith('_objectstack_');
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
    if (!have) {
      drift.push({ kind: 'missing', table, expected: `${want.columns.size} columns`, actual: null });
      continue;
    }
    for (const [column, spec] of want.columns) {
      const real = have.columns.get(column);
      const expectedText = describeColumn(spec);
      if (!real) drift.push({ kind: 'missing', table, column, expected: expectedText, actual: null });
      else if (describeColumn(real) !== expectedText)
        drift.push({ kind: 'changed', table, column, expected: expectedText, actual: describeColumn(real) });
    }
    for (const [column, real] of have.columns)
      if (!want.columns.has(column) && !isReservedPhysicalName(column))
        drift.push({ kind: 'extra', table, column, expected: null, actual: describeColumn(real) });
    for (const [index, spec] of want.indexes) {
      const real = have.indexes.get(index);
      const expectedText = describeIndex(spec);
      if (!real) drift.push({ kind: 'missing', table, index, expected: expectedText, actual: null });
      else if (describeIndex(real) !== expectedText)
        drift.push({ kind: 'changed', table, index, expected: expectedText, actual: describeIndex(real) });
    }
    for (const [index, real] of have.indexes)
      if (!want.indexes.has(index) && !isReservedPhysicalName(index))
        drift.push({ kind: 'extra', table, index, expected: null, actual: describeIndex(real) });
  }
  return drift;
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
