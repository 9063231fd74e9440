import { describe, expect, it } from 'vitest';
import type { ItemKey } from '../metadata/ref.ts';
import { extractReferences } from '../validate/references/extract-references.ts';
import type { ItemFacts } from '../validate/references/facts.ts';
import { validateSet } from '../validate/validate-set.ts';
import { KnownValidation, type SetContent } from './known-validation.ts';

type Lookups = Readonly<Record<string, readonly string[]>>;

const facts = new Map<string, ItemFacts>();

/** Objects by name, each with lookups to the named ones. The same object has the same facts every time, as in the cache. */
function contentOf(objects: Lookups, base: readonly string[] = []): SetContent {
  const entries = Object.entries(objects).map(([name, targets]): [ItemKey, string, ItemFacts] => {
    const fields = Object.fromEntries(
      targets.map((target) => [`to_${target}`, { type: 'lookup', reference: target }]),
    );
    const checksum = JSON.stringify([name, targets]);
    const known = facts.get(checksum) ?? extractReferences({ type: 'object', name }, { name, fields });
    facts.set(checksum, known);
    return [`object/${name}`, checksum, known];
  });
  return {
    index: new Map(entries.map(([key, checksum]) => [key, checksum])),
    facts: new Map(entries.map(([key, , known]) => [key, known])),
    base: new Set(base.map((name): ItemKey => `object/${name}`)),
    installed: [],
    manifest: { packageId: 'com.acme.shop', namespace: 'shop', dependencies: [] },
    origin: 'import',
  };
}

function fromScratch(content: SetContent) {
  return validateSet({
    ...content,
    items: [...content.facts].map(([key, known]) => ({ key, facts: known })),
  });
}

const sequence: readonly Lookups[] = [
  { shop_order: ['shop_customer'], shop_customer: [], shop_line: ['shop_order'] },
  { shop_order: ['shop_customer', 'shop_nowhere'], shop_customer: [], shop_line: ['shop_order'] },
  { shop_customer: [], shop_line: ['shop_order'] },
  { shop_customer: ['shop_line'], shop_line: ['shop_order'], other_thing: ['shop_customer'] },
  { shop_order: [], shop_customer: ['shop_line'], shop_line: ['shop_order'], shop_nowhere: [] },
  { shop_order: ['shop_nowhere'], shop_customer: ['shop_line'], shop_line: ['shop_order'], shop_nowhere: [] },
];

describe('KnownValidation', () => {
  it('gives at each turn what a validation from scratch gives', () => {
    const validation = new KnownValidation(contentOf(sequence[0] as Lookups));
    const counts: number[] = [];
    for (const objects of [...sequence, ...[...sequence].reverse()]) {
      const content = contentOf(objects);
      expect(validation.covers(content)).toBe(true);
      const problems = validation.bringTo(content);
      expect(problems).toEqual(fromScratch(content));
      counts.push(problems.length);
    }
    expect(Math.max(...counts)).toBeGreaterThan(1);
    expect(Math.min(...counts)).toBe(0);
  });

  it('is not brought to what is judged otherwise', () => {
    const content = contentOf(sequence[0] as Lookups, ['shop_order']);
    const validation = new KnownValidation(content);
    expect(validation.covers(content)).toBe(true);
    expect(validation.covers(contentOf(sequence[0] as Lookups, ['shop_order', 'shop_line']))).toBe(false);
    expect(validation.covers(contentOf(sequence[0] as Lookups, ['shop_line']))).toBe(false);
    expect(validation.covers({ ...content, origin: 'stage' })).toBe(false);
    expect(validation.covers({ ...content, manifest: { ...content.manifest, namespace: 'store' } })).toBe(
      false,
    );
    const [item] = [...content.facts].map(([key, known]) => ({ key, facts: known }));
    const installed = [{ packageId: 'com.acme.base', items: item ? [item] : [] }];
    expect(validation.covers({ ...content, installed })).toBe(false);
    expect(new KnownValidation({ ...content, installed }).covers({ ...content, installed })).toBe(true);
  });
});
