/** Owns what a new version does with overlays: it is refused where the policy says so, and merged with them as it goes live. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { policyOf } from '../govern/approval-demand.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { PackageContent } from '../release/compare-contents.ts';
import { installedPackages, withPackage } from '../release/environment-content.ts';
import type { RunKind } from '../release/run.ts';
import type { Scope } from '../scope.ts';
import { type JudgedOverlay, type OverlayOutcome, overlayOutcomes } from './overlay-outcomes.ts';

/** @param contents of the packages that change @returns ordered by ref; none where nothing is overridden */
export async function overlaysAfter(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  contents: readonly PackageContent[],
): Promise<readonly JudgedOverlay[]> {
  if ((await plane.overlays.list(scope, environmentId)).length === 0) return [];
  const before = await installedPackages(context, plane, scope, environmentId);
  const after = contents.reduce<readonly PackageContent[]>(
    (all, content) => withPackage(all, content.packageId, content),
    before,
  );
  return overlayOutcomes(context, plane, scope, environmentId, after);
}

/** What a plan tells of them. @param after the packages as they will be @returns undefined: nothing is overridden, or the policy has nobody told */
export async function overlaysToTell(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  after: readonly PackageContent[],
): Promise<readonly OverlayOutcome[] | undefined> {
  const judged = await overlayOutcomes(context, context.plane, scope, environment.id, after);
  if (judged.length === 0) return undefined;
  const { policy } = await policyOf(context, scope, environment);
  return policy.overlays === 'allow' ? undefined : judged.map(({ told }) => told);
}

/** A rollback helps, whatever is overridden. @throws OVERLAY_CONFLICT naming each */
export async function assertOverlaysFit(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  kind: RunKind,
  contents: readonly PackageContent[],
): Promise<void> {
  if (contents.length === 0 || kind === 'rollback') return;
  const { policy } = await policyOf(context, scope, environment);
  if (policy.overlays !== 'block') return;
  const open = (await overlaysAfter(context, context.plane, scope, environment.id, contents)).filter(
    ({ told }) => told.outcome === 'needs_you',
  );
  const [first] = open;
  if (!first) return;
  throw new AuthoringError(
    'OVERLAY_CONFLICT',
    `'${first.told.ref}' is overridden in '${environment.name}', and ${first.told.reason}${open.length > 1 ? ` (and ${open.length - 1} more)` : ''}`,
    {
      details: { environment: environment.name, overlays: open.map(({ told }) => told) },
      suggestion: `see each with: mda overlay show TYPE NAME --env ${environment.name}; then put what it is to say, or go back to the package's own with: mda overlay reset`,
    },
  );
}

/** Must run inside the transaction in which the packages become others. */
export async function mergeOverlays(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  environmentId: string,
): Promise<void> {
  const at = context.clock.now();
  for (const { row, merged, told } of await overlaysAfter(context, tx, scope, environmentId, [])) {
    if (!merged) continue;
    // Both came to say the same: nothing is overridden any more.
    if (merged.checksum === merged.base) await tx.overlays.remove(scope, environmentId, row.ref, at);
    else {
      await tx.bodies.putAll(scope, [{ checksum: merged.checksum, canonical: merged.canonical }]);
      const by = scope.principal.id;
      await tx.overlays.put(
        scope,
        { ...row, bodyChecksum: merged.checksum, baseChecksum: merged.base, updatedAt: at, updatedBy: by },
        'merge',
      );
    }
    await tx.log.record(scope, {
      op: 'overlay.merged',
      environmentId,
      ref: row.ref,
      checksumBefore: row.bodyChecksum,
      checksumAfter: merged.checksum,
      data: { package: told.package },
      at,
    });
  }
}
