import { describe, expect, it } from 'vitest';
import { type ConversionFact, conversionFact, type Fact } from '../metadata/fact.ts';
import type { ItemKey } from '../metadata/ref.ts';
import { renameFact } from '../metadata/rename-fact.ts';
import { placedConversions, withConversion, withoutConversion, withoutGoneFields } from './draft-facts.ts';

const DEAL: ItemKey = 'object/deal';
const field = (from: string, to: string, ref: ItemKey = DEAL) =>
  renameFact({ ref, path: 'fields', from, to }, '');
const object = (from: string, to: string) => renameFact({ ref: `object/${from}`, from, to }, '');
const said = (name: string, value = 'x', ref: ItemKey = DEAL): ConversionFact =>
  conversionFact({ ref, field: name, up: value }, '');
const places = (facts: readonly Fact[]) =>
  placedConversions(facts).map(({ ref, field: name }) => `${ref}.${name}`);

describe('conversions of a draft', () => {
  it('mean the same field after it, or its object, got another name', () => {
    expect(
      places([said('a'), field('a', 'b'), object('deal', 'order'), field('b', 'c', 'object/order')]),
    ).toEqual(['object/order.c']);
    // What was said later, of another field under the old name, is not moved.
    expect(places([field('a', 'b'), said('a')])).toEqual(['object/deal.a']);
    expect(places([said('a', 'x', 'object/other'), field('a', 'b')])).toEqual(['object/other.a']);
  });

  it('are replaced by the next one on the same field, whatever it is called by then', () => {
    const [first, second, other] = [said('a'), said('b', 'y'), said('c')];
    const renamed = field('a', 'b');
    expect(withConversion([first, other, renamed], second)).toEqual([other, renamed, second]);
    expect(withoutConversion([first, other, renamed], { ref: DEAL, field: 'b' })).toEqual([other, renamed]);
    expect(withoutConversion([first, renamed], { ref: DEAL, field: 'a' })).toEqual([first, renamed]);
  });

  it('go with their field, unless they tell the way back of one that goes', () => {
    const back = conversionFact({ ref: DEAL, field: 'gone', down: { op: 'column', name: 'a' } }, '');
    const facts = [said('a'), said('gone2'), back, said('a', 'x', 'object/other')];
    const now = (fields: readonly string[] | null) => (ref: ItemKey) =>
      ref === DEAL ? fields && new Set(fields) : undefined;
    expect(withoutGoneFields(facts, now(['a']))).toEqual([facts[0], back, facts[3]]);
    expect(withoutGoneFields(facts, now(null))).toEqual([facts[3]]);
    expect(withoutGoneFields(facts, () => undefined)).toBe(facts);
  });
});
