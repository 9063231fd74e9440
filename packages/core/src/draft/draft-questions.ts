/** Owns the open questions of a draft: its base against its effective set, by their tables. */
import type { DraftView } from '../content.ts';
import type { Context } from '../context.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import { compareContents } from '../release/compare-contents.ts';
import type { Scope } from '../scope.ts';
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
  if (view.draft.baseVersionId === null) return [];
  const comparison = await compareContents(context, plane, scope, {
    before: [{ packageId: view.draft.packageId, manifestId, ...view.base }],
    after: [{ packageId: view.draft.packageId, manifestId, index: view.index, renames: view.renames }],
  });
  return findQuestions({
    before: comparison.before,
    after: comparison.after,
    renames: comparison.renames,
    answers: answers ?? (await plane.drafts.answers(scope, view.draft.id)),
  });
}
