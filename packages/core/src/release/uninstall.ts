/**
 * Owns uninstalling: a run like any other, whose plan leads to tables without those of the package. Nothing is dropped:
 * tables and columns are put aside by the contract, and come back with the version until somebody purges them.
 */
import type { Context } from '../context.ts';
import type { Scope } from '../scope.ts';
import type { DiffResult, OnProgress, PublishResult } from '../service-types.ts';
import { holdAsked } from './activation-time.ts';
import { diffTargets } from './diff-draft.ts';
import { environmentByName } from './find-environment.ts';
import { notInstalled } from './installations.ts';
import { release } from './publish.ts';
import type { RunRequest } from './run.ts';

export interface UninstallOptions {
  readonly targetEnv: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly hold?: boolean;
  /** When it goes: it is held until then. With its offset from UTC. */
  readonly activateAt?: string;
  readonly expectPlanHash?: string;
  /** Why it cannot wait for a change window or for all approvals; one other person has to agree. */
  readonly emergency?: string;
}

/**
 * @param manifestId of the package
 * @throws PACKAGE_NOT_FOUND, also where it is not installed; PACKAGE_IN_USE naming every package that needs it;
 * DESTRUCTIVE_BLOCKED in production without `force`, and whatever a promotion throws
 */
export async function uninstall(
  context: Context,
  scope: Scope,
  manifestId: string,
  options: UninstallOptions,
  onProgress?: OnProgress,
): Promise<PublishResult | DiffResult> {
  const { plane } = context;
  const environment = await environmentByName(plane, scope, options.targetEnv);
  const pkg = await plane.packages.find(scope, manifestId);
  const current = pkg && (await plane.installations.current(scope, environment.id, pkg.id));
  if (!current) throw notInstalled(environment, manifestId);
  const { packageId } = current;
  const request: RunRequest = {
    kind: 'uninstall',
    environmentId: environment.id,
    targets: [{ packageId, from: current.versionId, to: null }],
    force: options.force ?? false,
    keep: true,
    ...holdAsked(options, context.clock.now()),
    ...(options.expectPlanHash === undefined ? {} : { expectPlanHash: options.expectPlanHash }),
    ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
  };
  if (options.dryRun) return diffTargets(context, scope, environment, request);
  return release(context, scope, environment, request, onProgress);
}
