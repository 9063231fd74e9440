/** Owns what a sync is, for every dialect: one column that is written along with another one, whoever writes. */
import {
  type ColumnType,
  columnsOf,
  type Expression,
  type StepOf,
  syncName,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { type ColumnTypes, columnTypesOf } from './column-types.ts';

export interface Sync {
  readonly name: string;
  readonly table: string;
  /** What is written, and how its columns are typed. */
  readonly column: string;
  readonly columns: ColumnTypes;
  /** What follows it. */
  readonly follower: string;
  readonly type: ColumnType;
  readonly value: Expression;
}

/** Whatever is written of these, the follower is written along. */
export function watchedColumns({ column, value }: Pick<Sync, 'column' | 'value'>): readonly string[] {
  return [...new Set([column, ...columnsOf(value)])];
}

/** A value that does not convert leaves the follower empty, or is refused where it is written. */
export type SyncMode = 'lenient' | 'strict';

/** By which a shadow follows the column that it stands beside. */
export function shadowSync(
  { table, column, shadow, up, sync }: StepOf<'add_shadow'> | StepOf<'check_shadow'>,
  before: TableSpec | undefined,
): Sync {
  const columns = columnTypesOf(before);
  return { name: sync, table, column, columns, follower: shadow.name, type: shadow.type, value: up };
}

/** By which the old column follows the one that took its place; null: it does not. */
export function swappedSync(
  { table, old, heldName, column, down }: StepOf<'swap_column'>,
  before: TableSpec | undefined,
): Sync | null {
  if (down === null) return null;
  const columns = new Map([...columnTypesOf(before), [column.name, column.type]]);
  return {
    name: syncName(heldName),
    table,
    column: column.name,
    columns,
    follower: heldName,
    type: old.type,
    value: down,
  };
}
