/** Owns following a rename through the whole draft: every item that refers to the old name gets a rewritten body. */
import { bodiesOf, type DraftView, factsOf } from '../content.ts';
import type { Context } from '../context.ts';
import { type CanonicalBody, canonicalBody } from '../metadata/canonical-body.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { ItemFacts, Target } from '../validate/references/facts.ts';
import { putRow, type RowEdit } from './commit-changes.ts';
import type { Rename } from './rewrite-referrers.ts';

export interface Rewrite {
  readonly edits: readonly RowEdit[];
  readonly bodies: ReadonlyMap<ItemKey, CanonicalBody>;
}

/**
 * @param replaced bodies that stand in for those of the view (the renamed item under its new key)
 * @param skip keys that are going away with the rename
 */
export async function rewriteAll(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  view: DraftView,
  rename: Rename,
  replaced: ReadonlyMap<ItemKey, unknown>,
  skip: ReadonlySet<ItemKey>,
): Promise<Rewrite> {
  const { rewriteReferrers } = await import('./rewrite-referrers.ts');
  const facts = await factsOf(context, tx, scope, view.index);
  const referrers = [...facts]
    .filter(([key, item]) => !skip.has(key) && refersTo(item, rename))
    .map(([key]) => key);
  const bodies = await bodiesOf(context, tx, scope, view.index, referrers);
  for (const [key, body] of replaced) bodies.set(key, body);
  const staged = new Map(view.changes.map((change) => [change.ref, change]));
  const edits: RowEdit[] = [];
  const rewritten = new Map<ItemKey, CanonicalBody>();
  for (const [key, body] of bodies) {
    const next = rewriteReferrers(parseKey(key), body, rename);
    if (next === null) continue;
    const canonical = await canonicalBody(next);
    rewritten.set(key, canonical);
    if (replaced.has(key)) continue;
    const before = staged.get(key) ?? null;
    const from = before?.op === 'rename' ? before.from : undefined;
    const baseChecksum = before?.baseChecksum ?? view.base.index.get(key) ?? null;
    edits.push({
      ref: key,
      before,
      after: putRow(context, scope, key, canonical.checksum, baseChecksum, from),
      op: 'put',
      checksumBefore: view.index.get(key) ?? null,
      checksumAfter: canonical.checksum,
    });
  }
  return { edits, bodies: rewritten };
}

/** Relationship paths (`account.name`) name fields of objects that only the set knows: those items are looked at too. */
function refersTo(item: ItemFacts, rename: Rename): boolean {
  return item.references.some(({ target }) =>
    rename.kind === 'field' ? namesField(target, rename.from) : namesItem(target, rename.type, rename.from),
  );
}

function namesField(target: Target, field: string): boolean {
  return (
    (target.kind === 'field' || target.kind === 'dataset_field') && target.field.split('.').includes(field)
  );
}

function namesItem(target: Target, type: string, name: string): boolean {
  switch (target.kind) {
    case 'item':
    case 'part':
      return target.type === type && target.name === name;
    case 'field':
      return type === 'object' && target.object === name;
    case 'dataset_field':
      return type === 'dataset' && target.dataset === name;
  }
}
