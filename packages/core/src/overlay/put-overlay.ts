/**
 * Owns overriding an item in one environment: checked as a staged change is, and live at once. No table may follow from it,
 * so only types that the spec lets be overridden are taken, and nothing of the environment's database is touched.
 */
import type { Context } from '../context.ts';
import { itemInvalid } from '../draft/item-invalid.ts';
import { prepareChange } from '../draft/stage.ts';
import { AuthoringError, invariant } from '../error.ts';
import { policyOf } from '../govern/approval-demand.ts';
import { type ItemKey, type ItemRef, keyOf, parseKey } from '../metadata/ref.ts';
import { closedBecause } from '../policy/change-window.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import { installedPackages } from '../release/environment-content.ts';
import { environmentByName } from '../release/find-environment.ts';
import type { Scope } from '../scope.ts';
import type { Problem } from '../validate/problem.ts';
import { overlayReferences } from './overlay-references.ts';
import { type PackagedItem, packagedItem } from './packaged-item.ts';

export interface PutOverlayInput {
  readonly environment: string;
  readonly ref: ItemRef;
  readonly item: unknown;
  /** Checksum of what the caller saw there (`sha256:…`); null: nothing may be there; absent: not checked. */
  readonly parentVersion?: string | null;
}

export interface OverlayResult {
  readonly environment: string;
  readonly ref: ItemKey;
  /** What the environment has now; null: nothing, no package ships it. */
  readonly checksum: string | null;
  /** It says the same as before: nothing was written. */
  readonly unchanged: boolean;
  readonly warnings: readonly Problem[];
  readonly changeLogSeq: number | null;
}

/** @throws ITEM_INVALID, ITEM_PROTECTED naming the layer, ITEM_CONFLICT, CHANGE_FROZEN, ROLE_FORBIDDEN, PAYLOAD_TOO_LARGE */
export async function putOverlay(
  context: Context,
  scope: Scope,
  { environment: name, ref, item, parentVersion }: PutOverlayInput,
): Promise<OverlayResult> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'override', environment);
  const { prepared, problems } = await prepareChange({ op: 'put', ...ref, item });
  if (!prepared) throw itemInvalid(problems.filter(({ severity }) => severity === 'error'));
  const { body, warnings } = prepared;
  invariant(body, 'a change that puts an item has a body');
  const key = keyOf(ref);
  return context.plane.transaction(async (tx) => {
    await assertOpen(context, tx, scope, environment);
    const { packaged, current, installed } = await standing(context, tx, scope, environment, key);
    assertSeen(key, parentVersion, current);
    await assertOverridable(key, packaged, item);
    const owner = packaged?.package ?? null;
    const place = { environmentId: environment.id, installed, key, body: item, owner };
    const references = await overlayReferences(context, tx, scope, place);
    const dangling = references.filter(({ severity }) => severity === 'error');
    if (dangling.length > 0) throw itemInvalid(dangling);
    const result = {
      environment: environment.name,
      ref: key,
      checksum: body.checksum,
      warnings: [...warnings, ...references],
    };
    if (body.checksum === current) return { ...result, unchanged: true, changeLogSeq: null };
    const at = context.clock.now();
    const about = { environmentId: environment.id, ref: key, checksumBefore: current, at };
    // What says the same as the package is no overlay any more.
    const isReset = body.checksum === packaged?.checksum;
    if (isReset) await tx.overlays.remove(scope, environment.id, key, at);
    else {
      await tx.bodies.putAll(scope, [{ checksum: body.checksum, canonical: body.canonical }]);
      const row = { environmentId: environment.id, ref: key, updatedAt: at, updatedBy: scope.principal.id };
      const baseChecksum = packaged?.checksum ?? null;
      await tx.overlays.put(scope, { ...row, bodyChecksum: body.checksum, baseChecksum }, 'put');
    }
    const changeLogSeq = await tx.log.record(scope, {
      ...about,
      op: isReset ? 'overlay.reset' : 'overlay.put',
      checksumAfter: body.checksum,
      data: { package: packaged?.package ?? null },
    });
    return { ...result, unchanged: false, changeLogSeq };
  });
}

