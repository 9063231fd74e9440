/** Owns what validation asks a package's manifest: its namespace and what it depends on. */
import { bodiesOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import { MANIFEST_REF } from '../metadata/item-types.ts';
import { keyOf } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { ManifestFacts } from '../validate/set-context.ts';

const MANIFEST_KEY = keyOf(MANIFEST_REF);

export async function manifestFactsOf(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  index: ItemIndex,
  manifestId: string,
): Promise<ManifestFacts> {
  const body = (await bodiesOf(context, plane, scope, index, [MANIFEST_KEY])).get(MANIFEST_KEY);
  const { namespace, dependencies } = (body ?? {}) as { namespace?: unknown; dependencies?: unknown };
  return {
    packageId: manifestId,
    ...(typeof namespace === 'string' ? { namespace } : {}),
    dependencies: dependencyIds(dependencies),
  };
}

/** The spec's manifests list dependencies as a map (id → range) or as a list of `{packageId}`. */
function dependencyIds(dependencies: unknown): readonly string[] {
  if (Array.isArray(dependencies))
    return dependencies.flatMap((entry: { packageId?: unknown }) =>
      typeof entry?.packageId === 'string' ? [entry.packageId] : [],
    );
  return dependencies !== null && typeof dependencies === 'object' ? Object.keys(dependencies) : [];
}
