/**
 * Owns which fields of its base a draft calls by another name: their values go along, also where the bodies read as before.
 */
import { bodiesOf, type DraftView } from '../content.ts';
import type { Context } from '../context.ts';
import { isRename } from '../metadata/fact.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { StagedRename } from '../service-types.ts';
import { firstPlace, lastPlace, renameChains } from './rename-chains.ts';

export async function renamedFields(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  { base, index, draftFacts }: DraftView,
): Promise<readonly StagedRename[]> {
  const chains = renameChains(draftFacts.filter(isRename)).filter(({ facts }) => facts[0]?.path === 'fields');
  if (chains.length === 0) return [];
  const refs = (place: typeof firstPlace) => new Set(chains.map((chain) => place(chain).ref));
  const before = await bodiesOf(context, plane, scope, base.index, refs(firstPlace));
  const after = await bodiesOf(context, plane, scope, index, refs(lastPlace));
  return chains.flatMap((chain) => {
    const [{ ref: was, field: from }, { ref, field: to }] = [firstPlace(chain), lastPlace(chain)];
    if (from === null || to === null || from === to || !after.has(ref)) return [];
    if (!fieldsIn(before, was).has(from) && !fieldsIn(before, was).has(to)) return [];
    const gone = !fieldsIn(after, ref).has(to);
    return [{ object: parseKey(ref).name, from, to, ...(gone ? { gone } : {}) }];
  });
}

function fieldsIn(bodies: ReadonlyMap<ItemKey, unknown>, ref: ItemKey): ReadonlySet<string> {
  const body = bodies.get(ref) as { readonly fields?: object } | undefined;
  return new Set(Object.keys(body?.fields ?? {}));
}
