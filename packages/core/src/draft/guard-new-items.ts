/**
 * Owns what an item that is new to its package must respect: items of other installed packages are theirs (layers
 * L1–L4), and a new object carries its package's namespace. Items that the package has already are its own.
 */
import { bodiesOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import { MANIFEST_REF } from '../metadata/item-types.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import { installedPackages } from '../release/environment-content.ts';
import { manifestFactsOf } from '../release/manifest-facts.ts';
import type { Scope } from '../scope.ts';
import { itemInvalid } from './item-invalid.ts';

export interface NewItem {
  readonly key: ItemKey;
  readonly body: unknown;
}

export interface GuardInput {
  readonly draftId: string;
  /** Row id and manifestId of the draft's package. */
  readonly packageId: string;
  readonly manifestId: string;
  /** Base of the draft: what is in it is not new. */
  readonly base: ItemIndex;
  readonly items: readonly NewItem[];
  /** Items of a file are as they are: a missing prefix is only a warning of the set. */
  readonly origin: 'stage' | 'import';
}

/** @throws ITEM_PROTECTED naming the layer, ITEM_INVALID for an object without its namespace prefix */
export async function guardNewItems(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  input: GuardInput,
): Promise<void> {
  if (input.items.length === 0) return;
  if (input.origin === 'stage') await requirePrefix(context, tx, scope, input);
  const seen = new Set<string>([input.packageId]);
  for (const environment of await tx.environments.list(scope))
    for (const installed of await installedPackages(context, tx, scope, environment.id)) {
      if (seen.has(installed.packageId)) continue;
      seen.add(installed.packageId);
      const theirs = input.items.filter(
        (item) => installed.index.has(item.key) && !item.key.startsWith('stack/'),
      );
      if (theirs.length === 0) continue;
      const { assertUnprotected } = await import('../policy/protection/protection-of.ts');
      const { loadTypePolicies } = await import('../policy/protection/type-policy.ts');
      const policies = await loadTypePolicies();
      const manifestKey = keyOf(MANIFEST_REF);
      const bodies = await bodiesOf(context, tx, scope, installed.index, [
        manifestKey,
        ...theirs.map((item) => item.key),
      ]);
      for (const item of theirs) {
        const ref = parseKey(item.key);
        assertUnprotected({
          ref,
          before: bodies.get(item.key),
          after: item.body,
          ownerPackage: installed.manifestId,
          ownPackage: input.manifestId,
          manifest: bodies.get(manifestKey) ?? null,
          policy: policies(ref.type),
        });
      }
    }
}

async function requirePrefix(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  input: GuardInput,
): Promise<void> {
  const objects = input.items.filter((item) => item.key.startsWith('object/'));
  if (objects.length === 0) return;
  const manifestKey = keyOf(MANIFEST_REF);
  const staged = await tx.drafts.change(scope, input.draftId, manifestKey);
  const index = staged?.bodyChecksum == null ? input.base : new Map([[manifestKey, staged.bodyChecksum]]);
  const manifest = await manifestFactsOf(context, tx, scope, index, input.manifestId);
  const { namespacePrefixProblem } = await import('../validate/rules/namespace-prefix.ts');
  const { setContext } = await import('../validate/set-context.ts');
  const set = setContext({
    manifest,
    origin: 'stage',
    base: new Set(input.base.keys()),
    installedIds: new Set(),
  });
  const problems = objects.flatMap((item) => namespacePrefixProblem(item.key, set) ?? []);
  if (problems.some((problem) => problem.severity === 'error')) throw itemInvalid(problems);
}
