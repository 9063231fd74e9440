// The file of an environment is gone: whoever looks is told, and makes no other one in its place.
import { existsSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { customerFields, SHOP, shopStack } from '../lifecycle/shop.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';

let bench: TestService;
beforeEach(async () => {
  bench = await testService();
  await bench.environment('dev');
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  await bench.service.publish(SCOPE, await bench.service.openDraft(SCOPE, SHOP), { targetEnv: 'dev' });
  const draft = await bench.service.openDraft(SCOPE, SHOP);
  const fields = { ...customerFields(), fax: { type: 'text', label: 'Fax' } };
  const item = { name: 'shop_customer', label: 'Customer', pluralLabel: 'Customers', fields };
  await bench.service.stage(SCOPE, { op: 'put', type: 'object', name: 'shop_customer', item, draft });
  for (const end of ['', '-wal', '-shm']) rmSync(`${bench.databaseOf('dev')}${end}`, { force: true });
});
afterEach(() => bench.dispose());

const isThere = () => existsSync(bench.databaseOf('dev'));

it('drift tells every table as missing, and leaves no empty file behind', async () => {
  const drift = await bench.service.drift(SCOPE, 'dev');
  expect(drift).toContainEqual(expect.objectContaining({ kind: 'missing', table: 'shop_customer' }));
  await bench.service.environment(SCOPE, 'dev');
  expect(isThere()).toBe(false);
});

it('nothing is published, rolled back or repaired into a new one (I-14)', async () => {
  const { service } = bench;
  const draft = await service.openDraft(SCOPE, SHOP);
  const attempts = [
    () => service.publish(SCOPE, draft, { targetEnv: 'dev' }),
    () => service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', force: true }),
  ];
  for (const attempt of attempts) {
    await expect(attempt()).rejects.toMatchObject({ code: 'SCHEMA_DRIFT', suggestion: expect.any(String) });
    expect(isThere()).toBe(false);
  }
});
