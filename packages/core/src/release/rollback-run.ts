/**
 * Owns taking back what one run moved, whole: every package of a train goes back to what the environment ran before it,
 * and what came with it goes again; all pointers in one transaction or none. Forward in history, as every rollback.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { RenameForm } from '../policy/rename-form.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, PromoteResult, RollbackRunPreview } from '../service-types.ts';
import { diffRollback, sealedChanges } from './diff-draft.ts';
import { environmentByName } from './find-environment.ts';
import { release } from './publish.ts';
import { rollbackPreview } from './rollback-preview.ts';
import { goingBack } from './rollback-target.ts';
import type { RunKind, RunRequest, RunRow, RunTarget } from './run.ts';
import { runById } from './run-record.ts';
import { isLive } from './run-state.ts';

export interface RollbackRunOptions {
  readonly runId: string;
  /** Refused when the run was in another one. */
  readonly targetEnv?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  /** How columns are renamed back, if not by the policy of the environment's type. */
  readonly renames?: RenameForm;
}

/** A preview seals a version that its run does not name: the next preview takes its place. */
const MOVES_PACKAGES: ReadonlySet<RunKind> = new Set(['publish', 'promote', 'rollback', 'uninstall']);

/**
 * @throws RUN_NOT_FOUND, RUN_STATE when the run moved nothing, is not live, or a package of it was moved on since: then
 * none goes back; and whatever a rollback throws
 */
export async function rollbackRun(
  context: Context,
  scope: Scope,
  { runId, targetEnv, force = false, dryRun = false, renames }: RollbackRunOptions,
  onProgress?: OnProgress,
): Promise<PromoteResult | RollbackRunPreview> {
  const run = await runById(context.plane, scope, runId);
  const environment = await environmentByName(context.plane, scope, run.request.environmentId);
  context.authorize(scope, dryRun ? 'read' : 'rollback', environment);
  if (targetEnv !== undefined && targetEnv !== environment.name)
    throw new AuthoringError(
      'USAGE_INVALID',
      `run '${runId}' was in '${environment.name}', not in '${targetEnv}'`,
      {
        suggestion: `repeat with --env ${environment.name}, or name another run: mda run list --env ${targetEnv}`,
      },
    );
  if (!MOVES_PACKAGES.has(run.request.kind) || !isLive(run))
    throw new AuthoringError('RUN_STATE', `run '${runId}' brought nothing that is live`, {
      details: { run: runId, kind: run.request.kind, state: run.state },
      suggestion: `name one that is finished or committed: mda run list --env ${environment.name}`,
    });
  await assertUnmoved(context, scope, environment, run);
  const targets = run.request.targets.map(
    ({ packageId, from, to }): RunTarget => ({ packageId, from: to, to: from }),
  );
  const request = goingBack(environment, targets, { force, ...(renames === undefined ? {} : { renames }) });
  if (!dryRun) return release(context, scope, environment, request, onProgress);
  const diff = await diffRollback(context, scope, environment, request);
  return { ...diff, packages: await byPackage(context, scope, environment, request) };
}

/** Each as it would go back by itself; what it is refused for, it is beside the others. */
async function byPackage(
  context: Context,
  scope: Scope,
  { name }: EnvironmentRow,
  request: RunRequest,
): Promise<RollbackRunPreview['packages']> {
  const { plane } = context;
  const { targets, force, renames } = request;
  const coming = (await sealedChanges(context, scope, targets)).flatMap((change) => change.coming ?? []);
  const semverOf = async (id: string | null) =>
    id === null ? null : ((await plane.versions.get(scope, id))?.version ?? null);
  const packages: RollbackRunPreview['packages'][number][] = [];
  for (const { packageId, from, to } of targets) {
    const manifestId = (await plane.packages.get(scope, packageId))?.manifestId ?? packageId;
    const asked = {
      targetEnv: name,
      packageId: manifestId,
      force,
      ...(renames === undefined ? {} : { renames }),
    };
    packages.push({
      package: manifestId,
      runs: await semverOf(from),
      goesTo: await semverOf(to),
      preview:
        from === null || to === null
          ? null
          : await rollbackPreview(context, scope, { ...asked, toVersionId: to }, { request, coming }),
    });
  }
  return packages;
}

async function assertUnmoved(
  { plane }: Context,
  scope: Scope,
  { id, name }: EnvironmentRow,
  run: RunRow,
): Promise<void> {
  const moved: { readonly package: string; readonly runs: string | null }[] = [];
  for (const { packageId, to } of run.request.targets) {
    const runs = (await plane.installations.current(scope, id, packageId))?.versionId ?? null;
    if (runs === to) continue;
    moved.push({ package: (await plane.packages.get(scope, packageId))?.manifestId ?? packageId, runs });
  }
  if (moved.length === 0) return;
  const which = moved.map((one) => `'${one.package}'`).join(', ');
  throw new AuthoringError(
    'RUN_STATE',
    `what run '${run.id}' brought to '${name}' was moved on since: ${which}`,
    {
      details: { run: run.id, moved },
      suggestion:
        'take back the later runs first, newest first; or go back package by package with: mda rollback --to VERSION',
    },
  );
}
