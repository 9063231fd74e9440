/** Owns which rows a fill changes, and into what, in PostgreSQL's SQL. */
import {
  type Expression,
  invariant,
  neverNull,
  operandsOf,
  type StepOf,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { type ColumnTypes, columnTypesOf } from '../../environment/column-types.ts';
import type { FillRows } from '../../environment/dialect.ts';
import { assignedValue } from './assigned-value.ts';
import { CREATE_CASTABLE, DROP_CASTABLE, uncastableCondition } from './castable.ts';
import { quoteName } from './quote.ts';
import { misfit } from './sync.ts';

type Fill = Omit<FillRows, 'kind' | 'stepId'>;

export function fillOf(
  {
    table,
    column,
    value,
    rows,
    unless,
    asMade,
  }: Pick<StepOf<'backfill'>, 'table' | 'column' | 'value' | 'rows' | 'unless' | 'asMade'>,
  before: TableSpec | undefined,
): Fill {
  const spec = before?.columns.find(({ name }) => name === column);
  invariant(spec, `a fill names column '${table}.${column}', which is not there`);
  const columns = columnTypesOf(before);
  const name = quoteName(column);
  const sql = assignedValue(value, spec.type, columns);
  const canFail = uncastableCondition(value, columns) !== null;
  // To ask it of the server takes what is asked for a refusal.
  const asks = canFail || (unless !== undefined && uncastableCondition(unless.value, columns) !== null);
  const refused = asks ? { refused: misfit({ value, type: spec.type, columns }) } : {};
  const fill = { table, set: `${name} = ${sql}`, ...refused };
  // On the way through the keys rows that are full are passed over. Who only looks must not meet one that fails.
  const made = asMade ? ` AND ${quoteName('created_at')} = ${quoteName('updated_at')}` : '';
  if (rows === 'empty' && canFail) return { ...fill, where: `${name} IS NULL${made}`, sparse: true };
  if (rows === 'empty')
    return { ...fill, where: `${emptyOf(name, sql, value)}${made}`, sparse: true, settles: true };
  // JSON has no equality; its text has.
  const [is, wanted] = spec.type.kind === 'json' ? [`${name}::text`, `(${sql})::text`] : [name, sql];
  const where = `${is} IS DISTINCT FROM ${wanted}${unless ? ` AND ${isNotSaid(unless, columns)}` : ''}`;
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

/** Needs CREATE_CASTABLE where the value may not convert. */
function isNotSaid(
  { column, value }: NonNullable<StepOf<'backfill'>['unless']>,
  columns: ColumnTypes,
): string {
  const type = columns.get(column) ?? { kind: 'text' };
  const said = assignedValue(value, type, columns);
  const fits =
    uncastableCondition(value, columns) === null
      ? said
      : `CASE WHEN ${misfit({ value, type, columns })} THEN NULL ELSE ${said} END`;
  const text = type.kind === 'json' ? '::text' : '';
  return `${quoteName(column)}${text} IS DISTINCT FROM (${fits})${text}`;
}

/** All of it at once. */
export function fillStatement({ table, set, where }: Pick<Fill, 'table' | 'set' | 'where'>): string {
  return `UPDATE ${quoteName(table)} SET ${set} WHERE ${where}`;
}

/** Rows whose value does not convert stay as they are. */
export function fillStatements({ refused, ...fill }: Fill): readonly string[] {
  if (refused === undefined) return [fillStatement(fill)];
  const where = `CASE WHEN ${refused} THEN false ELSE ${fill.where} END`;
  return [CREATE_CASTABLE, fillStatement({ ...fill, where }), DROP_CASTABLE];
}
