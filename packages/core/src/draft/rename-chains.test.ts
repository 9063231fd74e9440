import { describe, expect, it } from 'vitest';
import { conversionFact, type Fact, isRename } from '../metadata/fact.ts';
import type { ItemKey } from '../metadata/ref.ts';
import { renameFact } from '../metadata/rename-fact.ts';
import { annulled, renameChains } from './rename-chains.ts';

const DEAL: ItemKey = 'object/deal';
const field = (from: string, to: string, ref: ItemKey = DEAL) =>
  renameFact({ ref, path: 'fields', from, to }, '');
const object = (from: string, to: string) => renameFact({ ref: `object/${from}`, from, to }, '');
const said = (name: string) => conversionFact({ ref: DEAL, field: name, up: 'x' }, '');
const names = (facts: readonly Fact[]) =>
  renameChains(facts.filter(isRename)).map(({ places }) =>
    places.map((place) => place.field ?? place.ref).join(' '),
  );

describe('renames of a draft', () => {
  it('are chains of one thing each, its fields along with their object', () => {
    expect(names([field('a', 'b'), field('c', 'd'), field('b', 'e')])).toEqual(['a b e', 'c d']);
    expect(names([field('a', 'b'), object('deal', 'order'), field('b', 'c', 'object/order')])).toEqual([
      'a b c',
      'object/deal object/order',
    ]);
    // Another thing has the name that one gave up.
    expect(names([field('a', 'b'), field('a', 'c')])).toEqual(['a b', 'a c']);
  });

  it('that are taken back leave nothing, whatever was said of others meanwhile', () => {
    expect(annulled([field('a', 'b'), field('b', 'a')])).toEqual([]);
    const [other, first] = [field('c', 'd'), field('a', 'b')];
    expect(annulled([first, other, field('b', 'a')])).toEqual([other]);
    expect(annulled([first, field('b', 'c'), field('c', 'b')])).toEqual([first]);
    expect(annulled([object('deal', 'order'), object('order', 'deal')])).toEqual([]);
  });

  it('stay where another one took the name meanwhile, or values were stated under it', () => {
    const taken = [field('a', 'x'), field('b', 'a'), field('a', 'c'), field('x', 'a')];
    expect(annulled(taken)).toEqual(taken);
    const stated = [field('a', 'x'), said('x'), field('x', 'a')];
    expect(annulled(stated)).toEqual(stated);
    const within = [object('deal', 'order'), field('a', 'b', 'object/order'), object('order', 'deal')];
    expect(annulled(within)).toEqual(within);
  });
});
