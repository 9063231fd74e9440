/**
 * Owns the plan of a purge: what is held and may go, by the policy of the environment at the time at which the run was
 * asked for, so that whoever resumes it finds the same plan.
 */
import { AuthoringError } from '../error.ts';
import type { Step } from '../plan/steps/step.ts';
import { isRetained } from '../policy/hold-retention.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { Scope } from '../scope.ts';
import { heldThings } from './held-things.ts';
import type { LeftBehind } from './left-behind.ts';
import { pendingContract } from './pending-contract.ts';
import type { RunRow } from './run.ts';

/**
 * @param left what there is to purge once a run before it is live, in place of what there is
 * @throws HOLD_RETAINED when all that is held must be kept for longer
 */
export async function purgeSteps(
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  run: Pick<RunRow, 'request' | 'requestedAt'>,
  left?: Pick<LeftBehind, 'pending' | 'holds'>,
): Promise<readonly Step[]> {
  const pending = left?.pending ?? (await pendingContract(plane, scope, environment.id)).steps;
  const inUse = new Set(pending.flatMap(heldInUse));
  const holds = left?.holds ?? (await plane.holds.list(scope, environment.id));
  // A held column of a table that was itself dropped goes with that table.
  const heldTables = new Set(
    holds.flatMap(({ held, heldName }) => (held.kind === 'table' ? [heldName] : [])),
  );
  const idle = holds.filter(({ heldName, table }) => !inUse.has(heldName) && !heldTables.has(table));
  const due = idle.filter(
    (hold) => run.request.force || !isRetained(hold, environment.type, run.requestedAt),
  );
  if (due.length === 0 && idle.length > 0) throw retained(environment, idle);
  return due.map(purgeStep);
}

/** What an unfinished contract leaves in use of all that is held. */
function heldInUse(step: Step): readonly string[] {
  if (step.kind === 'drop_view') return step.columns.map(({ column }) => column);
  return step.kind === 'end_sync' ? [step.heldName] : [];
}

function purgeStep(hold: HoldRow): Step {
  const { table, heldName, held } = hold;
  if (held.kind === 'table')
    return {
      kind: 'purge_table',
      id: `contract:purge_table:${heldName}`,
      phase: 'contract',
      table: heldName,
      spec: held.spec,
    };
  return {
    kind: 'purge_column',
    id: `contract:purge_column:${table}.${heldName}`,
    phase: 'contract',
    table,
    column: held.column,
    heldName,
  };
}

function retained({ name, type }: EnvironmentRow, holds: readonly HoldRow[]): AuthoringError {
  const kept = [...heldThings(holds, type)].sort((a, b) => (a.until < b.until ? -1 : 1));
  const first = kept[0]?.until;
  return new AuthoringError(
    'HOLD_RETAINED',
    `what was dropped in '${name}' is kept until ${first}: ${kept.map((thing) => thing.name).join(', ')}`,
    {
      details: { environment: name, held: kept },
      suggestion: `purge after ${first}, or let it go for good now with: mda purge --env ${name} --force`,
    },
  );
}
