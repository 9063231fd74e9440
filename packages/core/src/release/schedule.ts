/**
 * Owns when a run that is held goes live by itself: the time is kept with the run, and any process that looks once it
 * has come swaps it. Its gate is asked again then. By the clock of the process that looks.
 */
import type { Context } from '../context.ts';
import { isAuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { DueResult, OnProgress, PublishResult } from '../service-types.ts';
import { activationTime } from './activation-time.ts';
import { drive } from './drive-run.ts';
import { environmentByName } from './find-environment.ts';
import { heldRun } from './held-run.ts';
import { conclude } from './publish.ts';
import type { RunRow } from './run.ts';
import { runById, saveRun } from './run-record.ts';
import { isHeld } from './run-state.ts';

/** @returns the run, which waits for that time from now on @throws RUN_STATE when no run of the environment is held, USAGE_INVALID */
export async function schedule(
  context: Context,
  scope: Scope,
  options: { readonly targetEnv: string; readonly at: string },
): Promise<RunRow> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  context.authorize(scope, 'drive_run', environment);
  const at = context.clock.now();
  const activateAt = activationTime(options.at, at);
  return context.plane.transaction(async (tx) => {
    const held = await heldRun(tx, scope, environment);
    const request = { ...held.request, activateAt };
    await tx.log.record(scope, {
      op: 'run.scheduled',
      environmentId: environment.id,
      runId: held.id,
      data: { activateAt, before: held.request.activateAt ?? null },
      at,
    });
    return saveRun(context, tx, scope, { ...held, request }, {});
  });
}

/**
 * Swaps every run whose time has come. One that is refused waits on, as it is, for whoever looks next.
 * @param options.targetEnv only there
 */
export async function activateDue(
  context: Context,
  scope: Scope,
  options: { readonly targetEnv?: string } = {},
  onProgress?: OnProgress,
): Promise<DueResult> {
  const { plane } = context;
  const environments =
    options.targetEnv === undefined
      ? await plane.environments.list(scope)
      : [await environmentByName(plane, scope, options.targetEnv)];
  const activated: PublishResult[] = [];
  const refused: DueResult['refused'][number][] = [];
  const waiting: DueResult['waiting'][number][] = [];
  for (const environment of environments)
    for (const run of await plane.runs.open(scope, environment.id)) {
      const { activateAt } = run.request;
      if (!isHeld(run) || activateAt === undefined) continue;
      const about = { run: run.id, environment: environment.name, activateAt };
      if (activateAt > context.clock.now()) {
        waiting.push(about);
        continue;
      }
      try {
        const result = await swap(context, scope, environment, run, onProgress);
        if (result !== null) activated.push(result);
      } catch (error) {
        if (!isAuthoringError(error)) throw error;
        refused.push({ ...about, code: error.code, message: error.message });
      }
    }
  return { activated, refused, waiting };
}

/** @returns null: another process did it, or does it right now */
async function swap(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { id }: RunRow,
  onProgress?: OnProgress,
): Promise<PublishResult | null> {
  try {
    const driven = await drive(context, scope, id, onProgress, { activate: true });
    return driven.plan === null ? null : await conclude(context, scope, environment, driven, onProgress);
  } catch (error) {
    if (!isAuthoringError(error) || error.code !== 'ENVIRONMENT_LOCKED') throw error;
    const holder = await context.plane.leases.current(scope, environment.id);
    if (holder?.runId === id || !isHeld(await runById(context.plane, scope, id))) return null;
    throw error;
  }
}
