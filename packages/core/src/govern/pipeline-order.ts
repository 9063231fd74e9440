/** Owns the order of the pipeline: where a policy asks for it, a version is live in the environment before first. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunRequest } from '../release/run.ts';
import type { Scope } from '../scope.ts';

/** @throws PIPELINE_ORDER naming the environment that was skipped */
export async function assertOrder(
  { plane }: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { kind, targets }: RunRequest,
): Promise<void> {
  if (kind !== 'publish' && kind !== 'promote') return;
  const before = (await plane.environments.list(scope))
    .filter(({ position, ephemeral }) => position < environment.position && !ephemeral)
    .at(-1);
  if (!before) return;
  for (const { to } of targets) {
    const runs = to === null ? [] : await plane.installations.running(scope, to);
    if (kind === 'promote' && runs.some(({ environmentId }) => environmentId === before.id)) continue;
    throw new AuthoringError(
      'PIPELINE_ORDER',
      `a version comes to '${environment.name}' only through '${before.name}', and does not run there`,
      {
        details: { environment: environment.name, before: before.name },
        suggestion:
          kind === 'publish'
            ? `publish to the first environment, and move the version on with: mda promote VERSION --to ${before.name}`
            : `promote it there first: mda promote VERSION --to ${before.name}`,
      },
    );
  }
}
