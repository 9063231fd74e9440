/**
 * Owns who is left behind when a package goes: installed packages that declare it, extend its objects, or refer to what
 * only it has. Reads only.
 */
import { factsOf } from '../content.ts';
import type { Context } from '../context.ts';
import { dependenciesOf } from '../depend/package-needs.ts';
import { AuthoringError } from '../error.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { ItemFacts } from '../validate/references/facts.ts';
import type { PackageContent } from './compare-contents.ts';
import { manifestOf } from './manifest-facts.ts';

export interface Dependent {
  /** manifestId of the package that stays. */
  readonly package: string;
  /** And of the one that it needs. */
  readonly needs: string;
  /** Its items that name what would be gone, sorted; none where its manifest alone says that it needs it. */
  readonly items: readonly ItemKey[];
}

/** @param staying packages as they will be @throws PACKAGE_IN_USE naming every dependent of every one that goes */
export async function assertNotNeeded(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  environment: Pick<EnvironmentRow, 'name'>,
  going: readonly PackageContent[],
  staying: readonly PackageContent[],
): Promise<void> {
  const dependents = await dependentsOf(context, plane, scope, going, staying);
  if (dependents.length === 0) return;
  const gone = [...new Set(dependents.map(({ needs }) => `'${needs}'`))].join(', ');
  const needing = [...new Set(dependents.map((dependent) => `'${dependent.package}'`))].join(', ');
  throw new AuthoringError('PACKAGE_IN_USE', `${gone} is needed in '${environment.name}' by ${needing}`, {
    details: { environment: environment.name, dependents },
    suggestion: 'take away first what needs it, or what names its items; the details list both',
  });
}

async function dependentsOf(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  going: readonly PackageContent[],
  staying: readonly PackageContent[],
): Promise<readonly Dependent[]> {
  if (going.length === 0) return [];
  const still = (key: ItemKey) => staying.some(({ index }) => index.has(key));
  const dependents: Dependent[] = [];
  for (const stays of staying) {
    const needs = dependenciesOf(await manifestOf(context, plane, scope, stays.index));
    const facts = await factsOf(context, plane, scope, stays.index);
    for (const gone of going) {
      const items = itemsNaming(facts, gone.index, still);
      const isDeclared = needs.some((need) => !need.optional && need.packageId === gone.manifestId);
      if (items.length === 0 && !isDeclared) continue;
      dependents.push({ package: stays.manifestId, needs: gone.manifestId, items });
    }
  }
  return dependents;
}

function itemsNaming(
  facts: ReadonlyMap<ItemKey, ItemFacts>,
  gone: ItemIndex,
  still: (key: ItemKey) => boolean,
): readonly ItemKey[] {
  const lacks = (key: ItemKey) => gone.has(key) && !still(key);
  return [...facts]
    .filter(([, { references, defines }]) => {
      if (defines.extends !== undefined && lacks(keyOf({ type: 'object', name: defines.extends })))
        return true;
      return references.some((reference) => reference.soft !== true && lacks(namedBy(reference.target)));
    })
    .map(([key]) => key)
    .sort();
}

/** The item that has to be there for the reference to lead anywhere. */
function namedBy(target: ItemFacts['references'][number]['target']): ItemKey {
  switch (target.kind) {
    case 'item':
    case 'part':
      return keyOf({ type: target.type, name: target.name });
    case 'field':
      return keyOf({ type: 'object', name: target.object });
    case 'dataset_field':
      return keyOf({ type: 'dataset', name: target.dataset });
  }
}
