/** Owns looking at runs and giving one up, whoever drives it. */
import type { Context } from '../context.ts';
import type { Scope } from '../scope.ts';
import type { RunDetail } from '../service-types.ts';
import { rests } from './claim-run.ts';
import { drive } from './drive-run.ts';
import { environmentByName } from './find-environment.ts';
import type { RunRow } from './run.ts';
import { runById } from './run-record.ts';

export async function listRuns(
  context: Context,
  scope: Scope,
  options: { readonly environment?: string; readonly limit?: number },
): Promise<readonly RunRow[]> {
  context.authorize(scope, 'read', null);
  const environment =
    options.environment === undefined
      ? null
      : await environmentByName(context.plane, scope, options.environment);
  return context.plane.runs.list(scope, {
    limit: options.limit ?? 50,
    ...(environment ? { environmentId: environment.id } : {}),
  });
}

export async function runDetail(context: Context, scope: Scope, runId: string): Promise<RunDetail> {
  context.authorize(scope, 'read', null);
  const run = await runById(context.plane, scope, runId);
  const chunks = await context.plane.runs.chunks(scope, runId);
  const chunkOf = new Map(chunks.flatMap((chunk) => chunk.stepIds.map((id) => [id, chunk] as const)));
  const planned = (run.frozen?.steps ?? []).map((step) => step.id);
  const steps = [...new Set([...planned, ...chunkOf.keys()])].map((id) => {
    const chunk = chunkOf.get(id);
    return {
      id,
      state: chunk?.state ?? ('pending' as const),
      startedAt: chunk?.startedAt ?? null,
      finishedAt: chunk?.finishedAt ?? null,
      ...(chunk?.error ? { error: chunk.error.message } : {}),
    };
  });
  return { run, chunks, steps };
}

/** Idempotent. @throws RUN_STATE when it is live already, IRREVERSIBLE, ENVIRONMENT_LOCKED when it is being driven */
/**
 * Gives a run up that is being driven: its driver takes back what it did before it starts the next chunk. A run that
 * nobody drives is given up here and now. Idempotent.
 * @returns the run: abandoned, or as its driver has it until it notices
 * @throws RUN_STATE when it is live already or can only go forward, IRREVERSIBLE
 */
export async function cancelRun(context: Context, scope: Scope, runId: string): Promise<RunRow> {
  const run = await runById(context.plane, scope, runId);
  const environment = await environmentByName(context.plane, scope, run.request.environmentId);
  context.authorize(scope, 'drive_run', environment);
  if (rests(run, { abandon: true })) return run;
  await context.plane.runs.setCancel(scope, runId, true);
  const holder = await context.plane.leases.current(scope, environment.id);
  const isDriven = holder?.runId === runId && !context.ownerIsGone?.(holder.owner);
  return isDriven ? runById(context.plane, scope, runId) : abandonRun(context, scope, runId);
}

export async function abandonRun(context: Context, scope: Scope, runId: string): Promise<RunRow> {
  return (await drive(context, scope, runId, undefined, { abandon: true })).run;
}
