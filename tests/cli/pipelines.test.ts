/** Trains, uninstalls, installations and times on the command line. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Json, mda, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { object, PACKAGE, shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const BILLING = 'com.acme.billing';
const billing = {
  manifest: {
    id: BILLING,
    namespace: 'billing',
    type: 'app',
    name: 'Billing',
    version: '2.0.0',
    dependencies: { [PACKAGE]: '>=1.0.0' },
  },
  objects: [
    object('billing_invoice', {
      title: { type: 'text', label: 'Title' },
      customer: { type: 'lookup', label: 'Customer', reference: 'shop_customer' },
    }),
  ],
};

let at: TestWorkspace;
beforeAll(async () => {
  at = await temporaryWorkspace();
  await writeFile(at.path('shop.json'), JSON.stringify(shop()));
  await writeFile(at.path('billing.json'), JSON.stringify(billing));
  await at.ok('import', 'shop.json');
  await at.ok('publish', '--version', '1.0.0');
  await at.ok('import', 'billing.json', '--package', BILLING);
  await at.ok('publish', '--package', BILLING, '--version', '2.0.0');
});
afterAll(() => at.dispose());

const installed = async (environment: string) =>
  ((await at.ok('env', 'show', environment)).installations as Json[])
    .map((one) => `${one.package} ${one.version}`)
    .sort();
const train = ['promote', `${BILLING}@2.0.0`, `${PACKAGE}@1.0.0`, '--to', 'staging'];
const words = async (...args: string[]) => (await mda(args, { cwd: at.cwd })).stdout;

describe('a train', () => {
  it('goes there, is nothing the second time, and goes back as a whole', async () => {
    const result = await at.ok(...train);
    expect(result.packages.map((one: Json) => one.package)).toEqual([PACKAGE, BILLING]);
    expect(await installed('staging')).toEqual([`${BILLING} 2.0.0`, `${PACKAGE} 1.0.0`]);
    expect(await at.fails(2, ...train)).toMatchObject({ code: 'NOTHING_TO_PROMOTE' });
    const shown = await at.ok('rollback', '--env', 'staging', '--run', result.run, '--preview');
    expect(shown).toMatchObject({
      ...{ dryRun: true, plan: { destructive: true } },
      packages: [
        { package: PACKAGE, goesTo: null },
        { package: BILLING, goesTo: null },
      ],
    });
    await at.ok('rollback', '--env', 'staging', '--run', result.run);
    expect(await installed('staging')).toEqual([]);
    expect(await at.fails(2, 'rollback', '--env', 'prod', '--run', result.run)).toMatchObject({
      code: 'USAGE_INVALID',
    });
    await at.ok(...train);
    expect(await installed('staging')).toHaveLength(2);
  });
});

describe('an uninstall and an installation', () => {
  it('of what is not there says what is', async () => {
    expect(await at.fails(4, 'uninstall', 'com.acme.none', '--env', 'staging')).toMatchObject({
      code: 'PACKAGE_NOT_FOUND',
      suggestion: 'see what it runs with: mda env show staging',
    });
  });

  it('is refused while it is needed, and brings rows back with the version', async () => {
    expect(await at.fails(5, 'uninstall', PACKAGE, '--env', 'staging')).toMatchObject({
      code: 'PACKAGE_IN_USE',
      details: { dependents: [{ package: BILLING, items: ['object/billing_invoice'] }] },
    });
    expect(await at.fails(5, 'installation', 'set', PACKAGE, '--env', 'staging', '--disable')).toMatchObject({
      code: 'PACKAGE_IN_USE',
    });
    await writeFile(at.path('settings.yaml'), 'currency: EUR\n');
    const set = ['installation', 'set', BILLING, '--env', 'staging'];
    expect(
      await at.ok(...set, '--settings', 'settings.yaml', '--sample-data', 'on', '--disable'),
    ).toMatchObject({
      enabled: false,
      withSampleData: true,
      settings: { currency: 'EUR' },
    });
    expect(await words('installation', 'show', BILLING, '--env', 'staging')).toContain('settings: currency');
    expect((await at.ok('artifact', '--env', 'staging')).metadata.objects).toHaveLength(2);
    expect(await at.fails(2, ...set)).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await at.fails(2, ...set, '--enable', '--disable')).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await words('uninstall', BILLING, '--env', 'staging')).toContain('uninstalled');
    expect(await installed('staging')).toEqual([`${PACKAGE} 1.0.0`]);
    await at.ok('promote', `${BILLING}@2.0.0`, '--to', 'staging');
    expect(await installed('staging')).toHaveLength(2);
  });
});

describe('a time', () => {
  it('holds a run until it is due, and may be moved', async () => {
    const year = new Date().getUTCFullYear() + 1;
    await at.ok('uninstall', BILLING, '--env', 'staging', '--at', `${year}-01-01T00:00Z`);
    expect(await installed('staging')).toHaveLength(2);
    const { waiting } = await at.ok('activate', '--due');
    expect(waiting).toMatchObject([{ environment: 'staging', activateAt: `${year}-01-01T00:00:00.000Z` }]);
    expect(await words('activate', '--due')).toContain('waits for');
    const soon = new Date(Date.now() + 5_000).toISOString();
    await at.ok('activate', '--env', 'staging', '--at', soon);
    await vi.waitFor(async () => expect((await at.ok('activate', '--due')).activated).toHaveLength(1), {
      timeout: 120_000,
      interval: 1_000,
    });
    expect(await installed('staging')).toEqual([`${PACKAGE} 1.0.0`]);
    expect(await at.fails(2, 'activate')).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await at.fails(2, 'activate', '--due', '--at', soon)).toMatchObject({ code: 'USAGE_INVALID' });
  });
});
