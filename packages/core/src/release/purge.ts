/** Owns purging: the only irreversible run. It removes for good what is held, and nothing else. */
import type { Context } from '../context.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { driveRequested } from './drive-requested.ts';
import { environmentByName } from './find-environment.ts';
import type { RunRequest, RunRow } from './run.ts';

export interface PurgeResult {
  readonly run: RunRow;
  readonly purged: readonly string[];
}

export async function purge(
  context: Context,
  scope: Scope,
  options: { readonly targetEnv: string; readonly force?: boolean },
  onProgress?: OnProgress,
): Promise<PurgeResult> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const holds = await context.plane.holds.list(scope, environment.id);
  const { run } = await driveRequested(context, scope, purgeRequest(environment, options.force), onProgress);
  const left = new Set((await context.plane.holds.list(scope, environment.id)).map((hold) => hold.id));
  const purged = holds
    .filter((hold) => !left.has(hold.id))
    .map((hold) => (hold.held.kind === 'table' ? hold.table : `${hold.table}.${hold.held.column.name}`));
  return { run, purged };
}

export function purgeRequest({ id }: EnvironmentRow, force = false): RunRequest {
  return { kind: 'purge', environmentId: id, targets: [], force };
}
