/**
 * Owns what becomes of a draft's facts while the draft goes on: which field a conversion speaks of by now, which one a newer
 * one replaces, and which goes because its field went.
 */
import type { ConversionFact, Fact } from '../metadata/fact.ts';
import { isConversion } from '../metadata/fact.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';

/** Field of an object, under the names of today. */
export interface FieldPlace {
  readonly ref: ItemKey;
  readonly field: string;
}

export interface PlacedFact extends FieldPlace {
  readonly fact: ConversionFact;
}

/** Every conversion of the list, with the names that its field has after all of it. */
export function placedConversions(facts: readonly Fact[]): readonly PlacedFact[] {
  return facts.flatMap((fact, at) =>
    isConversion(fact) ? [{ fact, ...placedAfter(fact, facts.slice(at + 1)) }] : [],
  );
}

/** Where a field is found after what was said later. */
export function placedAfter({ ref, field }: FieldPlace, later: readonly Fact[]): FieldPlace {
  const place = { ref, field };
  for (const fact of later) {
    if (isConversion(fact) || fact.ref !== place.ref) continue;
    if (fact.path === undefined) place.ref = keyOf({ type: parseKey(place.ref).type, name: fact.to });
    else if (fact.from === place.field) place.field = fact.to;
  }
  return place;
}

/** The list without what it says of this field. */
export function withoutConversion(facts: readonly Fact[], place: FieldPlace): readonly Fact[] {
  return without(facts, ({ ref, field }) => ref === place.ref && field === place.field);
}

/** The newest word on a field is the only one: it reads the fields as the ones before it left them. */
export function withConversion(facts: readonly Fact[], fact: ConversionFact): readonly Fact[] {
  return [...withoutConversion(facts, fact), fact];
}

/**
 * The list after an edit: what says how a field comes about goes with the field. What only tells the way back speaks of
 * one that goes, and stays.
 * @param fieldsOf the fields that an object has now; null: the draft has no such object; undefined: it was not edited
 */
export function withoutGoneFields(
  facts: readonly Fact[],
  fieldsOf: (ref: ItemKey) => ReadonlySet<string> | null | undefined,
): readonly Fact[] {
  return without(facts, ({ fact, ref, field }) => {
    const fields = fieldsOf(ref);
    if (fields === undefined) return false;
    return fields === null || (fact.up !== undefined && !fields.has(field));
  });
}

export function withoutItems(facts: readonly Fact[], refs: ReadonlySet<string>): readonly Fact[] {
  return without(facts, ({ ref }) => refs.has(ref));
}

function without(facts: readonly Fact[], goes: (placed: PlacedFact) => boolean): readonly Fact[] {
  const gone = new Set<Fact>(
    placedConversions(facts)
      .filter(goes)
      .map(({ fact }) => fact),
  );
  return gone.size === 0 ? facts : facts.filter((fact) => !gone.has(fact));
}
