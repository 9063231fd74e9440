/**
 * Owns how a change of type that may lose values becomes work on MySQL, whose ALTER converts by its own rules only: a
 * second column is filled by the typed expression and then takes the place, the name, the default and the indexes of
 * the first. Where no value changes, but some may not fit, one statement does it once the rows were asked.
 */
import type { ColumnSpec, StepOf, TableSpec } from '@objectstack/metadata-authoring';
import { columnTypesOf } from '../../environment/column-types.ts';
import type { Retype } from './action.ts';
import { uncastableCondition } from './castable.ts';
import { typeText } from './column-type.ts';
import { compileExpression } from './compile-expression.ts';
import { indexDefinition } from './create-index.ts';
import { columnDefinition } from './create-table.ts';
import type { Fact } from './fact.ts';
import { quoteName } from './quote.ts';

/** @param after the column as it is to be */
export function retype(
  step: StepOf<'change_type'>,
  before: TableSpec | undefined,
  after: ColumnSpec,
): Retype {
  const types = columnTypesOf(before);
  const refuse = (condition: string | null, what: string) =>
    condition === null
      ? []
      : [
          {
            sql: `SELECT count(*) FROM ${quoteName(step.table)} WHERE ${condition}`,
            what: `${what} in '${step.table}.${step.column}'`,
          },
        ];
  const head = {
    kind: 'retype',
    stepId: step.id,
    autocommits: true,
    table: step.table,
    refusals: [
      ...refuse(uncastableCondition(step.conversion, types), 'values that do not convert'),
      // The server would cut spaces at the end of a text without a word.
      ...(step.to.kind === 'string'
        ? refuse(
            `char_length(${compileExpression(step.conversion, step.to, types)}) > ${step.to.length}`,
            `values longer than ${step.to.length} characters`,
          )
        : []),
    ],
  } as const;
  const changed: Fact = {
    what: 'column',
    table: step.table,
    column: step.column,
    is: { type: typeText(step.to) },
  };
  const alter = (clauses: readonly string[]) => `ALTER TABLE ${quoteName(step.table)} ${clauses.join(', ')}`;
  if (step.conversion.op === 'column')
    return {
      ...head,
      shadow: null,
      statements: [alter([`MODIFY COLUMN ${columnDefinition(after)}`])],
      leaves: [changed],
    };
  // Names of columns have at most 48 characters.
  const shadow = `_authoring_new_${step.column}`;
  const covering = (before?.indexes ?? []).filter(({ parts }) =>
    parts.some((part) => part.column === step.column),
  );
  const swap = [
    ...covering.map(({ name }) => `DROP KEY ${quoteName(name)}`),
    `DROP COLUMN ${quoteName(step.column)}`,
    `CHANGE COLUMN ${quoteName(shadow)} ${columnDefinition(after)}`,
    ...covering.map((index) => `ADD ${indexDefinition(index, [after, ...(before?.columns ?? [])])}`),
  ];
  const value = compileExpression(step.conversion, step.to, types);
  return {
    ...head,
    shadow: { column: shadow, add: alter([`ADD COLUMN ${quoteName(shadow)} ${typeText(step.to)} NULL`]) },
    statements: [`UPDATE ${quoteName(step.table)} SET ${quoteName(shadow)} = ${value}`, alter(swap)],
    leaves: [changed, { what: 'column', table: step.table, column: shadow, is: null }],
  };
}