/** Back to what the package ships. @throws ITEM_NOT_FOUND without an overlay, ITEM_PROTECTED, ITEM_CONFLICT, CHANGE_FROZEN, ROLE_FORBIDDEN */
export async function resetOverlay(
  context: Context,
  scope: Scope,
  { environment: name, ref, parentVersion }: Omit<PutOverlayInput, 'item'>,
): Promise<OverlayResult> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'override', environment);
  const key = keyOf(ref);
  return context.plane.transaction(async (tx) => {
    await assertOpen(context, tx, scope, environment);
    const { packaged, current, overlay } = await standing(context, tx, scope, environment, key);
    if (!overlay)
      throw new AuthoringError('ITEM_NOT_FOUND', `'${environment.name}' has no overlay of '${key}'`, {
        suggestion: `list what is overridden there with: mda overlay list --env ${environment.name}`,
      });
    assertSeen(key, parentVersion, current);
    const at = context.clock.now();
    await tx.overlays.remove(scope, environment.id, key, at);
    const checksum = packaged?.checksum ?? null;
    const changeLogSeq = await tx.log.record(scope, {
      op: 'overlay.reset',
      environmentId: environment.id,
      ref: key,
      checksumBefore: current,
      checksumAfter: checksum,
      data: { package: packaged?.package ?? null },
      at,
    });
    return {
      environment: environment.name,
      ref: key,
      checksum,
      unchanged: false,
      warnings: [],
      changeLogSeq,
    };
  });
}

async function standing(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  key: ItemKey,
) {
  const installed = (await installedPackages(context, tx, scope, environment.id)).filter(
    ({ installation }) => installation.enabled,
  );
  const packaged = await packagedItem(context, tx, scope, installed, key);
  const overlay = await tx.overlays.get(scope, environment.id, key);
  return { installed, packaged, overlay, current: overlay?.bodyChecksum ?? packaged?.checksum ?? null };
}

async function assertOpen(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
): Promise<void> {
  const { policy } = await policyOf({ plane: tx }, scope, environment);
  const closed = closedBecause(policy, context.clock.now());
  if (closed === null) return;
  throw new AuthoringError('CHANGE_FROZEN', `'${environment.name}' may not change now: ${closed}`, {
    details: { environment: environment.name, because: closed },
    suggestion: 'wait for it, or stage the change into the draft of its package meanwhile',
  });
}

function assertSeen(key: ItemKey, seen: string | null | undefined, current: string | null): void {
  if (seen === undefined || seen === current) return;
  throw new AuthoringError('ITEM_CONFLICT', `'${key}' changed since you read it`, {
    details: { ref: key, expected: seen, actual: current },
    suggestion: 'read the item again, apply your edit to it, and put it with its new checksum',
  });
}

/** @throws ITEM_PROTECTED naming the layer */
async function assertOverridable(key: ItemKey, packaged: PackagedItem | null, after: unknown): Promise<void> {
  const { assertUnprotected } = await import('../policy/protection/protection-of.ts');
  const { loadTypePolicies } = await import('../policy/protection/type-policy.ts');
  const ref = parseKey(key);
  const policy = (await loadTypePolicies())(ref.type);
  if (!packaged && !policy.allowOrgOverride)
    throw new AuthoringError(
      'ITEM_PROTECTED',
      `no package ships '${key}', and items of type '${ref.type}' are made in a package only (layer L1)`,
      {
        details: { ref: key, layer: 'L1', overridable: false },
        suggestion: `stage it in the draft of a package: mda stage put ${ref.type} NAME --file F`,
      },
    );
  assertUnprotected({
    ref,
    before: packaged?.body ?? null,
    after,
    ownerPackage: packaged?.package ?? null,
    ownPackage: null,
    manifest: packaged?.manifest ?? null,
    policy,
  });
}
