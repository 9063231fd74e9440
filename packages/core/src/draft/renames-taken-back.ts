/**
 * Owns seeing that an edit takes renames of its draft back, without a word: in one go a field has its name of the base again,
 * and the name that it had since is gone. Without that, the facts would say that the field went and another one came.
 */
import { type Fact, isConversion } from '../metadata/fact.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import { type RenameFact, renameFact } from '../metadata/rename-fact.ts';
import type { FieldPlace } from './draft-facts.ts';

/** @param before fields of the object as the draft has it @param after as it is staged @returns the facts that say so */
export function renamesTakenBack(
  draftFacts: readonly Fact[],
  ref: ItemKey,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  baseChecksum: string,
): readonly RenameFact[] {
  return [...before].flatMap((from) => {
    if (after.has(from)) return [];
    const to = placedBefore({ ref, field: from }, draftFacts).field;
    if (to === from || before.has(to) || !after.has(to)) return [];
    return [renameFact({ ref, path: 'fields', from, to }, baseChecksum)];
  });
}

/** Where a field was found before any of it was said. */
function placedBefore({ ref, field }: FieldPlace, facts: readonly Fact[]): FieldPlace {
  const place = { ref, field };
  for (const fact of [...facts].reverse()) {
    if (isConversion(fact)) continue;
    if (fact.path === undefined) {
      if (keyOf({ type: parseKey(fact.ref).type, name: fact.to }) === place.ref) place.ref = fact.ref;
    } else if (fact.ref === place.ref && fact.to === place.field) place.field = fact.from;
  }
  return place;
}
