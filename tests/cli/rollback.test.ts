// What a rolled-back release left for later must never happen: its contract steps would take columns away that the
// version which is live again needs.
import { writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { customerFields, type Fields, object, shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: TestWorkspace;
beforeAll(async () => {
  at = await temporaryWorkspace();
  const indexed: Fields = { ...customerFields, code: { type: 'text', label: 'Code' } };
  const stack = shop();
  const first = object('shop_customer', indexed, { indexes: [{ fields: ['fax'] }] });
  await stage({ ...stack, objects: [first, ...stack.objects.slice(1)] });
  await at.ok('publish', '--version', '1.0.0');
  await at.ok('promote', '1.0.0', '--to', 'prod', '--force');
  const db = new Database(at.path('.mda/env/prod.db'));
  db.prepare(`insert into "shop_customer" ("id", "name", "fax") values ('c1', 'Ada', '+2')`).run();
  db.close();
  // Drops a column with its index, and a whole table.
  const { fax: _fax, ...rest } = indexed;
  await stage({ ...stack, objects: [object('shop_customer', rest)] });
  await at.ok('publish', '--version', '2.0.0');
});
afterAll(() => at.dispose());

async function stage(stack: object): Promise<void> {
  await writeFile(at.path('stack.json'), JSON.stringify(stack));
  await at.ok('import', 'stack.json', '--prune');
}

function faxes(): unknown[] {
  const db = new Database(at.path('.mda/env/prod.db'), { readonly: true });
  try {
    return db.prepare('select "id", "fax" from "shop_customer"').all();
  } finally {
    db.close();
  }
}

const ROWS = [{ id: 'c1', fax: '+2' }];

describe('a release that is rolled back before it was finalized', () => {
  it('leaves nothing to finalize', async () => {
    await at.ok('promote', '2.0.0', '--to', 'prod', '--force');
    expect((await at.ok('env', 'show', 'prod')).pendingContract).toBeGreaterThan(0);
    await at.ok('rollback', '--env', 'prod');
    expect(await at.ok('env', 'show', 'prod')).toMatchObject({ pendingContract: 0, openRuns: [], drift: [] });
    await at.ok('finalize', '--env', 'prod');
    expect(await at.ok('drift', '--env', 'prod')).toEqual({ drift: [], notOurs: [] });
    expect(faxes()).toEqual(ROWS);
  });

  it('can be installed, finalized and rolled back again, with its rows', async () => {
    await at.ok('promote', '2.0.0', '--to', 'prod', '--force');
    await at.ok('finalize', '--env', 'prod');
    const preview = await at.ok('rollback', '--env', 'prod', '--preview');
    expect(preview).toMatchObject({
      lost: [],
      kept: [],
      blocking: [],
      how: 'plan',
      from: '2.0.0',
      to: '1.0.0',
    });
    expect(preview.restorable).toEqual([
      { name: 'shop_order', table: 'shop_order', rows: 0, why: 'held' },
      { name: 'shop_customer.fax', table: 'shop_customer', column: 'fax', rows: 1, why: 'held' },
    ]);
    expect((await at.ok('env', 'show', 'prod')).held.map((one: { name: string }) => one.name).sort()).toEqual(
      ['shop_customer.fax', 'shop_order'],
    );
    await at.ok('rollback', '--env', 'prod');
    expect(await at.ok('env', 'show', 'prod')).toMatchObject({ pendingContract: 0, held: [], drift: [] });
    expect(faxes()).toEqual(ROWS);
  });
});

describe('going back with one item', () => {
  it('stages it, says who changed it since, and runs nothing', async () => {
    await at.ok('promote', '2.0.0', '--to', 'prod', '--force');
    const item = ['rollback', '--env', 'prod', '--to', '1.0.0', '--item', 'object/shop_customer'];
    const asked = await at.ok(...item, '--preview');
    expect(asked.items).toMatchObject([{ ref: 'object/shop_customer', touchedBy: [{ version: '2.0.0' }] }]);
    expect((await at.ok('status')).changes).toEqual([]);
    expect((await at.ok(...item)).staged).toMatchObject([{ ref: 'object/shop_customer', op: 'put' }]);
    expect((await at.ok('status')).changes).toMatchObject([{ ref: 'object/shop_customer' }]);
    expect((await at.ok('env', 'show', 'prod')).installations).toMatchObject([{ version: '2.0.0' }]);
    const diff = await at.ok('diff', '--env', 'prod', '--restore-from', '1.0.0');
    expect(diff.changes).toContainEqual(
      expect.objectContaining({
        kind: 'add_column',
        column: 'fax',
        detail: expect.stringContaining('restored'),
      }),
    );
  });
});
