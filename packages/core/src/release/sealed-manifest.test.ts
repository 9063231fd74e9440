import { createHash } from 'node:crypto';
import { canonicalize } from '@objectstack/metadata-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCanonicalize } from '../metadata/canonical-body.ts';
import { conversionFact, type Fact } from '../metadata/fact.ts';
import { COLLECTION_TYPES, SINGLETON_KEYS } from '../metadata/item-types.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import { type RenameFact, renameFact } from '../metadata/rename-fact.ts';
import type { AuthoredExpression } from '../plan/expression/authored-expression.ts';
import { openManifest, sealedStack, sealManifest, verifyManifest } from './sealed-manifest.ts';

const canonical = await loadCanonicalize();
const MANIFEST = { id: 'com.acme.crm', version: '0.1.0', type: 'app', name: 'CRM' };

interface Item {
  readonly key: ItemKey;
  readonly body: unknown;
}

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const extra = fc.dictionary(word, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
// Any body under any legal name: derived types then carry names that their bodies do not tell.
const collectionItem = fc
  .record({ type: fc.constantFrom(...COLLECTION_TYPES), name: word, body: extra })
  .map(({ type, name, body }): Item => {
    const named = type.naming === 'authored' ? { ...body, name } : body;
    const { locale: _, ...plain } = named as Record<string, unknown>;
    return { key: keyOf({ type: type.type, name }), body: plain };
  });
const singleton = fc
  .record({
    name: fc.constantFrom(...SINGLETON_KEYS.filter((key) => key !== 'manifest')),
    body: fc.jsonValue({ maxDepth: 3 }),
  })
  .map(({ name, body }): Item => ({ key: keyOf({ type: 'stack', name }), body }));
const items = fc
  .uniqueArray(fc.oneof({ arbitrary: collectionItem, weight: 8 }, singleton), {
    selector: ({ key }) => key,
    maxLength: 20,
  })
  .map((list): Item[] => [{ key: 'stack/manifest', body: MANIFEST }, ...list]);
const expression = fc.oneof(
  fc.constantFrom<AuthoredExpression>(null, 0, 'x"],"stack":{', { op: 'now' }),
  word.map((name): AuthoredExpression => ({ op: 'column', name })),
  fc.tuple(word, word).map(
    ([name, to]): AuthoredExpression => ({
      op: 'map',
      value: { op: 'column', name },
      cases: [{ from: 'stack', to }],
    }),
  ),
);
const conversion = fc
  .record({
    ref: word.map((name) => `object/${name}` as const),
    field: word,
    up: expression,
    down: expression,
  })
  .map(({ up, ...fact }) => conversionFact(up === 0 ? fact : { ...fact, up }, ''));
const rename = fc
  .record({ ref: word.map((name) => `object/${name}`), field: fc.boolean(), from: word, to: word })
  .map(
    ({ ref, field, from, to }): RenameFact =>
      renameFact(field ? { ref, path: 'fields', from, to } : { ref, from, to }, ''),
  );
const renames = fc.array(rename, { maxLength: 3 });
const allFacts = fc.array(fc.oneof(rename, conversion), { maxLength: 6 });

const sealOf = (list: readonly Item[], facts: readonly Fact[], version = '0.1.0') =>
  sealManifest({
    items: list.map(({ key, body }): [ItemKey, string] => [key, canonical(body).canonical]),
    facts,
    version,
  });

describe('sealed bytes', () => {
  it('are canonical, carry their sha256, and hold nothing but format, renames and stack', () => {
    fc.assert(
      fc.property(items, renames, (list, facts) => {
        const { bytes, checksum } = sealOf(list, facts);
        const manifestJson = bytes.toString();
        const value = JSON.parse(manifestJson) as Record<string, unknown>;
        expect(manifestJson).toBe(canonicalize(value));
        expect(checksum).toBe(createHash('sha256').update(manifestJson).digest('hex'));
        expect(Object.keys(value).filter((key) => key !== 'names')).toEqual(['format', 'renames', 'stack']);
        verifyManifest(bytes, checksum);
      }),
    );
  });

  it('hold conversions beside the renames, and the stack with the checksum of its own text', () => {
    fc.assert(
      fc.property(items, allFacts, (list, facts) => {
        const { bytes, checksum } = sealOf(list, facts);
        const manifestJson = bytes.toString();
        const value = JSON.parse(manifestJson) as Record<string, unknown>;
        expect(manifestJson).toBe(canonicalize(value));
        expect('conversions' in value).toBe(facts.some((fact) => 'field' in fact));
        const stack = createHash('sha256').update(canonicalize(value.stack)).digest('hex');
        expect(sealedStack(bytes, checksum)).toEqual({ stack: value.stack, checksum: stack });
      }),
    );
  });

  it('hold what variables are declared beside the stack, and give it back as the item that it was', () => {
    fc.assert(
      fc.property(items, allFacts, extra, (list, facts, body) => {
        const declared: Item = { key: 'stack/configurationSchema', body };
        const { bytes, checksum } = sealOf([...list, declared], facts);
        const manifestJson = bytes.toString();
        const value = JSON.parse(manifestJson) as Record<string, unknown>;
        expect(manifestJson).toBe(canonicalize(value));
        expect(canonicalize(value.configurationSchema)).toBe(canonical(body).canonical);
        expect(Object.keys(value.stack as object)).not.toContain('configurationSchema');
        const opened = openManifest(manifestJson);
        expect(opened.items.find(({ key }) => key === declared.key)?.canonical).toBe(
          canonical(body).canonical,
        );
        expect(opened.items).toHaveLength(list.length + 1);
        expect(sealedStack(bytes, checksum).stack).toEqual(value.stack);
      }),
    );
  });

  it('do not depend on the order in which items come (I-10)', () => {
    fc.assert(
      fc.property(
        items.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        renames,
        ([list, other], facts) => {
          expect(sealOf(other, facts)).toEqual(sealOf(list, facts));
        },
      ),
    );
  });

  it('open to the same items, names and checksums, and seal to the same bytes again', () => {
    fc.assert(
      fc.property(items, allFacts, (list, facts) => {
        const sealed = sealOf(list, facts);
        const opened = openManifest(sealed.bytes.toString());
        const expected = list.map(({ key, body }) => [key, canonical(body).checksum]).sort();
        expect(opened.items.map(({ key, checksum }) => [key, checksum]).sort()).toEqual(expected);
        expect(opened.facts).toEqual(facts);
        const again = sealManifest({
          items: opened.items.map(({ key, canonical: text }) => [key, text] as const),
          facts: opened.facts,
          version: '0.1.0',
        });
        expect(again).toEqual(sealed);
      }),
    );
  });

  it('give the release version to the manifest item and change nothing else of it', () => {
    const list: Item[] = [{ key: 'stack/manifest', body: MANIFEST }];
    const sealed = sealOf(list, [], '2.0.0');
    const patched = canonical({ ...MANIFEST, version: '2.0.0' });
    expect(sealed.manifest).toEqual(patched);
    expect(sealed.bytes.toString()).toBe(
      `{"format":"mda/1","renames":[],"stack":{"manifest":${patched.canonical}}}`,
    );
    expect(sealOf(list, [], '2.0.0-preview.3+build')).toEqual(sealed);
    expect(sealOf(list, [], '0.1.0').manifest).toEqual(canonical(MANIFEST));
    const { version: _, ...versionless } = MANIFEST;
    expect(sealOf([{ key: 'stack/manifest', body: versionless }], [], '2.0.0')).toEqual(sealed);
  });

  it('write names down only where a body does not tell them', () => {
    const seed = { object: 'crm_lead', records: [] };
    const base: Item = { key: 'stack/manifest', body: MANIFEST };
    expect(sealOf([base, { key: 'seed/crm_lead', body: seed }], []).bytes.toString()).not.toContain(
      '"names"',
    );
    const own = sealOf([base, { key: 'seed/demo_leads', body: seed }], []).bytes.toString();
    expect(own).toContain('"names":{"data":["demo_leads"]}');
    expect(openManifest(own).items.map(({ key }) => key)).toEqual(['seed/demo_leads', 'stack/manifest']);
  });

  it('keep renames in their order', () => {
    const facts = ['b', 'a'].map((to) => renameFact({ ref: 'object/x', path: 'fields', from: 'f', to }, ''));
    expect(
      openManifest(sealOf([{ key: 'stack/manifest', body: MANIFEST }], facts).bytes.toString()).facts,
    ).toEqual(facts);
  });

  it('are refused when one bit differs (I-09)', () => {
    const { bytes, checksum } = sealOf([{ key: 'stack/manifest', body: MANIFEST }], []);
    expect(() => verifyManifest(Buffer.from(bytes.toString().replace('CRM', 'CRN')), checksum)).toThrow(
      expect.objectContaining({ code: 'CHECKSUM_MISMATCH' }),
    );
  });

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '{"format":"mda/2","renames":[],"stack":{}}',
    '{"format":"mda/1","stack":{}}',
    '{"conversions":{},"format":"mda/1","renames":[],"stack":{}}',
    '{"format":"mda/1","renames":[],"stack":{"objectz":[]}}',
    '{"format":"mda/1","renames":[],"stack":{"objects":[{}]}}',
  ])('are not %s', (text) => {
    expect(() => openManifest(text)).toThrow(expect.objectContaining({ code: 'INPUT_UNPARSABLE' }));
  });

  it('need a manifest item, and only items that a stack has a place for', () => {
    const bug = expect.objectContaining({ code: 'ASSERTION_FAILED' });
    expect(() => sealOf([{ key: 'object/a', body: { name: 'a' } }], [])).toThrow(bug);
    expect(() =>
      sealOf(
        [
          { key: 'stack/manifest', body: MANIFEST },
          { key: 'router/a', body: {} },
        ],
        [],
      ),
    ).toThrow(bug);
  });
});
