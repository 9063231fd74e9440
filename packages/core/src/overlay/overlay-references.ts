/**
 * Owns whether what an overlay names is there: held against the packages of its environment, and what other overlays make
 * there, as the item is when its package is validated. What the package's own item misses already is not the overlay's doing.
 */
import { factsOf } from '../content.ts';
import type { Context } from '../context.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { PackageContent } from '../release/compare-contents.ts';
import { manifestFactsOf } from '../release/manifest-facts.ts';
import { asInstalled } from '../release/other-packages.ts';
import type { Scope } from '../scope.ts';
import type { Problem } from '../validate/problem.ts';
import type { ItemFacts } from '../validate/references/facts.ts';
import type { InstalledPackage } from '../validate/validate-set.ts';

export interface OverlayInPlace {
  readonly environmentId: string;
  /** What the environment runs. */
  readonly installed: readonly PackageContent[];
  readonly key: ItemKey;
  readonly body: unknown;
  /** manifestId of the package that ships the item; null: none does. */
  readonly owner: string | null;
}

const CODES: ReadonlySet<Problem['code']> = new Set(['REFERENCE_DANGLING', 'REFERENCE_EXTERNAL']);
/** No package has it: no id of one is without a dot. */
const MADE_HERE = 'overlays';

/** @returns errors of names that nothing has, warnings of what a runtime may bring */
export async function overlayReferences(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  { environmentId, installed, key, body, owner }: OverlayInPlace,
): Promise<readonly Problem[]> {
  const { extractReferences } = await import('../validate/references/extract-references.ts');
  const facts = extractReferences(parseKey(key), body);
  if (facts.references.length === 0) return [];
  const { validateSet } = await import('../validate/validate-set.ts');
  const packages = await Promise.all(installed.map((one) => asInstalled(context, plane, scope, one)));
  const shipped = installed.find(({ manifestId }) => manifestId === owner);
  const own = packages.find(({ packageId }) => packageId === owner);
  const others = [
    ...packages.filter(({ packageId }) => packageId !== owner),
    await madeHere(context, plane, scope, environmentId, installed, key),
  ];
  const manifest = shipped
    ? await manifestFactsOf(context, plane, scope, shipped.index, shipped.manifestId)
    : { packageId: MADE_HERE };
  const problemsWith = (now: ItemFacts | null) => {
    const rest = (own?.items ?? []).filter((item) => item.key !== key);
    const items = now === null ? rest : [...rest, { key, facts: now }];
    const base = new Set(items.map((item) => item.key));
    return validateSet({ manifest, items, base, origin: 'import', installed: others }).filter(
      ({ ref, code }) => ref === key && CODES.has(code),
    );
  };
  const before = own?.items.find((item) => item.key === key)?.facts ?? null;
  const known = new Set(problemsWith(before).map(({ path, message }) => `${path} ${message}`));
  return problemsWith(facts).filter(({ path, message }) => !known.has(`${path} ${message}`));
}

/** Items that only overlays of the environment make. */
async function madeHere(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  installed: readonly PackageContent[],
  but: ItemKey,
): Promise<InstalledPackage> {
  const rows = await plane.overlays.list(scope, environmentId);
  const index = new Map(
    rows
      .filter(({ ref }) => ref !== but && !installed.some((one) => one.index.has(ref)))
      .map(({ ref, bodyChecksum }) => [ref, bodyChecksum] as const),
  );
  const items = [...(await factsOf(context, plane, scope, index))].map(([key, facts]) => ({ key, facts }));
  return { packageId: MADE_HERE, items };
}
