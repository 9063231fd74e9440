/** Owns finding the run of an environment that waits for its swap: there is one at most, as its tables are changed. */
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { RunRow } from './run.ts';
import { isHeld } from './run-state.ts';

/** @throws RUN_STATE when no run of the environment is held */
export async function heldRun(
  plane: ControlPlane,
  scope: Scope,
  { id, name }: EnvironmentRow,
): Promise<RunRow> {
  const held = (await plane.runs.open(scope, id)).find(isHeld);
  if (held) return held;
  throw new AuthoringError('RUN_STATE', `no run of '${name}' waits for its swap`, {
    suggestion: 'prepare one with: mda publish --hold, or mda promote VERSION --to NAME --hold',
  });
}
