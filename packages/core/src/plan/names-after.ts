/** Owns what a thing of a plan is called once all steps after one of them are done. */
import type { Step } from './steps/step.ts';

export function namesAfter(
  steps: readonly Step[],
  step: Step,
  table: string,
  column?: string,
): { readonly table: string; readonly column?: string } {
  let [ofTable, ofColumn] = [table, column];
  for (const later of steps.slice(steps.indexOf(step) + 1)) {
    if (later.table !== ofTable) continue;
    if (later.kind === 'rename_table') ofTable = later.to;
    if (later.kind === 'rename_column' && later.from === ofColumn) ofColumn = later.to;
    if (later.kind === 'turn_sync' && later.from.name === ofColumn) ofColumn = later.column.name;
  }
  return { table: ofTable, ...(ofColumn === undefined ? {} : { column: ofColumn }) };
}
