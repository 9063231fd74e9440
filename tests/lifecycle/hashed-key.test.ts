/**
 * Proves that a version is refused before its first statement, and not half way, where it would have MariaDB change a
 * large table beside a unique key that it keeps as a hash, and that the way on that the refusal names leads there.
 */
import { LIMITS } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop, fields, INDEXES } from './altered.ts';
import { object } from './shop.ts';

describe('a unique key over long texts · sqlite', () => suite(null));
describeServers('a unique key over long texts', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
    const ids = Array.from(
      { length: LIMITS.copied_rows + 1 },
      (_, at) => `('r${at}', 'c${at}', '${at}', 'new')`,
    );
    await shop.alter(`INSERT INTO "shop_customer" ("id", "name", "code", "stage") VALUES ${ids.join(', ')}`);
  });
  afterEach(() => shop.dispose());

  /** A number becomes text, and no two rows may have the same name. */
  const change = (
    name: object,
    credit: Record<string, unknown> | undefined = { type: 'text', label: 'Credit' },
  ) =>
    shop.stage(
      object(
        'shop_customer',
        { ...fields(), name: { ...fields().name, ...name }, credit },
        { indexes: INDEXES },
      ),
    );
  const publish = async () =>
    shop.service.publish(SCOPE, await shop.service.openDraft(SCOPE, 'com.example.shop'), {
      targetEnv: 'dev',
      force: true,
    });

  it('is made beside writers, or refused before anything is', async () => {
    await change({ unique: 'global' });
    if (shop.database.engine !== 'mysql') {
      expect((await publish()).semver).toBe('2.0.0');
      return;
    }
    await expect(publish()).rejects.toMatchObject({
      code: 'ONLINE_REFUSED',
      details: { table: 'shop_customer', index: expect.stringContaining('name') },
    });
    expect(await shop.drift()).toEqual([]);
    expect((await shop.service.environment(SCOPE, 'dev')).schemaAhead).toEqual([]);
    await change({ unique: 'global', maxLength: 200 });
    expect((await publish()).semver).toBe('2.0.0');
    expect(await shop.drift()).toEqual([]);
    expect(await shop.database.query('SELECT count(*) AS "n" FROM shop_customer')).toMatchObject([
      { n: LIMITS.copied_rows + 1 },
    ]);
  });

  it('goes out, and comes back, around what else changes', async () => {
    const number = fields().credit;
    await change({ unique: 'global' }, number);
    await publish();
    await change({ unique: 'global' });
    if (shop.database.engine !== 'mysql') {
      await publish();
      expect(await shop.drift()).toEqual([]);
      return;
    }
    await expect(publish()).rejects.toMatchObject({
      code: 'ONLINE_REFUSED',
      suggestion: expect.stringContaining('take the key out'),
    });
    await change({}, number);
    await publish();
    await change({});
    await publish();
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    await change({ unique: 'global' });
    await publish();
    expect(await shop.drift()).toEqual([]);
  });
}
