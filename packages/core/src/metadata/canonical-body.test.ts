import { canonicalize, hashSpec } from '@objectstack/metadata-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBody, checksumOfCanonical, loadCanonicalize } from './canonical-body.ts';

const canonical = await loadCanonicalize();

const body = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 8 });

function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((entry) => shuffled(entry, random));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map((entry) => ({ entry, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry: [key, child] }) => [key, shuffled(child, random)]);
  return Object.fromEntries(entries);
}

describe('canonical form', () => {
  it('is metadata-core’s text, and its checksum is hashSpec', () => {
    fc.assert(
      fc.property(body, (value) => {
        const { canonical: text, checksum } = canonical(value);
        expect(text).toBe(canonicalize(value));
        expect(checksum).toBe(hashSpec(value));
      }),
    );
  });

  it('does not depend on the order of keys (I-10)', () => {
    fc.assert(
      fc.property(body, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (value, stream) => {
        const random = () => stream.next().value as number;
        expect(canonical(shuffled(value, random)).canonical).toBe(canonical(value).canonical);
      }),
    );
  });

  it('is stable: canonical text parses to the same canonical text, also by plain JSON.stringify', () => {
    fc.assert(
      fc.property(body, (value) => {
        const { canonical: text } = canonical(value);
        expect(canonical(JSON.parse(text)).canonical).toBe(text);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('gives different checksums to different content, and the same to -0 and absent keys', () => {
    expect(canonical({ a: 1 }).checksum).not.toBe(canonical({ a: '1' }).checksum);
    expect(canonical({ a: '\u00e9' }).checksum).not.toBe(canonical({ a: 'e\u0301' }).checksum);
    expect(canonical({ a: -0 }).canonical).toBe('{"a":0}');
    expect(canonical({ a: 1, b: undefined }).canonical).toBe('{"a":1}');
    expect(checksumOfCanonical('{"a":1}')).toBe(canonical({ a: 1 }).checksum);
  });

  it('refuses what JSON cannot hold', async () => {
    await expect(canonicalBody({ a: () => 1 })).rejects.toMatchObject({ code: 'INPUT_UNPARSABLE' });
    await expect(canonicalBody({ a: Number.NaN })).rejects.toMatchObject({ code: 'INPUT_UNPARSABLE' });
    await expect(canonicalBody(undefined)).rejects.toMatchObject({ code: 'INPUT_UNPARSABLE' });
  });
});
