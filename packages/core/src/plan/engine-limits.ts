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

/** Bytes that a column takes in a row or key where the engine counts them (utf8mb4: four per character). */
function bytesOf(type: TableSpec['columns'][number]['type']): number {
  return type.kind === 'string' ? type.length * 4 + 2 : 12;
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
        'indexKeyBytes',
        index.parts.reduce((sum, part) => sum + bytesOf(types.get(part.column) ?? { kind: 'text' }), 0),
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
