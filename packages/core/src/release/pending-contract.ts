/**
 * Owns what a committed run left for later: its contract steps. Until finalize runs them, the tables hold more than
 * the active version asks for; the picture of the environment must say so.
 */
import type { CreateTable, Step } from '../plan/steps/step.ts';
import { withViews } from '../plan/steps/view-defaults.ts';
import type { SchemaState, TableSpec } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { StoredStep } from './run.ts';

export interface PendingContract {
  readonly steps: readonly Step[];
  /** The committed runs that they come from. */
  readonly runIds: readonly string[];
  /** Which of them put a thing aside, by the name under which it will be held. */
  readonly runOf: ReadonlyMap<string, string>;
}

export async function pendingContract(
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
): Promise<PendingContract> {
  const committed = (await plane.runs.open(scope, environmentId)).filter((run) => run.state === 'committed');
  const left = committed.map((run) => ({ run, steps: (run.frozen?.steps ?? []).filter(isContract) }));
  return {
    runIds: committed.map((run) => run.id),
    steps: left.flatMap(({ steps }) => steps),
    runOf: new Map(
      left.flatMap(({ run, steps }) =>
        steps.flatMap((step) => ('heldName' in step ? [[step.heldName, run.id] as const] : [])),
      ),
    ),
  };
}

function isContract(step: StoredStep): step is Exclude<Step, CreateTable> {
  return step.phase === 'contract';
}

/** The picture with what the pending steps have not removed yet. Tables that the picture does not cover stay out, but for dropped ones. */
export function withLeftovers(state: SchemaState, pending: readonly Step[]): SchemaState {
  if (pending.length === 0) return state;
  const tables = new Map<string, TableSpec>(state);
  // A table goes as it is once everything else is done to it.
  for (const step of pending) if (step.kind === 'hold_table') tables.set(step.table, step.spec);
  for (const step of pending) {
    const table = tables.get(step.table);
    if (!table) continue;
    if (step.kind === 'hold_column' && table.columns.every((column) => column.name !== step.column.name))
      tables.set(step.table, { ...table, columns: [...table.columns, step.column] });
    if (step.kind === 'end_sync')
      tables.set(step.table, {
        ...table,
        columns: [...table.columns, { ...step.old, name: step.heldName, notNull: false }],
      });
    if (step.kind === 'retire_column' && table.columns.every(({ name }) => name !== step.old.name))
      tables.set(step.table, { ...table, columns: [...table.columns, step.old] });
    if (step.kind === 'set_not_null')
      tables.set(step.table, {
        ...table,
        columns: table.columns.map((column) =>
          column.name === step.column ? { ...column, notNull: false } : column,
        ),
      });
    if (step.kind === 'drop_index' && table.indexes.every((index) => index.name !== step.index.name))
      tables.set(step.table, { ...table, indexes: [...table.indexes, step.index] });
  }
  return withViews(
    tables,
    pending.filter((step) => step.kind === 'drop_view'),
  );
}
