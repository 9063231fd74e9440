/** A sealed version as one signed file: whole and from whom it says, or refused; and the same bytes wherever it is taken in. */
import { generateKeyPairSync } from 'node:crypto';
import { verifyBundle } from '@objectstack/metadata-authoring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHOP, shopStack } from '../lifecycle/shop.ts';
import { customerFields, type Office, openOffice } from './office.ts';

const mine = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const trust = { trusted: [mine.publicKey] };

let office: Office;
let file: string;
let checksum: string;

beforeAll(async () => {
  office = await openOffice();
  await office.publish(customerFields());
  const bundle = await office.service.exportBundle(office.as('rita'), SHOP, '1.0.0', mine.privateKey);
  [file, checksum] = [bundle.text, bundle.checksum];
});

afterAll(() => office.dispose());

const refusal = (text: string, on = trust) => office.refused(verifyBundle(text, on));

describe('a bundle', () => {
  it('says offline what it is, who signed it and where it comes from', async () => {
    expect(await verifyBundle(file, trust)).toMatchObject({
      package: SHOP,
      version: '1.0.0',
      checksum,
      keyId: expect.stringMatching(/^[0-9a-f]{64}$/),
      provenance: {
        sealedBy: 'max',
        base: null,
        runs: [{ environment: 'dev', type: 'development', kind: 'publish', by: 'max', approvedBy: [] }],
      },
    });
  });

  it('fails by one flipped bit, anywhere in it', async () => {
    const bytes = Buffer.from(file, 'utf8');
    const stride = Math.max(1, Math.floor(bytes.length / 300));
    // Every place of the end, where the signature is, and places all over the rest.
    const places = [...bytes.keys()].filter((at) => at > bytes.length - 260 || at % stride === 0);
    expect(places.length).toBeGreaterThan(500);
    for (const at of places) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 7));
      const { code } = await refusal(flipped.toString('utf8'));
      expect(['SIGNATURE_INVALID', 'INPUT_UNPARSABLE'], `bit of byte ${at}`).toContain(code);
    }
  });

  it('fails where it was cut, padded, or written anew with the same content', async () => {
    for (const text of [
      file.slice(0, -1),
      file.slice(0, file.length / 2),
      '',
      `${file} `,
      ` ${file}`,
      JSON.stringify(JSON.parse(file), null, 2),
      file.replace('"payload":', '"more":1,"payload":'),
      file.replace('{"payload"', '{"__proto__":{},"payload"'),
      'null',
      '[]',
      '{"payload":1}',
    ])
      expect(['SIGNATURE_INVALID', 'INPUT_UNPARSABLE'], text.slice(0, 40)).toContain(
        (await refusal(text)).code,
      );
  });

  it('is not to be trusted by the key of somebody else, nor without any', async () => {
    expect(await refusal(file, { trusted: [other.publicKey] })).toMatchObject({
      code: 'SIGNATURE_INVALID',
      message: 'the bundle is not to be trusted: it is signed by a key that is not trusted here',
    });
    expect((await refusal(file, { trusted: [] })).code).toBe('SIGNATURE_INVALID');
    const unsigned = (await office.service.exportBundle(office.as('rita'), SHOP, '1.0.0', null)).text;
    expect((await refusal(unsigned)).message).toBe('the bundle is not to be trusted: nobody signed it');
    expect(await verifyBundle(unsigned, { trusted: [], unsigned: true })).toMatchObject({
      keyId: null,
      checksum,
    });
    const taken = JSON.stringify({ ...JSON.parse(file), signatures: [] });
    expect((await refusal(`${taken}\n`)).code).toBe('SIGNATURE_INVALID');
  });
});

describe('a version that is taken in', () => {
  it('has the same checksum, runs after a promotion, and is made once', async () => {
    const elsewhere = await openOffice();
    try {
      const take = () => elsewhere.service.importBundle(elsewhere.as('adam'), file, trust);
      const taken = await take();
      expect(taken).toMatchObject({ package: SHOP, version: '1.0.0', checksum, created: true });
      expect(await take()).toMatchObject({ versionId: taken.versionId, created: false });
      await elsewhere.service.promote(elsewhere.as('adam'), taken.versionId, { targetEnv: 'staging' });
      expect(await elsewhere.runs('staging')).toBe('1.0.0');
      expect((await elsewhere.service.exportVersion(elsewhere.as('rita'), SHOP, '1.0.0')).checksum).toBe(
        checksum,
      );
      expect((await elsewhere.service.environment(elsewhere.as('rita'), 'staging')).drift).toEqual([]);
      const [event] = (await elsewhere.service.log(elsewhere.as('rita'))).filter(
        ({ op }) => op === 'version.imported',
      );
      expect(event).toMatchObject({ actor: 'adam', checksumAfter: checksum, data: { keyId: taken.keyId } });
      // The next draft goes on from it.
      await elsewhere.publish({ ...customerFields(), fax: { type: 'text', label: 'Fax' } });
      expect(await elsewhere.runs('dev')).toBe('1.1.0');
    } finally {
      await elsewhere.dispose();
    }
  });

  it('is refused where the platform is not one that it runs on, before anything is kept of it', async () => {
    const elsewhere = await openOffice();
    try {
      // Where it was made, the platform is newer than the one here.
      await elsewhere.service.setPolicy(elsewhere.as('olga'), 'dev', { platform: '99.1.0' });
      for (const engines of [{ protocol: '^99' }, { platform: '>=99.0.0' }]) {
        const { manifest, objects } = shopStack();
        const stack = { manifest: { ...manifest, engines }, objects };
        await elsewhere.service.importStack(elsewhere.as('max'), { stack, prune: true });
        const draft = await elsewhere.service.openDraft(elsewhere.as('max'), SHOP);
        const { semver } = await elsewhere.service.publish(elsewhere.as('max'), draft, { targetEnv: 'dev' });
        const made = await elsewhere.service.exportBundle(
          elsewhere.as('rita'),
          SHOP,
          semver,
          mine.privateKey,
        );
        const before = await office.service.versions(office.as('rita'), SHOP);
        expect(
          await office.refused(office.service.importBundle(office.as('adam'), made.text, trust)),
        ).toMatchObject({
          code: 'PLATFORM_INCOMPATIBLE',
          details: { packages: [{ packageId: SHOP, range: Object.values(engines)[0] }] },
        });
        expect(await office.service.versions(office.as('rita'), SHOP)).toEqual(before);
      }
    } finally {
      await elsewhere.dispose();
    }
  });

  it('is refused where that number has other bytes, and from who may not', async () => {
    const elsewhere = await openOffice();
    try {
      await elsewhere.publish({ ...customerFields(), fax: { type: 'text', label: 'Fax' } });
      const take = (who: string) => elsewhere.service.importBundle(elsewhere.as(who), file, trust);
      expect((await elsewhere.refused(take('adam'))).code).toBe('VERSION_EXISTS');
      for (const who of ['max', 'rita'])
        expect((await elsewhere.refused(take(who))).code).toBe('ROLE_FORBIDDEN');
    } finally {
      await elsewhere.dispose();
    }
  });
});
