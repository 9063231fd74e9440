/**
 * Owns staging: validate the item, check what the caller saw, write the draft. No DDL, no activation, no effect on
 * anything that runs. Identical content writes nothing.
 */
import { bodiesOf, versionContent } from '../content.ts';
import type { VersionContent } from '../content-cache.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { canonicalBody } from '../metadata/canonical-body.ts';
import { type Fact, factsBeyond, isRename } from '../metadata/fact.ts';
import { checkParsed } from '../metadata/parse-json.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import type { RenameFact } from '../metadata/rename-fact.ts';
import type { BodyRow } from '../ports/body.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { DraftRow } from '../ports/draft-workspace.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, StageChange, StageResult } from '../service-types.ts';
import type { Problem } from '../validate/problem.ts';
import { validateItem } from '../validate/validate-item.ts';
import { activeDraft } from './active-draft.ts';
import { commitChanges, deleteRow, putRow, type RowEdit } from './commit-changes.ts';
import { withoutGoneFields } from './draft-facts.ts';
import { effectiveItem } from './effective-item.ts';
import { guardNewItems, type NewItem } from './guard-new-items.ts';
import { itemInvalid } from './item-invalid.ts';
import { annulled, lastPlace, renameChains } from './rename-chains.ts';
import { itemTakenBack, renamesTakenBack } from './renames-taken-back.ts';

type Change = Omit<StageChange, 'draft'>;

/** A change that passed everything that can be known without the draft. */
export interface PreparedChange {
  readonly change: Change;
  readonly body: BodyRow | null;
  readonly warnings: readonly Problem[];
}

export async function stage(context: Context, scope: Scope, change: StageChange): Promise<StageResult> {
  const [result] = await stageMany(context, scope, change.draft, [change]);
  return result as StageResult;
}

/** @throws ITEM_INVALID with the problems of every change at once */
export async function stageMany(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  changes: readonly Change[],
): Promise<readonly StageResult[]> {
  context.authorize(scope, 'stage', null);
  const prepared: PreparedChange[] = [];
  const problems: Problem[] = [];
  for (const change of changes) {
    const { prepared: ready, problems: found } = await prepareChange(change);
    if (ready) prepared.push(ready);
    problems.push(...found.filter((problem) => problem.severity === 'error'));
  }
  if (problems.length > 0) throw itemInvalid(problems);
  return context.plane.transaction((tx) =>
    stagePrepared(context, tx, scope, handle, prepared, 'item.staged'),
  );
}

/** The pure part: limits, schema, canonical bytes. */
export async function prepareChange(
  change: Change,
): Promise<{ readonly prepared: PreparedChange | null; readonly problems: readonly Problem[] }> {
  if (change.op === 'delete') return { prepared: { change, body: null, warnings: [] }, problems: [] };
  checkParsed(change.item);
  const problems = await validateItem({ type: change.type, name: change.name }, change.item);
  if (problems.some((problem) => problem.severity === 'error')) return { prepared: null, problems };
  return { prepared: { change, body: await canonicalBody(change.item), warnings: problems }, problems };
}

/** Must run inside a transaction. */
export async function stagePrepared(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  handle: DraftHandle,
  prepared: readonly PreparedChange[],
  event: string,
  /** Facts of a sealed version that is imported: those that are new join the draft's own. */
  sealedFacts: readonly Fact[] = [],
): Promise<readonly StageResult[]> {
  const draft = await activeDraft(tx, scope, handle);
  const base = await versionContent(context, tx, scope, draft.baseVersionId);
  const facts = await tx.drafts.facts(scope, draft.id);
  const newFacts = factsBeyond(sealedFacts, [...base.facts, ...facts]);
  const current = newFacts.length > 0 ? facts : await withItemsBack(tx, scope, draft, base, facts, prepared);
  const staged = await stagedChanges(tx, scope, draft, prepared);
  const edits: RowEdit[] = [];
  const bodies: BodyRow[] = [];
  const results: StageResult[] = [];
  const newItems: NewItem[] = [];
  for (const { change, body, warnings } of prepared) {
    const ref = keyOf(change);
    const now = effectiveItem(base, ref, staged.get(ref) ?? null, current);
    if (change.parentVersion !== undefined && change.parentVersion !== now.checksum)
      throw new AuthoringError('ITEM_CONFLICT', `'${ref}' changed since you read it`, {
        details: { ref, expected: change.parentVersion, actual: now.checksum },
        suggestion: 'read the item again, apply your edit to it, and stage with its new checksum',
      });
    const checksum = body?.checksum ?? null;
    if (change.op === 'delete' && now.checksum === null)
      throw new AuthoringError('ITEM_NOT_FOUND', `the draft has no '${ref}' to delete`, {
        suggestion: 'list what the draft holds with: mda status',
      });
    const unchanged = checksum === now.checksum;
    results.push({ ref, checksum, draftVersion: draft.revision, unchanged, warnings });
    if (unchanged) continue;
    if (now.checksum === null) newItems.push({ key: ref, body: change.item });
    if (body) bodies.push({ checksum: body.checksum, canonical: body.canonical });
    const renamedFrom = now.change?.op === 'rename' ? now.change.from : undefined;
    const after =
      checksum === null
        ? deleteRow(context, scope, ref, now.baseChecksum)
        : putRow(context, scope, ref, checksum, now.baseChecksum, renamedFrom);
    edits.push({
      ref,
      before: now.change,
      after,
      op: change.op,
      checksumBefore: now.checksum,
      checksumAfter: checksum,
    });
    if (checksum === null && renamedFrom !== undefined) {
      // The item goes under its new name; in the base it still stands under the old one.
      const old = keyOf({ type: change.type, name: renamedFrom });
      // Unless something new was put there.
      if (await tx.drafts.change(scope, draft.id, old)) continue;
      const oldBase = base.index.get(old) ?? null;
      edits.push({
        ref: old,
        before: null,
        after: deleteRow(context, scope, old, oldBase),
        op: 'delete',
        checksumBefore: oldBase,
        checksumAfter: null,
      });
    }
  }
  const fieldsOf = fieldsAfter(prepared);
  const back = newFacts.length > 0 ? [] : await takenBack(context, tx, scope, current, edits, fieldsOf);
  const keptFacts = [...withoutGoneFields(annulled([...current, ...back]), fieldsOf), ...newFacts];
  if (edits.length === 0 && newFacts.length === 0) return results;
  await guardNewItems(context, tx, scope, {
    draftId: draft.id,
    packageId: draft.packageId,
    manifestId: handle.packageId,
    base: base.index,
    items: newItems,
    origin: event === 'item.staged' ? 'stage' : 'import',
  });
  const revision = await commitChanges(context, tx, scope, {
    draft,
    edits,
    bodies,
    ...(keptFacts.length === facts.length && keptFacts.every((fact, at) => fact === facts[at])
      ? {}
      : { facts: { before: facts, after: keptFacts } }),
    event,
    undoable: true,
  });
  return results.map((result) => ({ ...result, draftVersion: revision }));
}

