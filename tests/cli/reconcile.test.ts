// Somebody alters a database by hand: the command line shows it, and ends it from either side.
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mda, type TestWorkspace } from './support/mda.ts';
import { publishedShop } from './support/published-shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: TestWorkspace;
beforeAll(async () => {
  at = await publishedShop();
  await at.ok('promote', '1.0.0', '--to', 'prod', '--force');
});
afterAll(() => at.dispose());

function alter(environment: string, sql: string): void {
  const db = new Database(at.path(`.mda/env/${environment}.db`));
  db.exec(sql);
  db.close();
}

const words = async (...args: readonly string[]) => (await mda([...args], { cwd: at.cwd })).stdout;

describe('mda reconcile', () => {
  it('wants one side, and only what belongs to it', async () => {
    expect(await at.fails(2, 'reconcile', '--env', 'dev')).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await at.fails(2, 'reconcile', '--env', 'dev', '--adopt', '--repair')).toMatchObject({
      code: 'USAGE_INVALID',
    });
    expect(await at.fails(2, 'reconcile', '--env', 'dev', '--adopt', '--force')).toMatchObject({
      code: 'USAGE_INVALID',
    });
    expect(await at.fails(2, 'reconcile', '--repair')).toMatchObject({ code: 'USAGE_INVALID' });
  });

  it('--adopt stages what differs, and its publish leaves no drift', async () => {
    alter('dev', 'alter table "shop_customer" add column "nick" text; create table "theirs" ("id" text)');
    const { drift, notOurs } = await at.ok('drift', '--env', 'dev');
    expect(drift).toMatchObject([{ kind: 'extra', what: 'column', table: 'shop_customer', column: 'nick' }]);
    expect(notOurs).toEqual([{ table: 'theirs', whose: 'unknown' }]);
    expect(await at.ok('reconcile', '--env', 'dev', '--adopt')).toMatchObject({
      environment: 'dev',
      adopted: [{ ...drift[0], ref: 'object/shop_customer' }],
      notAdopted: [],
      staged: ['object/shop_customer'],
    });
    expect(await at.ok('status')).toMatchObject({ changes: [{ ref: 'object/shop_customer' }] });
    expect(await words('reconcile', '--env', 'dev', '--adopt')).toContain('The draft holds this already');
    await at.ok('publish', '--env', 'dev');
    expect(await at.ok('drift', '--env', 'dev')).toEqual({ drift: [], notOurs });
  });

  it('--repair shows its plan first, wants --force in production, and leaves no drift', async () => {
    alter('prod', 'alter table "shop_customer" add column "by_hand" integer; drop table "shop_order"');
    const shown = await at.ok('reconcile', '--env', 'prod', '--repair', '--dry-run');
    expect(shown).toMatchObject({ dryRun: true, plan: { destructive: true } });
    expect(shown.drift).toHaveLength(2);
    expect(await words('reconcile', '--env', 'prod', '--repair', '--dry-run')).toContain(
      'nothing was changed',
    );
    expect(await at.fails(6, 'reconcile', '--env', 'prod', '--repair')).toMatchObject({
      code: 'DESTRUCTIVE_BLOCKED',
    });
    const repair = ['reconcile', '--env', 'prod', '--repair', '--force'];
    const done = await at.ok(...repair, '--expect-plan', shown.plan.planHash);
    expect(done).toMatchObject({ repaired: shown.drift, drift: [], state: 'finished' });
    expect(await at.ok('drift', '--env', 'prod')).toEqual({ drift: [], notOurs: [] });
    expect((await at.ok('env', 'show', 'prod')).held).toMatchObject([{ name: 'shop_customer.by_hand' }]);
    expect(await words(...repair)).toContain('nothing to repair');
    expect((await at.ok('run', 'list', '--env', 'prod')).runs[0]).toMatchObject({ kind: 'repair' });
  });

  it('tells of an old name that somebody dropped, and brings it back', async () => {
    await at.ok('stage', 'rename', 'object', 'shop_order', 'shop_deal');
    const { semver } = await at.ok('publish', '--env', 'dev');
    await at.ok('promote', semver, '--to', 'prod', '--force');
    alter('prod', 'drop view "shop_order"');
    const entry = { kind: 'missing', what: 'view', table: 'shop_deal', view: 'shop_order', actual: null };
    expect((await at.ok('drift', '--env', 'prod')).drift).toMatchObject([entry]);
    expect(await words('env', 'show', 'prod')).toContain(
      'an earlier version still calls shop_deal shop_order',
    );
    expect(await words('reconcile', '--env', 'prod', '--adopt')).toContain(
      'missing old name shop_order: an old name of a table is in no draft',
    );
    expect(await at.ok('reconcile', '--env', 'prod', '--repair')).toMatchObject({
      repaired: [entry],
      drift: [],
      state: 'finished',
    });
    await at.ok('finalize', '--env', 'prod');
  });

  it('says what no plan can bring back', async () => {
    alter(
      'prod',
      'alter table "shop_customer" drop column "fax"; alter table "shop_customer" add "fax" blob',
    );
    expect(await at.fails(5, 'reconcile', '--env', 'prod', '--repair')).toMatchObject({
      code: 'REPAIR_IMPOSSIBLE',
    });
    expect(await words('reconcile', '--env', 'prod', '--adopt')).toContain('no field has this type: blob');
  });
});
