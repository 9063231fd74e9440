/**
 * Owns how a conversion of values becomes work on MySQL, whose ALTER converts by its own rules only: a second column is
 * filled by the typed expression and then takes the place, the name, the default and the indexes of the first.
 */
import type { ColumnSpec, StepOf, TableSpec } from '@objectstack/metadata-authoring';
import { columnTypesOf } from '../../environment/column-types.ts';
import type { Retype } from './action.ts';
import { uncastableCondition } from './castable.ts';
import { typeText } from './column-type.ts';
import { compileExpression } from './compile-expression.ts';
import { indexDefinition } from './create-index.ts';
import { columnDefinition } from './create-table.ts';
import { quoteName } from './quote.ts';

/** @param after the column as it is to be */
export function retype(
  step: StepOf<'change_type'>,
  before: TableSpec | undefined,
  after: ColumnSpec,
): Retype {
  const table = quoteName(step.table);
  const column = quoteName(step.column);
  const types = columnTypesOf(before);
  // Names of columns have at most 48 characters.
  const shadow = `_authoring_new_${step.column}`;
  const uncastable = uncastableCondition(step.conversion, types);
  const covering = (before?.indexes ?? []).filter(({ parts }) =>
    parts.some((part) => part.column === step.column),
  );
  const swap = [
    ...covering.map(({ name }) => `DROP KEY ${quoteName(name)}`),
    `DROP COLUMN ${column}`,
    `CHANGE COLUMN ${quoteName(shadow)} ${columnDefinition(after)}`,
    ...covering.map((index) => `ADD ${indexDefinition(index, [after, ...(before?.columns ?? [])])}`),
  ];
  return {
    kind: 'retype',
    stepId: step.id,
    autocommits: true,
    table: step.table,
    shadow,
    refusals:
      uncastable === null
        ? []
        : [
            {
              sql: `SELECT count(*) FROM ${table} WHERE ${uncastable}`,
              what: `values that do not convert in '${step.table}.${step.column}'`,
            },
          ],
    add: `ALTER TABLE ${table} ADD COLUMN ${quoteName(shadow)} ${typeText(step.to)} NULL`,
    fill: `UPDATE ${table} SET ${quoteName(shadow)} = ${compileExpression(step.conversion, step.to, types)}`,
    swap: `ALTER TABLE ${table} ${swap.join(', ')}`,
    leaves: [
      { what: 'column', table: step.table, column: step.column, is: { type: typeText(step.to) } },
      { what: 'column', table: step.table, column: shadow, is: null },
    ],
  };
}
