/** Proves that several packages go live together: one run, one plan, and every pointer moves or none. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROWS } from '../faults/support/app.ts';
import { describePlaces } from '../faults/support/places.ts';
import {
  app,
  BILLING,
  environment,
  type MovingPackages,
  movingPackages,
  PACKAGE,
  scope,
  withEmail,
  withoutFax,
  writeRows,
} from './moving-packages.ts';

describePlaces('a train', (place) => {
  let bench: MovingPackages;
  let first: string;
  let second: string;
  let billing: string;
  beforeEach(async () => {
    bench = await movingPackages(place.server());
    first = await bench.publishShop(app);
    await bench.promote(first);
    await writeRows(bench.world, environment);
    second = await bench.publishShop(withEmail);
    billing = await bench.publishBilling();
  });
  afterEach(() => bench.dispose());

  const activated = async () =>
    (await bench.service.log(scope)).filter(
      ({ op, environmentId, runId }) => op === 'environment.activated' && environmentId && runId,
    );

  it('brings what others need first, however it is called, in one run and one change of pointers', async () => {
    const shown = await bench.service.promote(scope, [billing, second], {
      targetEnv: environment,
      dryRun: true,
    });
    const train = await bench.service.promote(scope, [billing, second], {
      targetEnv: environment,
      expectPlanHash: shown.plan.planHash,
    });
    expect(train).toMatchObject({
      semver: '0.2.0',
      packages: [
        { package: PACKAGE, installed: true },
        { package: BILLING, version: '0.1.0', installed: true },
      ],
    });
    if (!('run' in train)) throw new Error('it only looked');
    const events = (await activated()).filter(({ runId }) => runId === train.run);
    expect(events.map(({ versionId }) => versionId)).toEqual([second, billing]);
    expect(await bench.tables()).toEqual(['shop_customer', 'shop_order', 'billing_invoice']);
    expect(await bench.count('shop_customer')).toBe(ROWS);
    expect(await bench.service.drift(scope, environment)).toEqual([]);
    const { metadata } = (await bench.service.artifact(scope, environment)) as unknown as {
      readonly metadata: { readonly objects: readonly { readonly name: string }[] };
    };
    expect(metadata.objects.map(({ name }) => name).sort()).toEqual([
      'billing_invoice',
      'shop_customer',
      'shop_order',
    ]);
  });

  it('goes back as a whole, to what ran before and to nothing where nothing did', async () => {
    const { run } = await bench.promote(billing, second);
    const third = await bench.publishShop(withoutFax);
    await bench.promote(third);
    await expect(bench.service.rollbackRun(scope, { runId: run })).rejects.toMatchObject({
      code: 'RUN_STATE',
      details: { moved: [{ package: PACKAGE, runs: third }] },
    });
    expect(await bench.runs()).toHaveLength(2);
    await bench.service.rollback(scope, { targetEnv: environment, packageId: PACKAGE, toVersionId: second });
    const shown = await bench.service.rollbackRun(scope, { runId: run, dryRun: true });
    expect(shown).toMatchObject({
      packages: [
        {
          package: PACKAGE,
          runs: '0.2.0',
          goesTo: '0.1.0',
          preview: { lost: [], kept: [{ name: 'shop_customer.email' }] },
        },
        { package: BILLING, runs: '0.1.0', goesTo: null, preview: null },
      ],
    });
    expect(await bench.runs()).toHaveLength(2);
    await bench.service.rollbackRun(scope, { runId: run });
    expect(await bench.runs()).toEqual([`${PACKAGE} 0.1.0`]);
    expect(await bench.count('shop_customer')).toBe(ROWS);
    expect(await bench.service.drift(scope, environment)).toEqual([]);
  });

  it('leaves out what runs there already, and says so when that is all of it', async () => {
    const train = await bench.promote(first, billing);
    expect((await bench.service.run(scope, train.run)).run.request.targets).toHaveLength(1);
    await expect(bench.promote(billing, first)).rejects.toMatchObject({ code: 'NOTHING_TO_PROMOTE' });
    await expect(bench.promote(first, second)).rejects.toMatchObject({ code: 'USAGE_INVALID' });
    await expect(bench.promote()).rejects.toMatchObject({ code: 'USAGE_INVALID' });
  });

  it('moves no pointer when one of them cannot move, and all of them once it can', async () => {
    const db = new Database(bench.world.control());
    db.exec(`CREATE TRIGGER in_the_way BEFORE INSERT ON sys_package_installation
      WHEN NEW.package_id = (SELECT id FROM sys_package WHERE manifest_id = '${BILLING}')
      BEGIN SELECT RAISE(ABORT, 'in the way'); END`);
    await expect(bench.promote(second, billing)).rejects.toThrow();
    expect(await bench.runs()).toEqual([`${PACKAGE} 0.1.0`]);
    const [run] = await bench.service.runs(scope, { environment });
    expect(run).toMatchObject({ state: 'schema_ahead', request: { kind: 'promote' } });
    db.exec('DROP TRIGGER in_the_way');
    db.close();
    await bench.service.driveRun(scope, run?.id as string);
    expect(await bench.runs()).toEqual([`${BILLING} 0.1.0`, `${PACKAGE} 0.2.0`]);
    expect(await bench.service.drift(scope, environment)).toEqual([]);
  });

  it('is given up as a whole while it waits for its swap', async () => {
    const versions = [second, billing];
    const held = await bench.service.promote(scope, versions, { targetEnv: environment, hold: true });
    if (!('run' in held)) throw new Error('it only looked');
    expect(held.state).toBe('applied');
    expect((await bench.service.cancelRun(scope, held.run)).state).toBe('abandoned');
    expect(await bench.runs()).toEqual([`${PACKAGE} 0.1.0`]);
    expect(await bench.tables()).toEqual(['shop_customer', 'shop_order']);
    expect(await bench.count('shop_customer')).toBe(ROWS);
    await bench.promote(...versions);
    expect(await bench.runs()).toHaveLength(2);
  });
});
