/** Owns purging: the only irreversible run. It removes for good what is held, and nothing else. */
import type { Context } from '../context.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { driveRequested } from './drive-requested.ts';
import { environmentByName } from './find-environment.ts';
import { type HeldThing, heldThingNames, heldThings } from './held-things.ts';
import type { RunRequest, RunRow } from './run.ts';

export interface PurgeResult {
  readonly run: RunRow;
  readonly purged: readonly string[];
  /** What stays held, the next to go first. */
  readonly kept: readonly HeldThing[];
}

export interface PurgeOptions {
  readonly targetEnv: string;
  readonly force?: boolean;
  readonly emergency?: string;
}

/**
 * @param options.force lets go what its environment would keep for longer
 * @throws HOLD_RETAINED when there is nothing else
 */
export async function purge(
  context: Context,
  scope: Scope,
  options: PurgeOptions,
  onProgress?: OnProgress,
): Promise<PurgeResult> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const holds = await context.plane.holds.list(scope, environment.id);
  const { run } = await driveRequested(context, scope, purgeRequest(environment, options), onProgress);
  const left = await context.plane.holds.list(scope, environment.id);
  const ids = new Set(left.map((hold) => hold.id));
  return {
    run,
    purged: holds.filter((hold) => !ids.has(hold.id)).map(heldThingNames(holds)),
    kept: [...heldThings(left, environment.type)].sort((a, b) =>
      a.until < b.until ? -1 : a.until > b.until ? 1 : 0,
    ),
  };
}

export function purgeRequest(
  { id }: EnvironmentRow,
  { force = false, emergency }: Pick<PurgeOptions, 'force' | 'emergency'> = {},
): RunRequest {
  return {
    kind: 'purge',
    environmentId: id,
    targets: [],
    force,
    ...(emergency === undefined ? {} : { emergency }),
  };
}
