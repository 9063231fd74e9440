/**
 * Owns seeing that an edit takes renames of its draft back, without a word: something has its name of the base again, and the
 * name that it had since is gone. Without that, the facts would say that it went and another one came.
 */
import { type Fact, isRename } from '../metadata/fact.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import { type RenameFact, renameFact } from '../metadata/rename-fact.ts';
import { firstPlace, lastPlace, type RenameChain, renameChains } from './rename-chains.ts';

/** @param before fields of the object as the draft has it @param after as it is staged @returns the facts that say so */
export function renamesTakenBack(
  draftFacts: readonly Fact[],
  ref: ItemKey,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  baseChecksum: string,
): readonly RenameFact[] {
  const chains = renameChains(draftFacts.filter(isRename)).filter((chain) => lastPlace(chain).ref === ref);
  return [...after].flatMap((to) => {
    if (before.has(to) || chains.some((chain) => lastPlace(chain).field === to)) return [];
    const from = calledSince(chains, (first) => first.field === to)?.field ?? null;
    return from === null || after.has(from)
      ? []
      : [renameFact({ ref, path: 'fields', from, to }, baseChecksum)];
  });
}

/** The same of an item that is put under its name of the base. @param exists in the draft once everything is staged */
export function itemTakenBack(
  draftFacts: readonly Fact[],
  ref: ItemKey,
  exists: (ref: ItemKey) => boolean,
  baseChecksum: string,
): RenameFact | null {
  const chains = renameChains(draftFacts.filter(isRename)).filter((chain) => lastPlace(chain).field === null);
  if (chains.some((chain) => lastPlace(chain).ref === ref)) return null;
  const from = calledSince(chains, (first) => first.ref === ref)?.ref;
  if (from === undefined || exists(from)) return null;
  return renameFact({ ref: from, from: parseKey(from).name, to: parseKey(ref).name }, baseChecksum);
}

function calledSince(
  chains: readonly RenameChain[],
  isIt: (first: ReturnType<typeof firstPlace>) => boolean,
) {
  const chain = chains.find((one) => isIt(firstPlace(one)));
  return chain && lastPlace(chain);
}

/** Items that stand in the base under a name that the draft has given to another place. */
export function isRenamedAway(draftFacts: readonly Fact[], ref: ItemKey): boolean {
  if (!draftFacts.some((fact) => isRename(fact) && fact.ref === ref)) return false;
  return renameChains(draftFacts.filter(isRename)).some((chain) => {
    const [first, last] = [firstPlace(chain), lastPlace(chain)];
    return first.field === null && first.ref === ref && last.ref !== ref;
  });
}
