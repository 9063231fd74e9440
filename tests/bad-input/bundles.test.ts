/** Bundles that are made to do harm: every one is refused in words, at once, and nothing of it is kept. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerFields, type Office, openOffice } from '../govern/office.ts';
import { SHOP } from '../lifecycle/shop.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const unsigned = { trusted: [], unsigned: true };

let office: Office;
let payload: Record<string, unknown>;
beforeAll(async () => {
  office = await openOffice();
  await office.publish(customerFields());
  const { text } = await office.service.exportBundle(office.as('rita'), SHOP, '1.0.0', privateKey);
  payload = JSON.parse(Buffer.from(JSON.parse(text).payload, 'base64').toString('utf8'));
});
afterAll(() => office.dispose());

/** As the envelope is written, around anything. */
const enveloped = (bytes: Buffer | string) =>
  `${JSON.stringify({
    payload: Buffer.from(bytes).toString('base64'),
    payloadType: 'application/vnd.objectstack.mda-bundle+json',
    signatures: [],
  })}\n`;
const holding = (manifest: string) =>
  enveloped(
    JSON.stringify({ ...payload, manifest, checksum: createHash('sha256').update(manifest).digest('hex') }),
  );
const sealed = () => payload.manifest as string;
const named = (name: string) => sealed().replaceAll('shop_customer', name);
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

async function refusal(text: string): Promise<{ readonly code: string; readonly ms: number }> {
  const before = await office.service.log(office.as('rita'));
  const begun = performance.now();
  const { code } = await office.refused(office.service.importBundle(office.as('adam'), text, unsigned));
  const ms = performance.now() - begun;
  expect(await office.service.log(office.as('rita'))).toEqual(before);
  return { code, ms };
}

describe('a bundle', () => {
  it('that is as it was written is taken: what follows fails for what was done to it', async () => {
    const taken = await office.service.importBundle(office.as('adam'), holding(sealed()), unsigned);
    expect(taken).toMatchObject({ package: SHOP, created: false });
  });

  it.each([
    ['a zip', () => Buffer.from('504b0304140000000800', 'hex').toString('latin1')],
    ['gzip bytes', () => gzipSync(Buffer.alloc(1024)).toString('latin1')],
    ['a bomb of gzip as its payload', () => enveloped(gzipSync(Buffer.alloc(64 * 1024 * 1024)))],
    ['nothing as its payload', () => enveloped('')],
    ['another format', () => enveloped(JSON.stringify({ ...payload, format: 'mda-bundle/2' }))],
    ['100,000 brackets as its payload', () => enveloped(nested(100_000))],
    ['100,000 brackets as its version', () => holding(nested(100_000))],
    [
      '100,000 brackets inside of an item',
      () => holding(sealed().replace('"label"', `"x":${nested(100_000)},"label"`)),
    ],
    [
      '100,000 brackets as where it comes from',
      () => enveloped(JSON.stringify(payload).replace('"runs":', `"x":${nested(100_000)},"runs":`)),
    ],
    ['a cut version', () => holding(sealed().slice(0, -20))],
    ['a key of a prototype', () => holding(sealed().replace('{', '{"__proto__":{"polluted":1},'))],
    ['the same key twice', () => holding(sealed().replace('"format"', '"format":"mda/0","format"'))],
    ['a way out of the folder as a name', () => holding(named('../../../tmp/owned'))],
    ['an absolute path as a name', () => holding(named('/etc/passwd'))],
    ['a way out on Windows as a name', () => holding(named('..\\\\..\\\\owned'))],
    ['a zero in a name', () => holding(named('shop\\u0000x'))],
    ['a package named as a path', () => holding(sealed().replaceAll(SHOP, '../../owned'))],
  ])('that holds %s is refused', async (_, text) => {
    const { code, ms } = await refusal(text());
    expect([
      'INPUT_UNPARSABLE',
      'CHECKSUM_MISMATCH',
      'ITEM_INVALID',
      'IDENTIFIER_INVALID',
      'DEPTH_EXCEEDED',
      'PAYLOAD_TOO_LARGE',
    ]).toContain(code);
    expect(ms).toBeLessThan(10_000);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
