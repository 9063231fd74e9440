import { AuthoringError, type ControlPlane } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { portsOf } from '../support/ports-of.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';
import { SHOP, shopStack } from './shop.ts';

let bench: TestService;
let failing = false;

/** The real control plane, whose seal fails while `failing`. */
function failingSeal(plane: ControlPlane): ControlPlane {
  const versions: ControlPlane['versions'] = {
    get: (...call) => plane.versions.get(...call),
    findByVersion: (...call) => plane.versions.findByVersion(...call),
    listSealed: (...call) => plane.versions.listSealed(...call),
    insertDraft: (...call) => plane.versions.insertDraft(...call),
    insertSealed: (...call) => plane.versions.insertSealed(...call),
    deprecate: (...call) => plane.versions.deprecate(...call),
    index: (...call) => plane.versions.index(...call),
    stamp: (...call) => plane.versions.stamp(...call),
    sealedBytes: (...call) => plane.versions.sealedBytes(...call),
    seal: (...call) =>
      failing
        ? Promise.reject(
            new AuthoringError('DISK_FULL', 'the disk is full', { suggestion: 'free some space' }),
          )
        : plane.versions.seal(...call),
  };
  return {
    ...portsOf(plane),
    versions,
    transaction: (work) => plane.transaction((tx) => work(failingSeal(tx))),
  };
}

beforeEach(async () => {
  failing = false;
  bench = await testService({ wrap: failingSeal });
  await bench.environment('dev');
});
afterEach(() => bench.dispose());

it('I-14: a swap that fails after its renames gives the old version its tables back, and the publish can be repeated', async () => {
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  await bench.service.publish(SCOPE, await bench.service.openDraft(SCOPE, SHOP), { targetEnv: 'dev' });
  const rows = () => {
    const db = new Database(bench.databaseOf('dev'));
    try {
      return db.prepare('SELECT name, phone FROM shop_customer').all();
    } finally {
      db.close();
    }
  };
  const db = new Database(bench.databaseOf('dev'));
  db.prepare("INSERT INTO shop_customer (id, name, phone) VALUES ('c1', 'Ada', '555')").run();
  db.close();
  const draft = await bench.service.openDraft(SCOPE, SHOP);
  await bench.service.renameField(SCOPE, draft, 'shop_customer', 'phone', 'mobile');
  await bench.service.rename(SCOPE, draft, { type: 'object', name: 'shop_order' }, 'shop_purchase');
  failing = true;
  await expect(bench.service.publish(SCOPE, draft, { targetEnv: 'dev' })).rejects.toMatchObject({
    code: 'DISK_FULL',
    details: { state: 'abandoned' },
  });
  expect(rows()).toEqual([{ name: 'Ada', phone: '555' }]);
  expect(await bench.service.drift(SCOPE, 'dev')).toEqual([]);
  expect((await bench.service.environment(SCOPE, 'dev')).openRuns).toEqual([]);
  failing = false;
  const published = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
  expect(published.state).toBe('finished');
  expect(await bench.service.drift(SCOPE, 'dev')).toEqual([]);
});
