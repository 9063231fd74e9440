/** Owns validating a draft as a set: its effective items against each other and against what is installed beside it. */
import { type DraftView, draftView, factsOf } from '../content.ts';
import type { Context } from '../context.ts';
import { conversionProblems } from '../draft/conversion-problems.ts';
import { type Fact, isConversion } from '../metadata/fact.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle } from '../service-types.ts';
import { type Problem, reportOf, type ValidationReport } from '../validate/problem.ts';
import { dependencyProblems } from '../validate/rules/dependency-range.ts';
import { missingManifest } from '../validate/rules/missing-manifest.ts';
import { secretProblems } from '../validate/rules/secret-problem.ts';
import { findSecrets } from '../validate/secrets/find-secrets.ts';
import { manifestFactsOf, manifestOf } from './manifest-facts.ts';
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
  const { KnownValidation } = await import('./known-validation.ts');
  const content = {
    index: view.index,
    facts: await factsOf(context, plane, scope, view.index, manifestId),
    base: new Set(view.base.index.keys()),
    // What staging is strict about it refused already; what came from a file may be as it is.
    origin: 'import' as const,
    installed: await otherPackages(context, plane, scope, manifestId),
    manifest: await manifestFactsOf(context, plane, scope, view.index, manifestId),
  };
  const ofManifest = dependencyProblems(await manifestOf(context, plane, scope, view.index), manifestId);
  const conversions = await conversionProblems(context, plane, scope, view, manifestId);
  // No await from here on: two validations of one package at once must not meet half-way.
  const { validations } = context.cache;
  const key = `${scope.orgId}/${manifestId}`;
  const known = validations.get(key);
  const validation = known?.covers(content) ? known : new KnownValidation(content);
  validations.set(key, validation);
  return reportOf([
    ...validation.bringTo(content),
    ...missingManifest(view.index),
    ...ofManifest,
    ...conversions,
    ...secretsOfFacts(view.draftFacts),
  ]);
}

/** What a version says of values is sealed with it. */
function secretsOfFacts(facts: readonly Fact[]): readonly Problem[] {
  return facts.filter(isConversion).flatMap(({ ref, field, up, down }) =>
    secretProblems(ref, findSecrets({ [field]: { up, down } })).map((problem) => ({
      ...problem,
      path: `fields.${problem.path}`,
    })),
  );
}
