/** Proves that a package leaves an environment whole, that nothing it had is lost, and that it comes back with its rows. */
import type { DiffResult } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROWS } from '../faults/support/app.ts';
import { describePlaces } from '../faults/support/places.ts';
import {
  app,
  environment,
  type MovingPackages,
  movingPackages,
  PACKAGE,
  scope,
  withEmail,
  writeRows,
} from './moving-packages.ts';

describePlaces('an uninstall', (place) => {
  let bench: MovingPackages;
  let first: string;
  beforeEach(async () => {
    bench = await movingPackages(place.server());
    first = await bench.publishShop(app);
    await bench.promote(first);
    await writeRows(bench.world, environment);
  });
  afterEach(() => bench.dispose());

  const uninstall = (packageId = PACKAGE) =>
    bench.service.uninstall(scope, packageId, { targetEnv: environment });
  const finalize = () => bench.service.finalize(scope, { targetEnv: environment });
  const held = async () =>
    (await bench.service.environment(scope, environment)).held.map(({ name }) => name).sort();

  it('takes the package out at once, and puts its tables aside with the contract', async () => {
    expect(await uninstall()).toMatchObject({
      state: 'committed',
      packages: [{ package: PACKAGE, version: '0.1.0', versionId: first, installed: false }],
    });
    expect(await bench.runs()).toEqual([]);
    await expect(bench.service.artifact(scope, environment)).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
    expect(await bench.tables(), 'who still runs the version finds them').toEqual([
      'shop_customer',
      'shop_order',
    ]);
    await finalize();
    expect(await bench.tables()).toEqual([]);
    expect(await held()).toEqual(['shop_customer', 'shop_order']);
    const events = (await bench.service.log(scope)).filter(({ op }) => op === 'environment.uninstalled');
    expect(events).toMatchObject([{ versionId: first, checksumAfter: null, data: { version: '0.1.0' } }]);
    await expect(uninstall()).rejects.toMatchObject({ code: 'PACKAGE_NOT_FOUND' });
  });

  it('is shown before it happens, and changes nothing then', async () => {
    const shown = await bench.service.uninstall(scope, PACKAGE, { targetEnv: environment, dryRun: true });
    expect(shown.plan.steps.map(({ step }) => `${step.phase} ${step.kind} ${step.table}`)).toEqual([
      'contract hold_table shop_customer',
      'contract hold_table shop_order',
    ]);
    expect(await bench.runs()).toEqual([`${PACKAGE} 0.1.0`]);
  });

  it('is undone by the same version, before and after the contract', async () => {
    for (const contract of [false, true]) {
      await uninstall();
      if (contract) await finalize();
      const shown = await bench.service.promote(scope, first, { targetEnv: environment, dryRun: true });
      expect(shown.plan.steps.map(({ step }) => step.kind)).toEqual(
        contract ? ['restore_table', 'restore_table'] : [],
      );
      await bench.promote(first);
      expect(await bench.runs()).toEqual([`${PACKAGE} 0.1.0`]);
      expect([await bench.count('shop_customer'), await bench.count('shop_order')]).toEqual([ROWS, ROWS]);
      expect(await bench.service.drift(scope, environment)).toEqual([]);
      expect(await held()).toEqual([]);
      expect((await bench.service.environment(scope, environment)).pendingContract).toBe(0);
    }
  });

  it('is taken back as the run that it was', async () => {
    const gone = await uninstall();
    await finalize();
    if (!('run' in gone)) throw new Error('it only looked');
    await bench.service.rollbackRun(scope, { runId: gone.run });
    expect(await bench.runs()).toEqual([`${PACKAGE} 0.1.0`]);
    expect(await bench.count('shop_order')).toBe(ROWS);
    await expect(bench.service.rollbackRun(scope, { runId: gone.run })).rejects.toMatchObject({
      code: 'RUN_STATE',
    });
  });

  it('lets no other version in while the rows are kept, and one afterwards, which starts empty', async () => {
    const second = await bench.publishShop(withEmail);
    await uninstall();
    for (const contract of [false, true]) {
      if (contract) await finalize();
      await expect(bench.promote(second)).rejects.toMatchObject({
        code: 'PACKAGE_HELD',
        details: { package: PACKAGE, version: '0.1.0' },
      });
      const dryRun = { targetEnv: environment, dryRun: true };
      await expect(bench.service.promote(scope, second, dryRun)).rejects.toMatchObject({
        code: 'PACKAGE_HELD',
      });
    }
    await bench.service.purge(scope, { targetEnv: environment, force: true });
    await bench.promote(second);
    expect(await bench.count('shop_customer')).toBe(0);
  });

  it('goes on from where it came back: the next version finds the rows', async () => {
    const second = await bench.publishShop(withEmail);
    await uninstall();
    await finalize();
    await bench.promote(first);
    await bench.promote(second);
    expect(await bench.count('shop_customer')).toBe(ROWS);
    expect(await bench.service.drift(scope, environment)).toEqual([]);
  });

  it('is refused while another package needs it, which is named with its items', async () => {
    await bench.promote(await bench.publishBilling());
    await expect(uninstall()).rejects.toMatchObject({
      code: 'PACKAGE_IN_USE',
      details: {
        dependents: [{ package: 'com.acme.billing', needs: PACKAGE, items: ['object/billing_invoice'] }],
      },
    });
    expect(await bench.runs()).toEqual(['com.acme.billing 0.1.0', `${PACKAGE} 0.1.0`]);
    const looking = { targetEnv: environment, dryRun: true };
    const shown = (await bench.service.uninstall(scope, PACKAGE, looking)) as DiffResult;
    expect(shown).toMatchObject({
      obstacles: [{ code: 'PACKAGE_IN_USE', details: { dependents: [{ package: 'com.acme.billing' }] } }],
    });
    expect(shown.plan.changes.map(({ kind, table }) => `${kind} ${table}`)).toEqual([
      'drop_table shop_customer',
      'drop_table shop_order',
    ]);
    await uninstall('com.acme.billing');
    await uninstall();
    expect(await bench.runs()).toEqual([]);
  });
});
