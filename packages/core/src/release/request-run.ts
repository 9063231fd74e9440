/** Owns recording the wish for a run. Nothing runs yet; any process may drive it. */
import type { Context } from '../context.ts';
import { requestableRules } from '../govern/gate-rules.ts';
import { type GatedRun, gateRun } from '../govern/gate-run.ts';
import { renameFormOf } from '../policy/rename-form.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { assertComesBackFirst } from './coming-back.ts';
import { environmentByName } from './find-environment.ts';
import type { RunRequest, RunRow } from './run.ts';

/** @throws ENVIRONMENT_NOT_FOUND, ROLE_FORBIDDEN, VERSION_YANKED, PACKAGE_HELD, and what the gate throws */
export async function requestRun(context: Context, scope: Scope, request: RunRequest): Promise<RunRow> {
  const { run } = await newRun(context, scope, request);
  await context.plane.runs.insert(scope, run);
  return run;
}

/**
 * The run that was asked for, past its gate and not recorded yet.
 * @throws ENVIRONMENT_NOT_FOUND, ROLE_FORBIDDEN, VERSION_YANKED, PACKAGE_HELD, and what the gate throws
 */
export async function newRun(context: Context, scope: Scope, request: RunRequest): Promise<GatedRun> {
  const environment = await environmentByName(context.plane, scope, request.environmentId);
  return gateRun(context, scope, environment, runOf(context, scope, environment, request));
}

/** Whether such a run could be asked for at all. @throws ENVIRONMENT_LOCKED, VERSION_YANKED, PACKAGE_HELD */
export async function assertRequestable(
  context: Pick<Context, 'plane'>,
  scope: Scope,
  environment: EnvironmentRow,
  request: RunRequest,
): Promise<void> {
  for (const rule of requestableRules(context, scope, environment, request)) await rule();
  await assertComesBackFirst(context.plane, scope, environment, request.targets);
}

/** A run as it is before anybody drives it. */
export function runOf(
  context: Pick<Context, 'clock' | 'ids'>,
  scope: Scope,
  environment: EnvironmentRow,
  request: RunRequest,
): RunRow {
  const at = context.clock.now();
  // Only the gate binds an approval and a rehearsal: one that a caller names is none.
  const { approval: _, rehearsal: __, ...asked } = request;
  return {
    id: context.ids.next(),
    request: {
      ...asked,
      environmentId: environment.id,
      renames: request.renames ?? renameFormOf(environment.type),
    },
    state: 'requested',
    fence: 0,
    frozen: null,
    nextChunk: 0,
    reversing: false,
    failure: null,
    changeLogSeq: null,
    requestedBy: scope.principal.id,
    requestedAt: at,
    updatedAt: at,
    finishedAt: null,
  };
}
