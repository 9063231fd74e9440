/** Owns an item as the installed packages of an environment have it: what an overlay stands over. */
import { bodiesOf } from '../content.ts';
import type { Context } from '../context.ts';
import { MANIFEST_REF } from '../metadata/item-types.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { PackageContent } from '../release/compare-contents.ts';
import type { Scope } from '../scope.ts';

export interface PackagedItem {
  /** manifestId of the package that ships it. */
  readonly package: string;
  readonly checksum: string;
  readonly body: unknown;
  /** Of that package. */
  readonly manifest: unknown;
}

const MANIFEST_KEY = keyOf(MANIFEST_REF);

/** @returns null: no installed package has it */
export async function packagedItem(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  installed: readonly PackageContent[],
  ref: ItemKey,
): Promise<PackagedItem | null> {
  for (const { index, manifestId } of installed) {
    const checksum = index.get(ref);
    if (checksum === undefined) continue;
    const bodies = await bodiesOf(context, plane, scope, index, [ref, MANIFEST_KEY]);
    return {
      package: manifestId,
      checksum,
      body: bodies.get(ref),
      manifest: bodies.get(MANIFEST_KEY) ?? null,
    };
  }
  return null;
}
