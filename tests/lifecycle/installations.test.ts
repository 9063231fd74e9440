/** Proves that what people set for an installation stays over everything that moves it, and what a disabled package is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Office, openOffice } from '../govern/office.ts';
import {
  app,
  BILLING,
  environment,
  type MovingPackages,
  movingPackages,
  PACKAGE,
  scope,
  withEmail,
} from './moving-packages.ts';

describe('an installation', () => {
  let bench: MovingPackages;
  beforeEach(async () => {
    bench = await movingPackages(null);
    await bench.promote(await bench.publishShop(app));
  });
  afterEach(() => bench.dispose());

  const set = (change: Parameters<MovingPackages['service']['setInstallation']>[3], packageId = PACKAGE) =>
    bench.service.setInstallation(scope, packageId, environment, change);
  const objects = async () => {
    const { metadata } = (await bench.service.artifact(scope, environment)) as unknown as {
      readonly metadata: { readonly objects: readonly { readonly name: string }[] };
    };
    return metadata.objects.map(({ name }) => name).sort();
  };

  it('keeps what was set over a promotion and a rollback', async () => {
    const wanted = {
      enabled: true,
      withSampleData: true,
      settings: { currency: 'EUR', rates: { vat: 0.19 } },
    };
    expect(await set(wanted)).toMatchObject(wanted);
    const first = (await bench.service.installation(scope, PACKAGE, environment)).versionId;
    await bench.promote(await bench.publishShop(withEmail));
    expect(await bench.service.installation(scope, PACKAGE, environment)).toMatchObject({
      version: '0.2.0',
      ...wanted,
    });
    await bench.service.rollback(scope, { targetEnv: environment, toVersionId: first });
    expect(await bench.service.installation(scope, PACKAGE, environment)).toMatchObject({
      version: '0.1.0',
      ...wanted,
    });
  });

  it('says in the log which settings changed and not to what, and nothing where nothing did', async () => {
    await set({ settings: { token: 'hidden-value', colour: 'red' } });
    await set({ settings: { token: 'other-value', colour: 'red' } });
    await set({ settings: { colour: 'red', token: 'other-value' } });
    const log = (await bench.service.log(scope)).filter(({ op }) => op === 'installation.changed');
    expect(log.map(({ data }) => data?.changedSettings)).toEqual([['colour', 'token'], ['token']]);
    expect(JSON.stringify(log)).not.toMatch(/hidden-value|other-value/);
  });

  it('that is disabled leaves the artifact, keeps its tables, and moves on disabled', async () => {
    await bench.promote(await bench.publishBilling());
    const before = await bench.service.artifact(scope, environment);
    await set({ enabled: false }, BILLING);
    expect(await objects()).toEqual(['shop_customer', 'shop_order']);
    expect(await bench.tables()).toContain('billing_invoice');
    expect(await bench.service.drift(scope, environment)).toEqual([]);
    await bench.promote(await bench.publishShop(withEmail));
    expect(await objects()).toEqual(['shop_customer', 'shop_order']);
    await set({ enabled: true }, BILLING);
    const after = await bench.service.artifact(scope, environment);
    expect(await objects()).toEqual(['billing_invoice', 'shop_customer', 'shop_order']);
    expect(after.checksum).not.toBe(before.checksum);
    expect(Number(after.commitId)).toBeGreaterThan(Number(before.commitId));
  });

  it('cannot be disabled while an enabled one needs it, nor enabled before what it needs', async () => {
    await bench.promote(await bench.publishBilling());
    const inUse = {
      code: 'PACKAGE_IN_USE',
      details: { dependents: [{ package: BILLING, needs: PACKAGE, items: ['object/billing_invoice'] }] },
    };
    await expect(set({ enabled: false })).rejects.toMatchObject(inUse);
    await set({ enabled: false }, BILLING);
    await set({ enabled: false });
    await expect(bench.service.artifact(scope, environment)).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
    await expect(set({ enabled: true }, BILLING)).rejects.toMatchObject(inUse);
    await set({ enabled: true });
    await set({ enabled: true }, BILLING);
    expect(await objects()).toHaveLength(3);
  });

  it('carries the seeds of its version in the artifact, and nobody here writes a row of them', async () => {
    const { stackOf } = await import('../faults/support/app.ts');
    const { importApp, publish } = await import('../faults/support/scenarios.ts');
    const seeds = [{ object: 'shop_customer', records: [{ name: 'Acme' }] }];
    await importApp(bench.process, { ...stackOf(app), data: seeds });
    await publish(bench.process, PACKAGE, 'first');
    const [seeded] = await bench.service.versions(scope, PACKAGE);
    await set({ withSampleData: true });
    await bench.promote(seeded?.id as string);
    const { EnvironmentArtifactSchema } = await import('@objectstack/spec/cloud');
    const artifact = EnvironmentArtifactSchema.parse(await bench.service.artifact(scope, environment));
    expect(artifact.metadata).toMatchObject({
      data: [{ object: 'shop_customer', records: [{ name: 'Acme' }] }],
    });
    expect(await bench.count('shop_customer')).toBe(0);
    expect(await bench.service.installation(scope, PACKAGE, environment)).toMatchObject({
      withSampleData: true,
    });
  });

  it('takes no settings that are no JSON object, and is nothing where nothing is installed', async () => {
    for (const settings of [[], 'text', 7, null])
      await expect(set({ settings })).rejects.toMatchObject({ code: 'USAGE_INVALID' });
    await expect(set({ settings: JSON.parse('{"__proto__": 1}') })).rejects.toMatchObject({
      code: 'INPUT_UNPARSABLE',
    });
    await bench.publishBilling();
    await expect(set({ enabled: false }, BILLING)).rejects.toMatchObject({ code: 'PACKAGE_NOT_FOUND' });
    await expect(set({ enabled: false }, 'com.nobody')).rejects.toMatchObject({ code: 'PACKAGE_NOT_FOUND' });
  });
});

describe('in a freeze', () => {
  let office: Office;
  afterEach(() => office.dispose());

  it('a package may be disabled, and nothing else set', async () => {
    office = await openOffice();
    const shop = 'com.example.shop';
    const version = await office.publish({ name: { type: 'text', label: 'Name' } });
    await office.service.promote(office.as('adam'), version, { targetEnv: 'staging' });
    await office.service.setPolicy(office.as('olga'), 'staging', { freeze: { reason: 'inventory' } });
    const set = (who: string, change: object) =>
      office.service.setInstallation(office.as(who), shop, 'staging', change);
    expect((await office.refused(set('adam', { settings: { a: 1 } }))).code).toBe('CHANGE_FROZEN');
    expect((await office.refused(set('max', { enabled: false }))).code).toBe('ROLE_FORBIDDEN');
    expect(await set('adam', { enabled: false })).toMatchObject({ enabled: false });
    expect((await office.refused(set('adam', { enabled: true }))).code).toBe('CHANGE_FROZEN');
  });
});
