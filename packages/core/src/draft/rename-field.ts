/** Owns renaming a field: the object's body, the rename fact, and every referrer in the draft, in one commit. */
import { bodiesOf, draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { canonicalBody } from '../metadata/canonical-body.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import { renameFact } from '../metadata/rename-fact.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, RenameResult } from '../service-types.ts';
import { validateItem } from '../validate/validate-item.ts';
import { activeDraft } from './active-draft.ts';
import { commitChanges, putRow, type RowEdit } from './commit-changes.ts';
import { newNameInvalid } from './item-invalid.ts';
import { foldBack } from './rename-item.ts';
import { rewriteAll } from './rewrite-all.ts';

/** @throws ITEM_NOT_FOUND, NAME_TAKEN, IDENTIFIER_INVALID, ITEM_INVALID */
export async function renameField(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  object: string,
  field: string,
  to: string,
): Promise<RenameResult> {
  context.authorize(scope, 'stage', null);
  return context.plane.transaction(async (tx) => {
    const draft = await activeDraft(tx, scope, handle);
    const view = await draftView(context, tx, scope, draft.id);
    const key: ItemKey = keyOf({ type: 'object', name: object });
    const checksum = view.index.get(key);
    const body = (await bodiesOf(context, tx, scope, view.index, [key])).get(key);
    if (checksum === undefined || body === undefined)
      throw new AuthoringError('ITEM_NOT_FOUND', `the draft has no '${key}'`, {
        suggestion: 'list what the draft holds with: mda status',
      });
    const renamed = {
      ...(body as Record<string, unknown>),
      fields: renamedKey((body as { fields?: unknown }).fields, object, field, to),
    };
    const problems = await validateItem({ type: 'object', name: object }, renamed);
    if (problems.some((problem) => problem.severity === 'error')) throw newNameInvalid(problems);

    const rename = { kind: 'field', object, from: field, to } as const;
    const rewrite = await rewriteAll(context, tx, scope, view, rename, new Map([[key, renamed]]), new Set());
    const own = rewrite.bodies.get(key) ?? (await canonicalBody(renamed));
    const before = view.changes.find((change) => change.ref === key) ?? null;
    const baseChecksum = before?.baseChecksum ?? view.base.index.get(key) ?? null;
    const edits: RowEdit[] = [
      {
        ref: key,
        before,
        after: putRow(
          context,
          scope,
          key,
          own.checksum,
          baseChecksum,
          before?.op === 'rename' ? before.from : undefined,
        ),
        op: 'rename',
        checksumBefore: checksum,
        checksumAfter: own.checksum,
      },
      ...rewrite.edits,
    ];
    const fact = renameFact({ ref: key, path: 'fields', from: field, to }, baseChecksum ?? '');
    const revision = await commitChanges(context, tx, scope, {
      draft,
      edits,
      bodies: [own, ...rewrite.bodies.values()],
      facts: { before: view.draftFacts, after: foldBack([...view.draftFacts, fact]) },
      event: 'field.renamed',
      undoable: true,
    });
    return {
      ref: key,
      draftVersion: revision,
      rewritten: rewrite.edits.map((edit) => edit.ref),
      warnings: problems,
    };
  });
}

/** The fields with one key renamed in its place. Order matters to people who read forms. */
function renamedKey(fields: unknown, object: string, from: string, to: string): Record<string, unknown> {
  const map = (fields ?? {}) as Record<string, unknown>;
  if (!Object.hasOwn(map, from))
    throw new AuthoringError('ITEM_NOT_FOUND', `object '${object}' has no field '${from}'`, {
      details: { fields: Object.keys(map) },
      suggestion: 'name one of its own fields',
    });
  if (Object.hasOwn(map, to))
    throw new AuthoringError('NAME_TAKEN', `object '${object}' has a field '${to}' already`, {
      suggestion: 'choose another name, or delete that field first',
    });
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name === from ? to : name, value]));
}
