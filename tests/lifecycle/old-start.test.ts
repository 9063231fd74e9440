/**
 * Records what the old version's own runtime does when it starts again between switch and finalize, and finds a view where
 * it expects its table: docs/storage.md says it in words. It changes nothing there; where it stops, it starts without DDL.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJudged } from '../judge/database.ts';
import { judgeCrud } from '../judge/engine.ts';
import { serve } from '../storage/real-driver.ts';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { type Altered, alteredShop, fields, INDEXES } from './altered.ts';
import { renameAndChange } from './renamed.ts';
import { object, SHOP } from './shop.ts';

describe('the old version starts on a view · sqlite', () => suite(null));
describeServers('the old version starts on a view', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
  });
  afterEach(() => shop.dispose());

  const engine = server?.engine ?? 'sqlite';
  const indexed = () => object('shop_customer', fields(), { indexes: INDEXES });
  const bare = () => {
    const { code, ...rest } = fields();
    return object('shop_customer', { ...rest, code: { ...code, unique: false } });
  };

  /** What the driver does with each object as a runtime starts. @returns why it stopped, or null */
  const start = async (customer: unknown): Promise<string | null> => {
    const judged = await openJudged(shop.url);
    try {
      await judged.driver.initObjects(serve([{ packageId: SHOP, objects: [customer] }]));
      return null;
    } catch (error) {
      return String(error);
    } finally {
      await judged.close();
    }
  };

  it('with its own schema sync: it stops on SQLite, and elsewhere where it declares an index', async () => {
    await renameAndChange(shop);
    const before = await shop.database.catalog();
    const stopped = {
      sqlite: [/view .shop_customer. already exists/, /view .shop_customer. already exists/],
      postgres: [/ADD CONSTRAINT cannot be performed on relation "shop_customer"/, null],
      mysql: [/shop_customer' is not of type 'BASE TABLE'/, null],
    }[engine];
    for (const [at, customer] of [indexed(), bare()].entries()) {
      const [why, expected] = [await start(customer), stopped[at]];
      if (expected) expect(why).toMatch(expected);
      else expect(why).toBeNull();
    }
    expect(await shop.database.catalog()).toEqual(before);
    expect(await shop.drift()).toEqual([]);
  });

  // OS_SKIP_SCHEMA_SYNC=1 registers what the objects are, and runs no DDL: so does the judge.
  it('without it: the engine of the old version creates, reads, updates and deletes there', async () => {
    await renameAndChange(shop);
    const { stats, failures } = await judgeCrud(shop.url, [indexed()], 'a');
    expect(failures).toEqual([]);
    expect(stats).toMatchObject({ objects: 1, create: 1, read: 1, find: 1, update: 1, delete: 1 });
    expect(await shop.drift()).toEqual([]);
  });
}
