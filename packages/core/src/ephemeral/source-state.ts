/** Owns knowing whether an environment stood still while its database was copied. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import { touchesTables } from '../release/run-state.ts';
import { withTarget } from '../release/with-target.ts';
import type { Scope } from '../scope.ts';

/** What a run would change: pointers, what was left for later, and the mark. @throws ENVIRONMENT_LOCKED half way through a run */
export async function sourceState(context: Context, scope: Scope, source: EnvironmentRow): Promise<string> {
  const { plane } = context;
  const open = await plane.runs.open(scope, source.id);
  const [halfWay] = open.filter((run) => run.state !== 'committed' && touchesTables(run));
  if (halfWay)
    throw new AuthoringError(
      'ENVIRONMENT_LOCKED',
      `'${source.name}' is half way through run '${halfWay.id}' and cannot be copied`,
      {
        details: { environment: source.name, run: halfWay.id },
        suggestion: `end it first: mda run resume ${halfWay.id}, mda activate --env ${source.name} where it is held, or mda run abandon ${halfWay.id}`,
      },
    );
  const installed = await plane.installations.list(scope, source.id);
  const mark = await withTarget(context, source, (target) => target.mark());
  return JSON.stringify([
    installed.map(({ packageId, versionId }) => [packageId, versionId]),
    open.filter(({ state }) => state === 'committed').map(({ id }) => id),
    mark,
  ]);
}

export function assertStoodStill(before: string, after: string, source: EnvironmentRow): void {
  if (before === after) return;
  throw new AuthoringError('ENVIRONMENT_LOCKED', `'${source.name}' changed while it was copied`, {
    details: { environment: source.name },
    suggestion: 'try again now that its run has ended',
  });
}
