/** A secret in the metadata stops at the draft: it is never previewed, sealed or taken in, and no answer repeats it. */
import { verifyBundle } from '@objectstack/metadata-authoring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalBody } from '../../packages/core/src/metadata/canonical-body.ts';
import { sealManifest } from '../../packages/core/src/release/sealed-manifest.ts';
import { bundleText } from '../../packages/core/src/share/bundle.ts';
import { sealEnvelope } from '../../packages/core/src/share/envelope.ts';
import { object, SHOP, shopStack } from '../lifecycle/shop.ts';
import { customerFields, type Office, openOffice } from './office.ts';

const KEY = `sk_live_${'a1B2c3D4e5'.repeat(3)}`;

const webhook = (value: string) => ({
  name: 'shop_billing',
  object: 'shop_customer',
  triggers: ['create'],
  url: 'https://billing.acme.org/hook',
  headers: { 'X-Api-Key': value },
});
const put = (value: string) =>
  ({ op: 'put', type: 'webhook', name: 'shop_billing', item: webhook(value) }) as const;

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  await office.publish(customerFields());
});
afterAll(() => office.dispose());

const draft = () => office.service.openDraft(office.as('max'), SHOP);
const versions = () => office.service.versions(office.as('rita'), SHOP);

describe('a staged secret', () => {
  it('is named by validation, and blocks preview and publish until it is out', async () => {
    const max = office.as('max');
    await office.service.stage(max, { ...put(KEY), draft: await draft() });
    const sealed = await versions();
    const report = await office.service.validateSet(max, await draft());
    expect(report.problems.filter(({ code }) => code === 'SECRET_FOUND')).toEqual([
      expect.objectContaining({ severity: 'error', ref: 'webhook/shop_billing', path: 'headers.X-Api-Key' }),
    ]);
    for (const kind of ['publish', 'preview'] as const) {
      const attempt = office.service[kind](max, await draft(), { targetEnv: 'dev' });
      const { code, details, message } = await office.refused(attempt);
      expect(code).toBe('SET_INVALID');
      expect(message).toContain('a Stripe key');
      expect(JSON.stringify([details, message, report])).not.toContain(KEY.slice(0, 12));
    }
    expect(await versions()).toEqual(sealed);
    await office.service.stage(max, { ...put('{{BILLING_API_KEY}}'), draft: await draft() });
    expect((await office.service.validateSet(max, await draft())).valid).toBe(true);
  });

  it('is found in what is said of values, too', async () => {
    const max = office.as('max');
    const stated = { object: 'shop_customer', field: 'phone' };
    await office.service.stageConversion(max, await draft(), {
      ...stated,
      up: { op: 'coalesce', values: [{ op: 'column', name: 'phone' }, KEY] },
    });
    const { problems } = await office.service.validateSet(max, await draft());
    expect(problems.filter(({ code }) => code === 'SECRET_FOUND')).toMatchObject([
      { ref: 'object/shop_customer', path: 'fields.phone.up.values.1' },
    ]);
    await office.service.stageConversion(max, await draft(), stated);
  });
});

it('a bundle that holds one is refused, whoever signed it', async () => {
  const stack = shopStack([object('shop_customer', customerFields())]);
  const bodies: [string, unknown][] = [
    ['stack/manifest', stack.manifest],
    ['object/shop_customer', stack.objects[0]],
    ['webhook/shop_billing', webhook(KEY)],
  ];
  const items = await Promise.all(
    bodies.map(async ([key, body]) => [key, (await canonicalBody(body)).canonical] as const),
  );
  const sealed = sealManifest({ items, facts: [], version: '3.0.0' });
  const text = sealEnvelope(
    bundleText({
      package: SHOP,
      version: '3.0.0',
      checksum: sealed.checksum,
      manifestJson: sealed.bytes.toString('utf8'),
      provenance: { sealedBy: 'x', sealedAt: null, releaseNotes: null, base: null, runs: [] },
    }),
    null,
  );
  const { code, details, message } = await office.refused(
    verifyBundle(text, { trusted: [], unsigned: true }),
  );
  expect(code).toBe('SECRET_FOUND');
  expect(details.problems).toMatchObject([{ ref: 'webhook/shop_billing', path: 'headers.X-Api-Key' }]);
  expect(JSON.stringify([details, message])).not.toContain(KEY.slice(0, 12));
});
