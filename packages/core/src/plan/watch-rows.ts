/**
 * Owns which rows are watched for, and until when: those that a step would else look for among all rows of the table,
 * under a lock that keeps every writer of the database out.
 */
import type { Engine } from '../ports/environment.ts';
import type { ColumnDiffInput } from './diff-columns.ts';
import { provesNotNull, watchesRows } from './online-form.ts';
import { proofName } from './shadow-name.ts';
import type { StepList } from './step-list.ts';
import type { WatchedRows } from './steps/step.ts';

/** From the end of expand to the end of the switch. @param column as it is called before, and after the switch */
export function watchForSwitch(
  steps: StepList,
  { engine, old, spec }: Pick<ColumnDiffInput, 'engine' | 'old' | 'spec'>,
  [column, after]: readonly [before: string, after: string],
  rows: WatchedRows,
): void {
  if (!watchesRows(engine)) return;
  const proof = proofName(old.name, column);
  steps.watchRows('expand', old.name, { column, proof, rows });
  steps.unwatchRows('switch', spec.name, { column: after, proof, rows });
}

/** What spares `set_not_null` its look at every row, where something does. */
export function proofFor(engine: Engine, table: string, column: string): { readonly proof?: string } {
  return provesNotNull(engine) || watchesRows(engine) ? { proof: proofName(table, column) } : {};
}

/** Within the contract, where a column is required only then. */
export function watchForContract(
  steps: StepList,
  { engine, spec }: Pick<ColumnDiffInput, 'engine' | 'spec'>,
  column: string,
): void {
  if (!watchesRows(engine)) return;
  const watch = { column, proof: proofName(spec.name, column), rows: { are: 'empty' } } as const;
  steps.watchRows('contract', spec.name, watch);
  steps.unwatchRows('contract', spec.name, watch);
}
