/** Proves that a repair brings tables that somebody altered back to what the version needs, on every engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';

describe('repair · sqlite', () => suite(null));
describeServers('repair', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server);
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "stage") VALUES ('c1', 'Ada', '555', 'new')`,
    );
  });
  afterEach(() => shop.dispose());

  const repair = (options: { readonly force?: boolean } = {}) =>
    shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', ...options });
  const engine = server?.engine ?? 'sqlite';
  const retyped = (column: string, type: string) =>
    ({
      sqlite: [
        `ALTER TABLE "shop_customer" DROP COLUMN "${column}"`,
        `ALTER TABLE "shop_customer" ADD COLUMN "${column}" ${type}`,
      ],
      postgres: [
        `ALTER TABLE "shop_customer" ALTER COLUMN "${column}" TYPE ${type} USING "${column}"::${type}`,
      ],
      mysql: [`ALTER TABLE "shop_customer" MODIFY COLUMN "${column}" ${type}`],
    })[engine];
  const dropIndex = (name: string) =>
    engine === 'mysql' ? `DROP INDEX "${name}" ON "shop_customer"` : `DROP INDEX "${name}"`;

  const cases: readonly (readonly [string, () => readonly string[], readonly string[]])[] = [
    ['a missing table', () => ['DROP TABLE "shop_order"'], ['missing table shop_order']],
    [
      'a missing column and what was indexed with it',
      () => [dropIndex('idx_stage'), 'ALTER TABLE "shop_customer" DROP COLUMN "stage"'],
      ['missing column shop_customer.stage', 'missing index shop_customer.idx_stage'],
    ],
    [
      'an extra column with values',
      () => [
        'ALTER TABLE "shop_customer" ADD COLUMN "by_hand" varchar(9)',
        `UPDATE "shop_customer" SET "by_hand" = 'x'`,
      ],
      ['extra column shop_customer.by_hand'],
    ],
    [
      'an extra column of a type that no field has',
      () => [`ALTER TABLE "shop_customer" ADD COLUMN "by_hand" integer NOT NULL DEFAULT 0`],
      ['extra column shop_customer.by_hand'],
    ],
    ['a missing index', () => [dropIndex('idx_stage')], ['missing index shop_customer.idx_stage']],
    [
      'extra indexes',
      () => [
        'CREATE INDEX "by_hand" ON "shop_customer" ("born")',
        'CREATE UNIQUE INDEX "unique_by_hand" ON "shop_customer" ("stage", "born")',
        'CREATE INDEX "downwards" ON "shop_customer" ("born" DESC)',
      ],
      [
        'extra index shop_customer.by_hand',
        'extra index shop_customer.downwards',
        'extra index shop_customer.unique_by_hand',
      ],
    ],
    [
      'a changed index',
      () => [dropIndex('idx_stage'), 'CREATE UNIQUE INDEX "idx_stage" ON "shop_customer" ("born")'],
      ['changed index shop_customer.idx_stage'],
    ],
    [
      'a column of another type',
      () => retyped('credit', 'varchar(60)'),
      ['changed type shop_customer.credit'],
    ],
    [
      'a number that somebody made a whole one',
      () => retyped('credit', engine === 'mysql' ? 'int' : 'integer'),
      ['changed type shop_customer.credit'],
    ],
    [
      'a number that somebody made a decimal',
      () => retyped('credit', 'decimal(10,2) DEFAULT 5'.slice(0, engine === 'postgres' ? 13 : undefined)),
      ['changed type shop_customer.credit'],
    ],
    ['a column that takes less', () => retyped('name', 'varchar(60)'), ['changed type shop_customer.name']],
    [
      'changed defaults, one of them an expression',
      () =>
        engine === 'sqlite'
          ? [
              'ALTER TABLE "shop_customer" DROP COLUMN "born"',
              'ALTER TABLE "shop_customer" DROP COLUMN "credit"',
              `ALTER TABLE "shop_customer" ADD COLUMN "born" date DEFAULT (1 + 1)`.replace('(1 + 1)', '2'),
              `ALTER TABLE "shop_customer" ADD COLUMN "credit" float DEFAULT '7'`,
            ]
          : [
              `ALTER TABLE "shop_customer" ALTER COLUMN "born" SET DEFAULT (${engine === 'mysql' ? 'curdate()' : 'current_date + 1'})`,
              'ALTER TABLE "shop_customer" ALTER COLUMN "credit" SET DEFAULT 7',
            ],
      ['changed default shop_customer.born', 'changed default shop_customer.credit'],
    ],
    [
      'changed nullability, in both directions',
      () =>
        ({
          sqlite: [
            dropIndex('idx_stage'),
            'ALTER TABLE "shop_customer" DROP COLUMN "stage"',
            `ALTER TABLE "shop_customer" ADD COLUMN "stage" varchar(255) DEFAULT 'new'`,
            'CREATE INDEX "idx_stage" ON "shop_customer" ("stage")',
            'UPDATE "shop_customer" SET "stage" = NULL',
            'ALTER TABLE "shop_customer" DROP COLUMN "born"',
            `ALTER TABLE "shop_customer" ADD COLUMN "born" date NOT NULL DEFAULT '2020-01-01'`,
          ],
          postgres: [
            'ALTER TABLE "shop_customer" ALTER COLUMN "stage" DROP NOT NULL',
            'UPDATE "shop_customer" SET "stage" = NULL',
            `UPDATE "shop_customer" SET "born" = '2020-01-01'`,
            'ALTER TABLE "shop_customer" ALTER COLUMN "born" SET NOT NULL',
          ],
          mysql: [
            `ALTER TABLE "shop_customer" MODIFY COLUMN "stage" varchar(255) NULL DEFAULT 'new'`,
            'UPDATE "shop_customer" SET "stage" = NULL',
            `UPDATE "shop_customer" SET "born" = '2020-01-01'`,
            'ALTER TABLE "shop_customer" MODIFY COLUMN "born" date NOT NULL',
          ],
        })[engine],
      ['changed nullability shop_customer.born', 'changed nullability shop_customer.stage'],
    ],
  ];

  it.each(cases)('%s', async (_name, statements, expected) => {
    await shop.alter(...statements());
    expect(await shop.drift()).toEqual(expect.arrayContaining([...expected]));
    const result = await repair();
    expect(result).toMatchObject({ mode: 'repair', state: 'finished', drift: [] });
    expect(await shop.drift()).toEqual([]);
    expect(await shop.database.query('SELECT * FROM shop_customer')).toMatchObject([{ id: 'c1' }]);
    expect((await shop.service.environment(SCOPE, 'dev')).openRuns).toEqual([]);
  });

  it('a whole number comes back with its values, or not at all where one would be another', async () => {
    await shop.alter(...retyped('credit', engine === 'mysql' ? 'int' : 'bigint'));
    const set = (value: number) => shop.alter(`UPDATE "shop_customer" SET "credit" = ${value}`);
    if (engine !== 'sqlite') {
      // float(8,2) has six digits before the point, real 24 bits.
      await set(engine === 'mysql' ? 1_234_567 : 16_777_217);
      const preview = await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', dryRun: true });
      expect('preflight' in preview && preview.preflight).toMatchObject([
        { check: engine === 'mysql' ? 'uncastable' : 'changed_values', column: 'credit', count: 1 },
      ]);
      if (engine === 'mysql') await expect(repair()).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    }
    await set(999_999);
    expect(await repair()).toMatchObject({ state: 'finished', drift: [] });
    expect(await shop.database.query('SELECT credit FROM shop_customer')).toEqual([{ credit: 999_999 }]);
  });

  it.each(['smallint', engine === 'mysql' ? 'int' : 'integer'])(
    'in production %s comes back without force where no number can become another one',
    async (type) => {
      await shop.dispose();
      shop = await alteredShop(server, { type: 'production' });
      const row = `('c1', 'Ada', '555', 'new', 30000)`;
      await shop.alter(
        `INSERT INTO "shop_customer" ("id", "name", "code", "stage", "credit") VALUES ${row}`,
        ...retyped('credit', type),
      );
      // Of four bytes or more a real, and of eight a double, holds no more than the first digits.
      const keeps = engine === 'mysql' || (engine === 'postgres' && type === 'smallint');
      if (!keeps)
        await expect(repair()).rejects.toMatchObject({
          code: 'DESTRUCTIVE_BLOCKED',
          details: { changes: [{ column: 'credit' }] },
        });
      expect(await repair({ force: !keeps })).toMatchObject({ state: 'finished', drift: [] });
      const expected = engine === 'sqlite' ? null : 30_000;
      expect(await shop.database.query('SELECT credit FROM shop_customer')).toEqual([{ credit: expected }]);
    },
  );

  it('all of it at once, beside tables that are not ours', async () => {
    await shop.alter('CREATE TABLE "theirs" ("id" integer)', 'CREATE TABLE "sys_cache" ("id" integer)');
    for (const [name, statements] of cases.filter(([name]) => /extra|table|takes less/.test(name))) {
      expect(name).not.toBe('');
      const again = statements().filter((sql) => !sql.includes('"by_hand" integer'));
      await shop.alter(...again);
    }
    const before = await shop.service.driftReport(SCOPE, 'dev');
    expect(before.foreign).toEqual([
      { table: 'sys_cache', whose: 'runtime' },
      { table: 'theirs', whose: 'unknown' },
    ]);
    expect(await repair()).toMatchObject({ repaired: before.drift, drift: [], foreign: before.foreign });
    expect(await shop.database.query('SELECT * FROM theirs')).toEqual([]);
    const { held } = await shop.service.environment(SCOPE, 'dev');
    expect(held.map(({ name }) => name)).toContain('shop_customer.by_hand');
  });
}
