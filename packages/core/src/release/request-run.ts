/** Owns recording the wish for a run. Nothing runs yet; any process may drive it. */
import type { Context } from '../context.ts';
import type { Operation } from '../policy/authorize.ts';
import { renameFormOf } from '../policy/rename-form.ts';
import type { Scope } from '../scope.ts';
import { environmentByName } from './find-environment.ts';
import type { RunKind, RunRequest, RunRow } from './run.ts';

const OPERATIONS: Readonly<Record<RunKind, Operation>> = {
  publish: 'publish',
  preview: 'preview',
  promote: 'promote',
  rollback: 'rollback',
  finalize: 'finalize',
  purge: 'purge',
  repair: 'repair',
};

/** @throws ENVIRONMENT_NOT_FOUND, ROLE_FORBIDDEN */
export async function requestRun(context: Context, scope: Scope, request: RunRequest): Promise<RunRow> {
  const run = await newRun(context, scope, request);
  await context.plane.runs.insert(scope, run);
  return run;
}

/** The run that was asked for, not recorded yet. @throws ENVIRONMENT_NOT_FOUND, ROLE_FORBIDDEN */
export async function newRun(context: Context, scope: Scope, request: RunRequest): Promise<RunRow> {
  const environment = await environmentByName(context.plane, scope, request.environmentId);
  context.authorize(scope, OPERATIONS[request.kind], environment);
  const at = context.clock.now();
  return {
    id: context.ids.next(),
    request: {
      ...request,
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