/** With what says that items which are put under their name of the base are those again. */
async function withItemsBack(
  tx: ControlPlane,
  scope: Scope,
  draft: DraftRow,
  base: VersionContent,
  facts: readonly Fact[],
  prepared: readonly PreparedChange[],
): Promise<readonly Fact[]> {
  const renamed = renameChains(facts.filter(isRename)).flatMap((chain) => {
    const { ref, field } = lastPlace(chain);
    return field === null ? [ref] : [];
  });
  if (renamed.length === 0) return facts;
  const there = new Set<ItemKey>();
  const ops = new Map(prepared.map(({ change }) => [keyOf(change), change.op]));
  for (const ref of renamed) {
    const staged = await tx.drafts.change(scope, draft.id, ref);
    const isThere = staged ? staged.bodyChecksum !== null : base.index.has(ref);
    if (ops.has(ref) ? ops.get(ref) === 'put' : isThere) there.add(ref);
  }
  const back = prepared.flatMap(({ change }) => {
    const ref = keyOf(change);
    const exists = (other: ItemKey) => there.has(other);
    return change.op === 'put' ? (itemTakenBack(facts, ref, exists, base.index.get(ref) ?? '') ?? []) : [];
  });
  return back.length === 0 ? facts : annulled([...facts, ...back]);
}

/** The renames of the draft that objects among the edits take back. */
async function takenBack(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  facts: readonly Fact[],
  edits: readonly RowEdit[],
  fieldsOf: ReturnType<typeof fieldsAfter>,
): Promise<readonly RenameFact[]> {
  if (!facts.some(isRename)) return [];
  const back: RenameFact[] = [];
  for (const { ref, checksumBefore, after } of edits) {
    const wanted = fieldsOf(ref);
    if (!wanted) continue;
    const index = new Map(checksumBefore === null ? [] : [[ref, checksumBefore]]);
    const [body] = (await bodiesOf(context, tx, scope, index, [ref])).values();
    const had = new Set(Object.keys((body as { readonly fields?: object } | undefined)?.fields ?? {}));
    back.push(...renamesTakenBack(facts, ref, had, wanted, after?.baseChecksum ?? ''));
  }
  return back;
}

/** What the objects among the changes consist of from now on. */
function fieldsAfter(prepared: readonly PreparedChange[]) {
  const fields = new Map<ItemKey, ReadonlySet<string> | null>();
  for (const { change } of prepared) {
    if (change.type !== 'object') continue;
    const body = change.op === 'delete' ? null : (change.item as { readonly fields?: object });
    fields.set(keyOf(change), body && new Set(Object.keys(body.fields ?? {})));
  }
  return (ref: ItemKey) => fields.get(ref);
}

/** One look-up for one change; the whole list for many. */
async function stagedChanges(
  tx: ControlPlane,
  scope: Scope,
  draft: DraftRow,
  prepared: readonly PreparedChange[],
) {
  const [first] = prepared;
  if (first && prepared.length === 1) {
    const change = await tx.drafts.change(scope, draft.id, keyOf(first.change));
    return new Map(change ? [[change.ref, change]] : []);
  }
  return new Map((await tx.drafts.changes(scope, draft.id)).map((change) => [change.ref, change]));
}
