/**
 * Step: a filled column takes the name of the one that it stands beside, in one look at the catalog. The old one is
 * renamed aside and, with `down`, follows every write, so that a way back within the window loses nothing.
 */

import { isSameJson } from '../../policy/protection/same-json.ts';
import { expressionText } from '../expression/expression-text.ts';
import { isShadowName, syncName } from '../shadow-name.ts';
import { typeText } from './describe-column.ts';
import type { SwapColumn } from './step.ts';
import type { StepDefinition } from './step-kind.ts';
import { tableIn } from './table-edit.ts';
import { conversionBetween, isWidening, keepsValues, sameType } from './type-conversion.ts';

export const swapColumn: StepDefinition<'swap_column'> = {
  kind: 'swap_column',
  lockClass: 'metadata',
  hazards: (step) => [
    ...(changesValues(step) ? (['destructive'] as const) : []),
    ...(isWidening(step.old.type, step.column.type) && !isStated(step)
      ? []
      : (['breaks_old_readers'] as const)),
  ],
  reverse: (step) => ({
    kind: 'swap_column',
    id: `switch:swap_column:${step.table}.${step.column.name}.back`,
    phase: 'switch',
    table: step.table,
    old: step.column,
    heldName: step.takes,
    column: step.old,
    takes: step.heldName,
    ends: syncName(step.heldName),
    up: step.down ?? conversionBetween(step.old.name, step.column.type, step.old.type),
    down: null,
  }),
  change: (step) => {
    const { table, old, column, up } = step;
    const retyped = sameType(old.type, column.type)
      ? []
      : [`${typeText(old.type)} → ${typeText(column.type)}`];
    const stated = isStated(step) ? [expressionText(up)] : [];
    if (retyped.length + stated.length === 0) return null;
    const detail = [...retyped, ...stated].join(', ');
    return {
      kind: 'modify_column',
      table,
      column: column.name,
      detail,
      destructive: changesValues(step),
    };
  },
  apply: (tables, step) => {
    const spec = tableIn(tables, step.table);
    const { name } = step.column;
    const moved = (column: string) =>
      column === step.takes ? name : column === name ? step.heldName : column;
    const held = { ...step.old, name: step.heldName };
    // What is held without following anything is in no picture, as with any other held column.
    const stays = step.down !== null || isShadowName(step.heldName);
    tables.set(step.table, {
      ...spec,
      columns: [
        ...spec.columns.filter((column) => column.name !== name && column.name !== step.takes),
        step.column,
        ...(stays ? [held] : []),
      ],
      indexes: spec.indexes.map((index) => ({
        ...index,
        parts: index.parts.map((part) => ({ ...part, column: moved(part.column) })),
      })),
    });
  },
};

/** The way back takes a column that followed every write: its values were never converted. */
function changesValues({ old, column, up, down }: SwapColumn): boolean {
  if (down === null) return false;
  return isStated({ old, column, up, down }) || !keepsValues(old.type, column.type);
}

/** The author said what becomes of values that are there. */
function isStated({ old, column, up, down }: Pick<SwapColumn, 'old' | 'column' | 'up' | 'down'>): boolean {
  if (down === null) return false;
  const [first] = up.op === 'coalesce' ? up.values : [up];
  return !isSameJson(first, conversionBetween(column.name, old.type, column.type));
}
