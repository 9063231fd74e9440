/** Owns refusing a run where another one stopped half way: its tables first have to be finished or taken back. */
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { RunRow } from './run.ts';
import { touchesTables } from './run-state.ts';

/**
 * Tables that another run changed and no version serves yet are neither what the pointer says nor drift; a second run
 * over them would also take that run's mark away. @throws SCHEMA_AHEAD naming that run
 */
export async function assertNothingHalfDone(
  plane: ControlPlane,
  scope: Scope,
  { id, name }: EnvironmentRow,
  run: RunRow,
): Promise<void> {
  const other = (await plane.runs.open(scope, id)).find((open) => open.id !== run.id && touchesTables(open));
  if (!other) return;
  const waits = other.state === 'applied' && other.request.hold === true;
  throw new AuthoringError(
    'SCHEMA_AHEAD',
    `run '${other.id}' changed tables of '${name}' and ${waits ? 'waits for its swap' : 'has not ended'}`,
    {
      details: { run: other.id, state: other.state, environment: name },
      suggestion: waits
        ? `swap it with: mda activate --env ${name}, or take its steps back with: mda run abandon ${other.id}`
        : `go on with: mda run resume ${other.id}, or take its steps back with: mda run abandon ${other.id}`,
    },
  );
}
