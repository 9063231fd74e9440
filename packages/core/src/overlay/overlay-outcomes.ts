/**
 * Owns what becomes of the overlays of an environment when its packages are others: kept where the package's item is the
 * one that the overlay was made on, merged where both changed apart from each other, left to a person where they conflict.
 */
import { canonicalTexts } from '../content.ts';
import type { Context } from '../context.ts';
import { type CanonicalBody, canonicalBody } from '../metadata/canonical-body.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { OverlayRow } from '../ports/overlay.ts';
import type { PackageContent } from '../release/compare-contents.ts';
import type { Scope } from '../scope.ts';
import { validateItem } from '../validate/validate-item.ts';
import { type MergeConflict, mergeJson } from './merge-json.ts';
import { type PackagedItem, packagedItem } from './packaged-item.ts';

export interface OverlayOutcome {
  readonly ref: ItemKey;
  readonly outcome: 'kept' | 'merged' | 'needs_you';
  /** manifestId of the package that ships the item; null: none does. */
  readonly package: string | null;
  /** What the environment has of the item afterwards. */
  readonly checksum: string;
  /** Why it needs somebody. */
  readonly reason?: string;
  /** Where overlay (theirs) and package (ours) say something else; the overlay's word stands until somebody decides. */
  readonly conflicts: readonly MergeConflict[];
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export interface JudgedOverlay {
  readonly told: OverlayOutcome;
  readonly row: OverlayRow;
  /** Of a merge: the body that takes the overlay's place, and the item that it is based on from then on. */
  readonly merged: (CanonicalBody & { readonly base: string }) | null;
}

/** Ordered by ref. @param after the packages as they will be */
export async function overlayOutcomes(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  after: readonly PackageContent[],
): Promise<readonly JudgedOverlay[]> {
  const judged: JudgedOverlay[] = [];
  for (const row of await plane.overlays.list(scope, environmentId)) {
    const item = await packagedItem(context, plane, scope, after, row.ref);
    judged.push(await judge(context, plane, scope, row, item));
  }
  return judged;
}

async function judge(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  row: OverlayRow,
  item: PackagedItem | null,
): Promise<JudgedOverlay> {
  const { ref, updatedAt, updatedBy, baseChecksum } = row;
  const told = {
    ref,
    package: item?.package ?? null,
    checksum: row.bodyChecksum,
    conflicts: [] as readonly MergeConflict[],
    updatedAt,
    updatedBy,
  };
  const asks = (reason: string, conflicts: readonly MergeConflict[] = []): JudgedOverlay => ({
    told: { ...told, outcome: 'needs_you', reason, conflicts },
    row,
    merged: null,
  });
  if (baseChecksum === (item?.checksum ?? null))
    return { told: { ...told, outcome: 'kept' }, row, merged: null };
  if (item === null) return asks('no package ships the item any more');
  if (baseChecksum === null) return asks(`package '${item.package}' ships an item of that name now`);
  const texts = await canonicalTexts(context, plane, scope, [baseChecksum, row.bodyChecksum]);
  const bodyOf = (checksum: string): unknown => JSON.parse(texts.get(checksum) as string);
  const { value, conflicts } = mergeJson(bodyOf(baseChecksum), bodyOf(row.bodyChecksum), item.body);
  if (conflicts.length > 0)
    return asks(
      `both changed ${conflicts.map(({ path }) => `'${path || 'the whole item'}'`).join(', ')}`,
      conflicts,
    );
  const refused = await whyRefused(ref, item, value);
  if (refused !== null) return asks(refused);
  const body = await canonicalBody(value);
  return {
    told: { ...told, outcome: 'merged', checksum: body.checksum },
    row,
    merged: { ...body, base: item.checksum },
  };
}

/** The item as merged: still one that the spec takes, and that its package lets be overridden. */
async function whyRefused(key: ItemKey, item: PackagedItem, after: unknown): Promise<string | null> {
  const { protectionOf } = await import('../policy/protection/protection-of.ts');
  const { loadTypePolicies } = await import('../policy/protection/type-policy.ts');
  const ref = parseKey(key);
  const refusal = protectionOf({
    ref,
    before: item.body,
    after,
    ownerPackage: item.package,
    ownPackage: null,
    manifest: item.manifest,
    policy: (await loadTypePolicies())(ref.type),
  });
  if (refusal) return `${refusal.message} (layer ${refusal.layer})`;
  const problem = (await validateItem(ref, after)).find(({ severity }) => severity === 'error');
  return problem
    ? `merged it is not valid: ${problem.path ? `${problem.path}: ` : ''}${problem.message}`
    : null;
}
