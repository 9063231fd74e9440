/**
 * Owns random pairs of schemas with rows: what a table was and what it is to be, renames said, small enough that every
 * kind of step comes up often. Values of a text are numbers in words, so that most conversions succeed.
 */
import {
  type ColumnSpec,
  type ColumnType,
  diffTables,
  type Engine,
  type Expression,
  type RenameForm,
  type SchemaState,
  type Step,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import type { CellValue, TableRow } from '@objectstack/metadata-authoring-testkit';
import { random } from '../faults/support/sample.ts';

export interface Change {
  readonly before: SchemaState;
  readonly after: SchemaState;
  readonly renames: {
    readonly tables: ReadonlyMap<string, string>;
    readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
  };
  readonly renameForm: RenameForm;
  /** New columns that are made of old ones: table and column in `after` → from the columns of `before`. */
  readonly up: ReadonlyMap<string, ReadonlyMap<string, Expression>>;
  readonly rows: ReadonlyMap<string, readonly TableRow[]>;
}

const ROWS = 7;
const TYPES: readonly ColumnType[] = [
  { kind: 'string', length: 30 },
  { kind: 'string', length: 90 },
  { kind: 'text' },
  { kind: 'float' },
  { kind: 'boolean' },
  { kind: 'json' },
];
const TABLES = ['a', 'b'] as const;
const CHOICES = ['0', '1', '2', '3'];
const POOL = ['x', 'y', 'z', 'order', 'case'];

/** The same change from the same number. */
export function changeOf(seed: number): Change {
  const draw = random(seed);
  const chance = (share: number) => draw() < share;
  const one = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T;
  const id: ColumnSpec = {
    name: 'id',
    type: { kind: 'string', length: 255 },
    notNull: true,
    default: null,
    owner: 'p',
  };
  const drawn = (name: string): ColumnSpec => {
    const type = one(TYPES);
    const notNull = type.kind !== 'json' && chance(0.3);
    const column = {
      name,
      type,
      notNull,
      default: notNull || chance(0.2) ? defaultOf(type) : null,
      owner: 'p',
    };
    if (!isCharacters(type) || chance(0.5)) return column;
    return chance(0.5)
      ? { ...column, reference: one(TABLES) }
      : { ...column, choices: CHOICES.filter(() => chance(0.7)) };
  };
  const indexed = (name: string, columns: readonly ColumnSpec[]): TableSpec => {
    const key = columns.find(({ type }) => type.kind === 'string' || type.kind === 'float');
    const has = key !== undefined && chance(0.4);
    const parts = has ? [{ column: key.name, nullSafe: false }] : [];
    const indexes = has ? [{ name: `idx_${name}_${key.name}`, parts, unique: false, owner: 'p' }] : [];
    return { name, columns: [id, ...columns], indexes, owner: 'p' };
  };
  const before = new Map<string, TableSpec>();
  const after = new Map<string, TableSpec>();
  const tables = new Map<string, string>();
  const columns = new Map<string, ReadonlyMap<string, string>>();
  const up = new Map<string, ReadonlyMap<string, Expression>>();
  const renameForm = chance(0.5) ? 'online' : 'in_switch';
  for (const name of TABLES) {
    const old = POOL.filter(() => chance(0.6)).map(drawn);
    before.set(name, indexed(name, old));
    if (chance(0.12)) continue;
    const to = chance(0.25) ? `${name}_new` : name;
    if (to !== name) tables.set(name, to);
    const renamed = new Map<string, string>();
    const kept = old.flatMap((column) => {
      if (chance(0.2)) return [];
      const as = chance(0.2) ? `${column.name}_new` : column.name;
      if (as !== column.name) renamed.set(column.name, as);
      // What is renamed keeps its shape: the planner says the same of both at once elsewhere.
      return [as === column.name && chance(0.5) ? drawn(as) : { ...column, name: as }];
    });
    const added = ['p', 'q'].filter(() => chance(0.3)).map(drawn);
    const source = old.find(({ type }) => isCharacters(type));
    const made = added.filter(({ type }) => source && isCharacters(type) && chance(0.5));
    if (source && made.length > 0)
      up.set(to, new Map(made.map(({ name: column }) => [column, { op: 'column', name: source.name }])));
    after.set(to, indexed(to, [...kept, ...added]));
    if (renamed.size > 0) columns.set(to, renamed);
  }
  if (chance(0.3)) after.set('c', indexed('c', [drawn('x')]));
  for (const [name, spec] of after)
    after.set(
      name,
      pointedAtNow(spec, (table) => tables.get(table) ?? table, after),
    );
  const rows = new Map(
    [...before].map(
      ([name, spec]) => [name, Array.from({ length: ROWS }, (_, n) => rowOf(spec, n, draw))] as const,
    ),
  );
  return { before, after, renames: { tables, columns }, renameForm, up, rows };
}

/** A reference names its table as it is called after the change, and there is none to a table that goes. */
function pointedAtNow(
  spec: TableSpec,
  nameNow: (table: string) => string,
  after: ReadonlyMap<string, TableSpec>,
): TableSpec {
  const columns = spec.columns.map(({ reference, ...column }) => {
    const target = reference === undefined ? undefined : nameNow(reference);
    return target === undefined || !after.has(target) ? column : { ...column, reference: target };
  });
  return { ...spec, columns };
}

function isCharacters({ kind }: ColumnType): boolean {
  return kind === 'string' || kind === 'text';
}

function defaultOf(type: ColumnType): ColumnSpec['default'] {
  if (type.kind === 'float') return { kind: 'literal', value: 5 };
  if (type.kind === 'boolean') return { kind: 'literal', value: true };
  return type.kind === 'json' ? null : { kind: 'literal', value: '5' };
}

/** @param n makes the id */
export function rowOf(spec: TableSpec, n: number, draw: () => number): TableRow {
  const cells = spec.columns.map(({ name, type, notNull }): [string, CellValue] => {
    if (name === 'id') return ['id', `row-${n}`];
    return [name, !notNull && draw() < 0.3 ? null : cellOf(type, draw)];
  });
  return Object.fromEntries(cells);
}

function cellOf(type: ColumnType, draw: () => number): CellValue {
  const number = Math.floor(draw() * 2);
  if (type.kind === 'float') return number;
  if (type.kind === 'boolean') return number === 1;
  return type.kind === 'json' ? `["${number}"]` : String(number);
}

export function planOf(change: Change, engine: Engine): readonly Step[] {
  return diffTables({ ...change, salt: 'p', engine });
}
