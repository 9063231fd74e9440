// What was dropped is kept for as long as its environment asks, by the injected clock.
import { type FixedClock, fixedClock } from '@objectstack/metadata-authoring-testkit';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCOPE, type TestService, testService } from '../support/service.ts';
import { customerFields, object, SHOP, shopStack } from './shop.ts';

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;
const START = '2026-03-01T12:00:00.000Z';

let clock: FixedClock;
let bench: TestService;

beforeEach(async () => {
  clock = fixedClock(START);
  bench = await testService({ clock });
});
afterEach(() => bench.dispose());

const columns = () => {
  const db = new Database(bench.databaseOf('env'), { readonly: true });
  try {
    return db.prepare("SELECT name FROM pragma_table_info('shop_customer')").pluck().all() as string[];
  } finally {
    db.close();
  }
};
const heldColumns = () => columns().filter((name) => name.startsWith('_hold_')).length;

const purge = (force = false) => bench.service.purge(SCOPE, { targetEnv: 'env', force });
const events = async () =>
  (await bench.service.log(SCOPE, 0)).filter(({ op }) => op === 'environment.purged');

async function publishWithout(...names: readonly string[]): Promise<void> {
  const fields = Object.fromEntries(
    Object.entries(customerFields()).filter(([name]) => !names.includes(name)),
  );
  const draft = await bench.service.openDraft(SCOPE, SHOP);
  const item = object('shop_customer', fields);
  await bench.service.stage(SCOPE, { op: 'put', type: 'object', name: 'shop_customer', item, draft });
  await bench.service.publish(SCOPE, draft, { targetEnv: 'env', force: true });
  await bench.service.finalize(SCOPE, { targetEnv: 'env' });
}

async function shop(type: 'production' | 'staging' | 'development'): Promise<void> {
  await bench.environment('env', type);
  const { views: _views, ...stack } = shopStack();
  await bench.service.importStack(SCOPE, { stack });
  await bench.service.publish(SCOPE, await bench.service.openDraft(SCOPE, SHOP), { targetEnv: 'env' });
}

describe.each([
  ['production', 7],
  ['staging', 1],
] as const)('%s keeps what was dropped for %i days', (type, days) => {
  beforeEach(() => shop(type));

  it('and lets it go by its time alone', async () => {
    await publishWithout('phone');
    const until = new Date(Date.parse(START) + days * DAY_MS).toISOString();
    clock.advance(days * DAY_MS - 1);
    await expect(purge()).rejects.toMatchObject({
      code: 'HOLD_RETAINED',
      kind: 'gated',
      details: { held: [{ name: 'shop_customer.phone', heldAt: START, until }] },
      suggestion: expect.stringContaining('mda purge --env env --force'),
    });
    expect(heldColumns()).toBe(1);
    expect((await bench.service.runs(SCOPE)).map(({ state }) => state)).toContain('refused');
    expect((await bench.service.environment(SCOPE, 'env')).held).toEqual([
      { name: 'shop_customer.phone', heldAt: START, until },
    ]);
    clock.advance(1);
    expect(await purge()).toMatchObject({ purged: ['shop_customer.phone'], kept: [] });
    expect(heldColumns()).toBe(0);
    expect(await events()).toMatchObject([
      { data: { purged: ['shop_customer.phone'], forced: false }, actor: expect.stringContaining('maker') },
    ]);
    expect(await bench.service.drift(SCOPE, 'env')).toEqual([]);
  });

  it('removes what may go, and tells when the rest may', async () => {
    await publishWithout('phone');
    clock.advance(HOUR_MS);
    await publishWithout('phone', 'credit');
    clock.advance(days * DAY_MS - HOUR_MS);
    const until = new Date(Date.parse(START) + days * DAY_MS + HOUR_MS).toISOString();
    expect(await purge()).toMatchObject({
      purged: ['shop_customer.phone'],
      kept: [{ name: 'shop_customer.credit', until }],
    });
    expect(heldColumns()).toBe(1);
    await expect(purge()).rejects.toMatchObject({ code: 'HOLD_RETAINED' });
    clock.advance(HOUR_MS);
    expect(await purge()).toMatchObject({ purged: ['shop_customer.credit'] });
  });

  it('before its time only with force, which the change log says', async () => {
    await publishWithout('phone');
    clock.advance(HOUR_MS);
    expect(await purge(true)).toMatchObject({ purged: ['shop_customer.phone'] });
    expect(heldColumns()).toBe(0);
    expect(await events()).toMatchObject([
      { data: { forced: true, beforeTheirTime: [{ name: 'shop_customer.phone', heldAt: START }] } },
    ]);
  });

  it('has nothing to remove where nothing is held', async () => {
    expect(await purge()).toMatchObject({ purged: [], kept: [] });
    expect(await events()).toEqual([]);
  });
});

describe('development', () => {
  it('keeps nothing: a publish purges right after', async () => {
    await shop('development');
    const draft = await bench.service.openDraft(SCOPE, SHOP);
    const { phone: _phone, ...fields } = customerFields();
    const item = object('shop_customer', fields);
    await bench.service.stage(SCOPE, { op: 'put', type: 'object', name: 'shop_customer', item, draft });
    const { followUps } = await bench.service.publish(SCOPE, draft, { targetEnv: 'env' });
    expect(followUps.map(({ kind, state }) => [kind, state])).toEqual([
      ['finalize', 'finished'],
      ['purge', 'finished'],
    ]);
    expect(heldColumns()).toBe(0);
  });
});
