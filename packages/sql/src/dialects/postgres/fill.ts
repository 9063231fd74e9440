/** Owns which rows a fill changes, and into what, in PostgreSQL's SQL. */
import {
  type Expression,
  invariant,
  neverNull,
  operandsOf,
  type StepOf,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { columnTypesOf } from '../../environment/column-types.ts';
import type { FillRows } from '../../environment/dialect.ts';
import { assignedValue } from './assigned-value.ts';
import { uncastableCondition } from './castable.ts';
import { quoteName } from './quote.ts';
import { misfit } from './sync.ts';

type Fill = Omit<FillRows, 'kind' | 'stepId'>;

export function fillOf(
  { table, column, value, rows }: Pick<StepOf<'backfill'>, 'table' | 'column' | 'value' | 'rows'>,
  before: TableSpec | undefined,
): Fill {
  const spec = before?.columns.find(({ name }) => name === column);
  invariant(spec, `a fill names column '${table}.${column}', which is not there`);
  const columns = columnTypesOf(before);
  const name = quoteName(column);
  const sql = assignedValue(value, spec.type, columns);
  const canFail = uncastableCondition(value, columns) !== null;
  const refused = canFail ? { refused: misfit({ value, type: spec.type, columns }) } : {};
  const fill = { table, set: `${name} = ${sql}`, ...refused };
  // On the way through the keys rows that are full are passed over. Who only looks must not meet one that fails.
  if (rows === 'empty' && canFail) return { ...fill, where: `${name} IS NULL`, sparse: true };
  if (rows === 'empty') return { ...fill, where: emptyOf(name, sql, value), sparse: true, settles: true };
  // JSON has no equality; its text has.
  const [is, wanted] = spec.type.kind === 'json' ? [`${name}::text`, `(${sql})::text`] : [name, sql];
  const where = `${is} IS DISTINCT FROM ${wanted}`;
  return changesBetween(value) ? { ...fill, where } : { ...fill, where, settles: true };
}

/** A value of other columns may be none: the row stays empty then, and would be met for ever. */
function emptyOf(name: string, sql: string, value: Expression): string {
  return neverNull(value, () => false) ? `${name} IS NULL` : `${name} IS NULL AND (${sql}) IS NOT NULL`;
}

/** Asked again it says something else. */
function changesBetween(value: Expression): boolean {
  return value.op === 'now' || operandsOf(value).some(changesBetween);
}

/** All of it at once. */
export function fillStatement({ table, set, where }: Fill): string {
  return `UPDATE ${quoteName(table)} SET ${set} WHERE ${where}`;
}
