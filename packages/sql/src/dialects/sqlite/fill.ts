/** Owns which rows a fill changes, and into what, in SQLite's SQL. */
import { columnsOf, invariant, type StepOf, type TableSpec } from '@objectstack/metadata-authoring';
import { type ColumnTypes, columnTypesOf } from '../../environment/column-types.ts';
import type { FillRows } from '../../environment/dialect.ts';
import { compileExpression } from './compile-expression.ts';
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
    writesNull,
  }: Pick<StepOf<'backfill'>, 'table' | 'column' | 'value' | 'rows' | 'unless' | 'asMade' | 'writesNull'>,
  before: TableSpec | undefined,
): Fill {
  const spec = before?.columns.find(({ name }) => name === column);
  invariant(spec, `a fill names column '${table}.${column}', which is not there`);
  const columns = columnTypesOf(before);
  const name = quoteName(column);
  const sql = compileExpression(value, spec.type, columns);
  // What is the same for every row was held against the column when it was written.
  const misfits = columnsOf(value).length === 0 ? null : misfit({ value, type: spec.type, columns });
  const fill = { table, set: `${name} = ${sql}` };
  if (rows === 'empty') {
    const made = asMade ? ` AND ${quoteName('created_at')} = ${quoteName('updated_at')}` : '';
    const where = `${name} IS NULL${made}`;
    return misfits === null ? { ...fill, where } : { ...fill, where, refused: `${where} AND ${misfits}` };
  }
  const stale = `${name} IS NOT ${sql}${unless ? ` AND NOT (${isSaid(unless, columns)})` : ''}`;
  return {
    ...fill,
    where: writesNull ? `(${stale} OR ${name} IS NULL)` : stale,
    ...(misfits === null ? {} : { refused: misfits }),
  };
}

function isSaid({ column, value }: NonNullable<StepOf<'backfill'>['unless']>, columns: ColumnTypes): string {
  const type = columns.get(column) ?? { kind: 'text' };
  const said = compileExpression(value, type, columns);
  const misfits = misfit({ value, type, columns });
  return `${quoteName(column)} IS ${misfits === null ? said : `CASE WHEN ${misfits} THEN NULL ELSE ${said} END`}`;
}

/** All of it at once; rows whose value does not convert stay as they are. */
export function fillStatement({ table, set, where, refused }: Fill): string {
  const fits = refused === undefined ? '' : ` AND NOT (${refused})`;
  return `UPDATE ${quoteName(table)} SET ${set} WHERE ${where}${fits}`;
}
