/** Owns the check of tables against an engine's limits, before any DDL. */
import { AuthoringError } from '../error.ts';
import type { Engine } from '../ports/environment.ts';
import type { EngineLimits } from '../ports/target-database.ts';
import type { SchemaState, TableSpec } from './storage/table-spec.ts';

export interface LimitExcess {
  readonly table: string;
  readonly limit: keyof EngineLimits;
  readonly value: number;
  readonly allowed: number;
}

type ColumnType = TableSpec['columns'][number]['type'];

/** Bytes that a column takes in a row where the engine counts them (utf8mb4: four per character). */
function bytesOf(type: ColumnType): number {
  return type.kind === 'string' ? type.length * 4 + 2 : 12;
}

/** An engine with such a limit keys no more than the beginning of a longer text, which then fills the key. */
const KEY_PART_BYTES = 3_072;

/** Bytes that a column may take in a key. */
function keyBytesOf(type: ColumnType): number {
  if (type.kind === 'text' || type.kind === 'json') return KEY_PART_BYTES;
  return type.kind === 'string' ? Math.min(type.length * 4, KEY_PART_BYTES) : bytesOf(type);
}

function excessesOf(tables: SchemaState, limits: EngineLimits): readonly LimitExcess[] {
  const excesses: LimitExcess[] = [];
  for (const table of tables.values()) {
    const check = (limit: keyof EngineLimits, value: number) => {
      if (value > limits[limit]) excesses.push({ table: table.name, limit, value, allowed: limits[limit] });
    };
    check('columns', table.columns.length);
    check('indexes', table.indexes.length);
    check(
      'rowBytes',
      table.columns.reduce((sum, column) => sum + bytesOf(column.type), 0),
    );
    const types = new Map(table.columns.map((column) => [column.name, column.type]));
    for (const index of table.indexes)
      check(
        index.unique ? 'uniqueKeyBytes' : 'indexKeyBytes',
        index.parts.reduce((sum, part) => sum + keyBytesOf(types.get(part.column) ?? { kind: 'text' }), 0),
      );
  }
  return excesses;
}

/** @throws ENGINE_LIMIT with every excess */
export function assertWithinLimits(tables: SchemaState, limits: EngineLimits, engine: Engine): void {
  const excesses = excessesOf(tables, limits);
  const [first] = excesses;
  if (!first) return;
  throw new AuthoringError(
    'ENGINE_LIMIT',
    `table '${first.table}' needs ${first.value} ${first.limit}, ${engine} holds ${first.allowed}`,
    { details: { engine, excesses }, suggestion: 'split the object, or drop fields that it does not need' },
  );
}
