/** Owns answering a question: a rename becomes a fact of the draft, a replacement is remembered with the draft. */
import { draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { keyOf, parseKey } from '../metadata/ref.ts';
import { renameFact } from '../metadata/rename-fact.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle } from '../service-types.ts';
import { activeDraft } from './active-draft.ts';
import { commitChanges, putRow, type RowEdit } from './commit-changes.ts';
import { draftQuestions } from './draft-questions.ts';
import type { Answer } from './question.ts';

const NO_ANSWERS: ReadonlyMap<string, Answer> = new Map();

/** @throws QUESTION_NOT_FOUND, RENAME_UNRESOLVED when the name is no candidate */
export async function answerQuestion(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  questionId: string,
  answer: Answer,
): Promise<{ readonly question: string; readonly answer: Answer }> {
  context.authorize(scope, 'stage', null);
  return context.plane.transaction(async (tx) => {
    const draft = await activeDraft(tx, scope, handle);
    const view = await draftView(context, tx, scope, draft.id);
    const questions = await draftQuestions(context, tx, scope, view, handle.packageId, NO_ANSWERS);
    const question = questions.find((candidate) => candidate.id === questionId);
    if (!question)
      throw new AuthoringError('QUESTION_NOT_FOUND', `the draft asks no question '${questionId}'`, {
        details: { open: questions.map((candidate) => candidate.id) },
        suggestion: 'list the open questions with: mda status',
      });
    await tx.drafts.putAnswer(scope, draft.id, questionId, answer);
    if (!('renameTo' in answer)) {
      await tx.log.record(scope, {
        op: 'question.answered',
        packageId: draft.packageId,
        versionId: draft.id,
        data: { questionId, replace: true },
        at: context.clock.now(),
      });
      await tx.drafts.bump(scope, draft.id);
      return { question: questionId, answer };
    }
    const to = answer.renameTo;
    if (!question.candidates.includes(to))
      throw new AuthoringError('RENAME_UNRESOLVED', `'${to}' is no candidate for '${question.from}'`, {
        details: { candidates: question.candidates },
        suggestion: `answer with one of: ${question.candidates.join(', ')}, or --replace`,
      });
    const isField = question.path === 'fields';
    const baseChecksum = view.base.index.get(question.ref) ?? '';
    const fact = renameFact(
      { ref: question.ref, ...(isField ? { path: 'fields' as const } : {}), from: question.from, to },
      baseChecksum,
    );
    const edits: RowEdit[] = [];
    if (!isField) {
      // The pair "delete the old, put the new" becomes one rename row.
      const type = parseKey(question.ref).type;
      const newKey = keyOf({ type, name: to });
      const put = view.changes.find((change) => change.ref === newKey);
      const drop = view.changes.find((change) => change.ref === question.ref) ?? null;
      const checksum = view.index.get(newKey);
      if (put && checksum !== undefined)
        edits.push({
          ref: newKey,
          before: put,
          after: putRow(context, scope, newKey, checksum, baseChecksum, question.from),
          op: 'rename',
          checksumBefore: checksum,
          checksumAfter: checksum,
        });
      if (drop)
        edits.push({
          ref: question.ref,
          before: drop,
          after: null,
          op: 'rename',
          checksumBefore: null,
          checksumAfter: null,
        });
    }
    await commitChanges(context, tx, scope, {
      draft,
      edits,
      bodies: [],
      facts: { before: view.draftFacts, after: [...view.draftFacts, fact] },
      event: 'question.answered',
      undoable: true,
    });
    return { question: questionId, answer };
  });
}
