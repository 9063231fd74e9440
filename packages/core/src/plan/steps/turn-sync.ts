/** Step: of two names that both versions of the app write, the other one leads. The old version goes on under its own. */
import { typeText } from './describe-column.ts';
import type { StepDefinition } from './step-kind.ts';
import { editColumn } from './table-edit.ts';
import { keepsValues, sameType } from './type-conversion.ts';

export const turnSync: StepDefinition<'turn_sync'> = {
  kind: 'turn_sync',
  lockClass: 'metadata',
  hazards: ({ from, column, returns }) =>
    !returns && !keepsValues(from.type, column.type) ? ['destructive'] : [],
  reverse: ({ returns, ...step }) => ({
    ...step,
    id: `switch:turn_sync:${step.table}.${step.from.name}`,
    phase: 'switch',
    from: step.column,
    column: step.from,
    up: step.down,
    down: step.up,
    ...(returns ? {} : { returns: true }),
  }),
  change: ({ table, from, column, returns }) => ({
    kind: 'rename_column',
    table,
    column: from.name,
    detail: `to ${column.name}${sameType(from.type, column.type) ? '' : `, ${typeText(from.type)} → ${typeText(column.type)}`}`,
    destructive: !returns && !keepsValues(from.type, column.type),
  }),
  apply: (tables, { table, from, column }) => {
    editColumn(tables, table, from.name, (spec) => ({ ...spec, default: null }));
    editColumn(tables, table, column.name, (spec) => ({ ...spec, default: column.default }));
  },
};
