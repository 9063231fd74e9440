/**
 * Owns what the renames of a draft come to: which of its facts speak of one and the same thing, what that was called first and
 * is called by now, and which facts say nothing any more, because all of it was taken back or what they are about is gone.
 */
import { type Fact, isConversion, isRename } from '../metadata/fact.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import type { RenameFact } from '../metadata/rename-fact.ts';

/** An item; or a field, in an object. */
export interface Place {
  readonly ref: ItemKey;
  readonly field: string | null;
}

/** What says that something was renamed. */
type Rename = Omit<RenameFact, 'id'>;

/** One thing that was renamed once or more. */
export interface RenameChain<F extends Rename = RenameFact> {
  readonly facts: readonly F[];
  /** Where it was before each of them, and after the last one: one more than there are facts. */
  readonly places: readonly Place[];
}

export function firstPlace({ places }: Pick<RenameChain, 'places'>): Place {
  return places[0] as Place;
}

export function lastPlace({ places }: Pick<RenameChain, 'places'>): Place {
  return places.at(-1) as Place;
}

/** In the order in which they begin. */
export function renameChains<F extends Rename>(renames: readonly F[]): readonly RenameChain<F>[] {
  const chains: { readonly facts: F[]; readonly places: Place[] }[] = [];
  for (const fact of renames) {
    const isField = fact.path === 'fields';
    const from: Place = { ref: fact.ref, field: isField ? fact.from : null };
    // Whatever took a name last is what has it.
    let chain = chains.findLast((one) => isSamePlace(lastPlace(one), from));
    if (chain === undefined) {
      chain = { facts: [], places: [from] };
      chains.push(chain);
    }
    chain.facts.push(fact);
    if (isField) chain.places.push({ ref: fact.ref, field: fact.to });
    else {
      const to = renamed(fact);
      chain.places.push({ ref: to, field: null });
      // The fields of an object go along.
      for (const { places } of chains) {
        const last = places.at(-1) as Place;
        if (last.field !== null && last.ref === fact.ref) places[places.length - 1] = { ...last, ref: to };
      }
    }
  }
  return chains;
}

/** Without what was taken back, as far as nothing that was said meanwhile needs those names. */
export function annulled(facts: readonly Fact[]): readonly Fact[] {
  const chains = renameChains(facts.filter(isRename));
  for (const chain of chains) {
    const loop = loopIn(chain, facts);
    if (loop) return annulled(facts.filter((fact) => !loop.has(fact)));
  }
  const isBack = chains.every((chain) => isSamePlace(firstPlace(chain), lastPlace(chain)));
  return isBack && !facts.some(isConversion) ? [] : facts;
}

/** Facts of a chain between two times at which its thing was at one and the same place. */
function loopIn({ facts: own, places }: RenameChain, all: readonly Fact[]): ReadonlySet<Fact> | null {
  for (let from = 0; from < own.length; from += 1)
    for (let to = own.length; to > from + 1; to -= 1) {
      if (!isSamePlace(places[from] as Place, places[to] as Place)) continue;
      const loop = own.slice(from, to);
      const [first, last] = [all.indexOf(loop[0] as Fact), all.indexOf(loop.at(-1) as Fact)];
      const meanwhile = all.slice(first, last).filter((fact) => !loop.some((one) => one === fact));
      if (!meanwhile.some((fact) => needs(fact, loop))) return new Set<Fact>(loop);
    }
  return null;
}

/** Under one of its names, or within what has one of them. */
function needs(fact: Fact, loop: readonly RenameFact[]): boolean {
  if (isConversion(fact)) return true;
  const isOfItem = loop.some(({ path }) => path === undefined);
  const refs = new Set(loop.flatMap((one) => (isOfItem ? [one.ref, renamed(one)] : [one.ref])));
  if (refs.has(fact.ref) && (isOfItem || fact.path === undefined)) return true;
  return loop.some(({ from, to }) => [from, to].some((name) => name === fact.from || name === fact.to));
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.ref === other.ref && one.field === other.field;
}

function renamed({ ref, to }: Pick<RenameFact, 'ref' | 'to'>): ItemKey {
  return keyOf({ type: parseKey(ref).type, name: to });
}
