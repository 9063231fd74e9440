/**
 * Owns which variables a package has in an environment: those of the version there, of the newest one, and of the draft; and
 * what a version declared that somebody may want to go back to.
 */
import { bodiesOf, draftView, versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import { CONFIGURATION_REF } from '../metadata/item-types.ts';
import { keyOf } from '../metadata/ref.ts';
import type { PackageRow } from '../ports/package.ts';
import type { Scope } from '../scope.ts';
import { configurationProblems, type Variable, variablesOf } from './configuration-schema.ts';

const CONFIGURATION_KEY = keyOf(CONFIGURATION_REF);

export async function variablesIn(
  context: Context,
  scope: Scope,
  index: ItemIndex,
): Promise<readonly Variable[]> {
  const bodies = await bodiesOf(context, context.plane, scope, index, [CONFIGURATION_KEY]);
  const body = bodies.get(CONFIGURATION_KEY);
  return body === undefined || configurationProblems(body).length > 0 ? [] : variablesOf(body);
}

/**
 * A value is set before the version that needs it comes, so later ones count as well. Where they differ, the version that
 * is there says how a value looks; what any of them calls a secret is one.
 */
export async function declaredVariables(
  context: Context,
  scope: Scope,
  environmentId: string,
  pkg: PackageRow,
): Promise<ReadonlyMap<string, Variable>> {
  const { plane } = context;
  const installed = await plane.installations.current(scope, environmentId, pkg.id);
  const [newest] = await plane.versions.listSealed(scope, pkg.id);
  const draft = await plane.drafts.active(scope, pkg.id);
  const indexes: ItemIndex[] = [];
  for (const versionId of [installed?.versionId, newest?.id])
    if (versionId !== undefined) indexes.push((await versionContent(context, plane, scope, versionId)).index);
  if (draft) indexes.push((await draftView(context, plane, scope, draft.id)).index);
  const declared = new Map<string, Variable>();
  for (const index of indexes)
    for (const variable of await variablesIn(context, scope, index)) {
      const known = declared.get(variable.name);
      if (!known) declared.set(variable.name, variable);
      else if (variable.secret && !known.secret) declared.set(variable.name, { ...known, secret: true });
    }
  return declared;
}

/**
 * One that no version there or to come declares: going back may need it. @returns as the newest of the versions has it, a
 * secret where any called it one; null: none declares it
 */
export async function onceDeclared(
  context: Context,
  scope: Scope,
  pkg: PackageRow,
  name: string,
): Promise<Variable | null> {
  const all: Variable[] = [];
  for (const { id } of await context.plane.versions.listSealed(scope, pkg.id)) {
    const { index } = await versionContent(context, context.plane, scope, id);
    all.push(...(await variablesIn(context, scope, index)).filter((variable) => variable.name === name));
  }
  const [newest] = all;
  return newest ? { ...newest, secret: all.some(({ secret }) => secret) } : null;
}
