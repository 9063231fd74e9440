/** Owns validating a draft as a set: its effective items against each other and against what is installed beside it. */
import { type DraftView, draftView, factsOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle } from '../service-types.ts';
import { reportOf, type ValidationReport } from '../validate/problem.ts';
import { manifestFactsOf } from './manifest-facts.ts';
import { otherPackages } from './other-packages.ts';

export async function validateDraft(
  context: Context,
  scope: Scope,
  draft: DraftHandle,
): Promise<ValidationReport> {
  context.authorize(scope, 'read', null);
  const view = await draftView(context, context.plane, scope, draft.draftId);
  return validateView(context, context.plane, scope, view, draft.packageId);
}

export async function validateView(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  view: DraftView,
  manifestId: string,
): Promise<ValidationReport> {
  const { validateSet } = await import('../validate/validate-set.ts');
  const facts = await factsOf(context, plane, scope, view.index);
  return reportOf(
    validateSet({
      items: [...facts].map(([key, item]) => ({ key, facts: item })),
      base: new Set(view.base.index.keys()),
      // What staging is strict about it refused already; what came from a file may be as it is.
      origin: 'import',
      installed: await otherPackages(context, plane, scope, manifestId),
      manifest: await manifestFactsOf(context, plane, scope, view.index, manifestId),
    }),
  );
}
