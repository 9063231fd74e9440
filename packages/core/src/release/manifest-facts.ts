/** Owns what validation asks a package's manifest: its namespace and what it depends on. */
import { bodiesOf } from '../content.ts';
import type { Context } from '../context.ts';
import { dependenciesOf } from '../depend/package-needs.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import { MANIFEST_REF } from '../metadata/item-types.ts';
import { keyOf } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { ManifestFacts } from '../validate/set-context.ts';

const MANIFEST_KEY = keyOf(MANIFEST_REF);

/** Undefined: it has none. */
export async function manifestOf(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  index: ItemIndex,
): Promise<unknown> {
  return (await bodiesOf(context, plane, scope, index, [MANIFEST_KEY])).get(MANIFEST_KEY);
}

export async function manifestFactsOf(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  index: ItemIndex,
  manifestId: string,
): Promise<ManifestFacts> {
  const body = await manifestOf(context, plane, scope, index);
  const { namespace } = (body ?? {}) as { readonly namespace?: unknown };
  return {
    packageId: manifestId,
    ...(typeof namespace === 'string' ? { namespace } : {}),
    dependencies: dependenciesOf(body).map(({ packageId }) => packageId),
  };
}
