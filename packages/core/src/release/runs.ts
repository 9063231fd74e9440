/** Owns looking at runs and giving one up. */
import type { Context } from '../context.ts';
import type { Scope } from '../scope.ts';
import type { RunDetail } from '../service-types.ts';
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
export async function abandonRun(context: Context, scope: Scope, runId: string): Promise<RunRow> {
  return (await drive(context, scope, runId, undefined, { abandon: true })).run;
}
