/** Owns writing the state of a run: every change of state is checked and saved through here. */
import type { Context } from '../context.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { RunFailure, RunRow } from './run.ts';
import { assertTransition, isTerminal } from './run-state.ts';

export type RunChange = Partial<Omit<RunRow, 'id' | 'request'>>;

export async function saveRun(
  context: Pick<Context, 'clock'>,
  plane: ControlPlane,
  scope: Scope,
  run: RunRow,
  change: RunChange,
): Promise<RunRow> {
  const next = { ...run, ...change };
  assertTransition(run.state, next.state);
  const at = context.clock.now();
  const saved = { ...next, updatedAt: at, finishedAt: isTerminal(next.state) ? at : next.finishedAt };
  await plane.runs.save(scope, saved);
  return saved;
}

export function failureOf(error: unknown): RunFailure {
  if (!isAuthoringError(error))
    return { code: 'ASSERTION_FAILED', message: 'the run met a defect of the control plane' };
  const { stepId, statementHash, ...details } = error.details;
  return {
    code: error.code,
    message: error.message,
    ...(typeof stepId === 'string' ? { stepId } : {}),
    ...(typeof statementHash === 'string' ? { statementHash } : {}),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}

/** @throws RUN_NOT_FOUND */
export async function runById(plane: ControlPlane, scope: Scope, id: string): Promise<RunRow> {
  const run = await plane.runs.get(scope, id);
  if (run) return run;
  throw new AuthoringError('RUN_NOT_FOUND', `there is no run '${id}'`, {
    suggestion: 'list the runs with: mda run list',
  });
}
