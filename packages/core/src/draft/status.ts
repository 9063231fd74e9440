/** Owns the status of a draft: what changed against its base, and what it still asks. */
import { draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { parseKey } from '../metadata/ref.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, DraftStatus } from '../service-types.ts';
import { handleOf } from './active-draft.ts';
import { placedConversions } from './draft-facts.ts';
import { draftQuestions } from './draft-questions.ts';
import { renamedFields } from './renamed-fields.ts';

export async function draftStatus(context: Context, scope: Scope, handle: DraftHandle): Promise<DraftStatus> {
  context.authorize(scope, 'read', null);
  const view = await draftView(context, context.plane, scope, handle.draftId);
  const current = await handleOf(context.plane, scope, view.draft, handle.packageId);
  return {
    draft: current,
    base: current.base,
    changes: view.changes.map(({ ref, op, from }) => ({ ref, op, ...(from === undefined ? {} : { from }) })),
    conversions: placedConversions(view.draftFacts).map(({ fact: { up, down }, ref, field }) => ({
      object: parseKey(ref).name,
      field,
      ...(up === undefined ? {} : { up }),
      ...(down === undefined ? {} : { down }),
    })),
    renames: await renamedFields(context, context.plane, scope, view),
    questions: await draftQuestions(context, context.plane, scope, view, handle.packageId),
  };
}
