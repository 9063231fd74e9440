/**
 * Owns staging a whole stack definition: opens package and draft as needed, stages what differs in one commit, reports
 * what was skipped, converted or invalid. Nothing is dropped silently.
 */
import { factsOf, versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { type CanonicalBody, loadCanonicalize } from '../metadata/canonical-body.ts';
import { checkedFacts } from '../metadata/checked-facts.ts';
import type { PlacedConversion } from '../metadata/fact-list.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import type { RenameFact } from '../metadata/rename-fact.ts';
import { itemsOfStack } from '../metadata/stack-items.ts';
import type { Scope } from '../scope.ts';
import type { ImportResult } from '../service-types.ts';
import type { Problem } from '../validate/problem.ts';
import { validateItem } from '../validate/validate-item.ts';
import { effectiveIndex } from './effective-set.ts';
import { openDraft } from './open-draft.ts';
import { type PreparedChange, stagePrepared } from './stage.ts';

export interface ImportInput {
  /** Parsed stack definition: `{manifest, objects, views, …}`. */
  readonly stack: unknown;
  /** Stage deletes for items that the stack no longer has. */
  readonly prune?: boolean;
  /** Rename facts of the sealed version that the stack is, so that sealing it again gives the same bytes. */
  readonly renames?: readonly RenameFact[];
  /** And what it says of values, each with its place among the renames. */
  readonly conversions?: readonly PlacedConversion[];
  /** Names by collection, in the order of its list, where a sealed version gives names that no body carries. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
}

/** @throws ITEM_INVALID when no item at all could be staged, INPUT_UNPARSABLE when it is no stack */
export async function importStack(context: Context, scope: Scope, input: ImportInput): Promise<ImportResult> {
  context.authorize(scope, 'stage', null);
  const facts = await checkedFacts(input);
  const stack = await itemsOfStack(input.stack, input.names);
  const canonical = await loadCanonicalize();
  const problems: Problem[] = [...stack.problems];
  const prepared: (PreparedChange & { readonly body: CanonicalBody })[] = [];
  const invalid = new Set<string>();
  for (const { ref, body } of stack.items) {
    const found = await validateItem(ref, body);
    problems.push(...found);
    if (found.some((problem) => problem.severity === 'error')) {
      invalid.add(keyOf(ref));
      continue;
    }
    prepared.push({ change: { op: 'put', ...ref, item: body }, body: canonical(body), warnings: [] });
  }
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (prepared.length === 0)
    throw new AuthoringError('ITEM_INVALID', `no item of '${stack.packageId}' could be staged`, {
      details: { problems: errors, skipped: stack.skipped },
      suggestion: 'correct the items named in the problems and import again',
    });
  const draft = await openDraft(context, scope, stack.packageId, {});
  const imported = await context.plane.transaction(async (tx): Promise<ImportResult> => {
    const base = await versionContent(
      context,
      tx,
      scope,
      (await tx.drafts.get(scope, draft.draftId))?.baseVersionId ?? null,
    );
    const changes: PreparedChange[] = [...prepared];
    if (input.prune) {
      const kept = new Set(prepared.map(({ change }) => keyOf(change)));
      // An item that is in the stack but invalid is kept as it was: it was not meant to go.
      for (const key of effectiveIndex(base.index, await tx.drafts.changes(scope, draft.draftId)).keys())
        if (!kept.has(key) && !invalid.has(key))
          changes.push({ change: { op: 'delete', ...parseKey(key) }, body: null, warnings: [] });
    }
    const results = await stagePrepared(context, tx, scope, draft, changes, 'stack.imported', facts);
    const accepted = results.filter((result) => !result.unchanged);
    return {
      package: stack.packageId,
      draft: draft.draftId,
      staged: accepted.filter((result) => result.checksum !== null).length,
      unchanged: results.length - accepted.length,
      deleted: accepted.filter((result) => result.checksum === null).length,
      skipped: [
        ...stack.skipped,
        ...[...invalid].map((ref) => ({ ref, reason: 'ITEM_INVALID: see problems' })),
      ],
      converted: stack.converted,
      problems,
    };
  });
  // What a validation or a plan asks of each body is found out now, while the bodies are at hand.
  const index = new Map<ItemKey, string>();
  for (const { change, body } of prepared) {
    index.set(keyOf(change), body.checksum);
    context.cache.canonical.set(body.checksum, body.canonical, body.canonical.length);
  }
  await factsOf(context, context.plane, scope, index, stack.packageId);
  return imported;
}
