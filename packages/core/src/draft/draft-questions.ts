/** Owns the open questions of a draft: its base against its effective set, by their tables. */
import { bodiesOf, type DraftView } from '../content.ts';
import type { Context } from '../context.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import { compareContents } from '../release/compare-contents.ts';
import type { Scope } from '../scope.ts';
import { couldDrop } from './could-drop.ts';
import { findQuestions } from './find-questions.ts';
import type { Answer, Question } from './question.ts';

export async function draftQuestions(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  view: DraftView,
  manifestId: string,
  answers?: ReadonlyMap<string, Answer>,
): Promise<readonly Question[]> {
  if (view.draft.baseVersionId === null || !(await somethingCouldBeGone(context, plane, scope, view)))
    return [];
  const comparison = await compareContents(context, plane, scope, {
    before: [{ packageId: view.draft.packageId, manifestId, ...view.base }],
    after: [{ packageId: view.draft.packageId, manifestId, index: view.index, facts: view.facts }],
  });
  return findQuestions({
    before: comparison.before,
    after: comparison.after,
    renames: comparison.renames,
    answers: answers ?? (await plane.drafts.answers(scope, view.draft.id)),
  });
}

/** Only what is gone can have been renamed. */
async function somethingCouldBeGone(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  { changes, base, index }: DraftView,
): Promise<boolean> {
  const edited: ItemKey[] = [];
  for (const { ref, op } of changes) {
    const { type } = parseKey(ref);
    if (type === 'object_extension' || (type === 'object' && op !== 'put')) return true;
    if (type === 'object' && base.index.has(ref)) edited.push(ref);
  }
  const before = await bodiesOf(context, plane, scope, base.index, edited);
  const after = await bodiesOf(context, plane, scope, index, edited);
  return edited.some((ref) => couldDrop(before.get(ref), after.get(ref)));
}
