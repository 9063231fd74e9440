/** Proves that differences taken over into the draft end, with its publish, in no drift, on every engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { SHOP } from './shop.ts';

describe('adopt · sqlite', () => suite(null));
describeServers('adopt', suite);

type Edit = readonly [string, () => readonly string[], (body: Body) => void];
interface Body {
  readonly fields: Record<string, Record<string, unknown>>;
  readonly indexes?: readonly unknown[];
}

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server);
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "stage") VALUES ('c1', 'Ada', '555', 'new')`,
    );
  });
  afterEach(() => shop.dispose());

  const engine = server?.engine ?? 'sqlite';
  const adopt = () => shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'adopt' });
  const drafted = async (): Promise<Body> => {
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    const ref = { type: 'object', name: 'shop_customer' } as const;
    return (await shop.service.readItem(SCOPE, { ref, draft })).body as Body;
  };
  const dropIndex = (name: string) =>
    engine === 'mysql' ? `DROP INDEX "${name}" ON "shop_customer"` : `DROP INDEX "${name}"`;
  const dropUnique = (name: string) =>
    engine === 'postgres' ? `ALTER TABLE "shop_customer" DROP CONSTRAINT "${name}"` : dropIndex(name);
  const addUnique = (name: string, column: string) =>
    engine === 'postgres'
      ? `ALTER TABLE "shop_customer" ADD CONSTRAINT "${name}" UNIQUE ("${column}")`
      : `CREATE UNIQUE INDEX "${name}" ON "shop_customer" ("${column}")`;
  const words = {
    sqlite: { float: 'float', datetime: 'datetime', time: 'time', boolean: 'boolean', json: 'text' },
    postgres: { float: 'real', datetime: 'timestamptz', time: 'time', boolean: 'boolean', json: 'json' },
    mysql: {
      float: 'float(8,2)',
      datetime: 'datetime(3)',
      time: 'time(3)',
      boolean: 'tinyint(1)',
      json: 'json',
    },
  }[engine];
  const add = (definition: string) => `ALTER TABLE "shop_customer" ADD COLUMN ${definition}`;

  const edits: readonly Edit[] = [
    [
      'extra columns of every type',
      () => [
        add('"x_text" text'),
        add(`"x_float" ${words.float} DEFAULT '3'`),
        add(`"x_boolean" ${words.boolean} DEFAULT '1'`),
        add('"x_date" date'),
        add(`"x_datetime" ${words.datetime}`),
        add(`"x_time" ${words.time}`),
        add(`"x_json" ${words.json}`),
        add(`"x_required" varchar(20) NOT NULL DEFAULT 'a'`),
      ],
      ({ fields }) =>
        expect(fields).toMatchObject({
          x_text: { type: 'text', label: 'X text' },
          x_float: { type: 'number', defaultValue: 3 },
          x_boolean: { type: 'boolean', defaultValue: true },
          x_date: { type: 'date' },
          x_datetime: { type: 'datetime' },
          x_time: { type: 'time' },
          x_json: { type: engine === 'sqlite' ? 'text' : 'json' },
          x_required: { type: 'text', maxLength: 20, defaultValue: 'a', storage: { notNull: true } },
        }),
    ],
    [
      'an extra column with an index, and a unique one',
      () => [
        add('"nick" varchar(30)'),
        'CREATE INDEX "idx_nick" ON "shop_customer" ("nick")',
        addUnique('uniq_name_by_hand', 'stage'),
      ],
      ({ fields, indexes }) => {
        expect(fields.nick).toMatchObject({ type: 'text', maxLength: 30 });
        expect(indexes).toContainEqual({ name: 'idx_nick', fields: ['nick'] });
        expect(indexes).toContainEqual({ name: 'uniq_name_by_hand', fields: ['stage'], unique: 'global' });
      },
    ],
    [
      'a missing column, its index, and a missing uniqueness',
      () => [
        dropIndex('idx_stage'),
        'ALTER TABLE "shop_customer" DROP COLUMN "stage"',
        dropUnique('uniq_shop_customer_code'),
      ],
      ({ fields, indexes }) => {
        expect(fields).not.toHaveProperty('stage');
        expect(fields.code).toMatchObject({ unique: false });
        expect(indexes).toEqual([]);
      },
    ],
    [
      'a changed type, default and nullability',
      () =>
        ({
          sqlite: [
            dropIndex('idx_stage'),
            dropIndex('uniq_shop_customer_code'),
            'ALTER TABLE "shop_customer" DROP COLUMN "stage"',
            'ALTER TABLE "shop_customer" DROP COLUMN "code"',
            'ALTER TABLE "shop_customer" DROP COLUMN "born"',
            add(`"stage" varchar(255) DEFAULT 'old'`),
            add('"code" varchar(60)'),
            add('"born" datetime'),
            'CREATE INDEX "idx_stage" ON "shop_customer" ("stage")',
            addUnique('uniq_shop_customer_code', 'code'),
          ],
          postgres: [
            'ALTER TABLE "shop_customer" ALTER COLUMN "stage" DROP NOT NULL',
            `ALTER TABLE "shop_customer" ALTER COLUMN "stage" SET DEFAULT 'old'`,
            'ALTER TABLE "shop_customer" ALTER COLUMN "code" TYPE varchar(60)',
            'ALTER TABLE "shop_customer" ALTER COLUMN "born" TYPE timestamptz',
          ],
          mysql: [
            `ALTER TABLE "shop_customer" MODIFY COLUMN "stage" varchar(255) DEFAULT 'old'`,
            'ALTER TABLE "shop_customer" MODIFY COLUMN "code" varchar(60)',
            'ALTER TABLE "shop_customer" MODIFY COLUMN "born" datetime(3)',
          ],
        })[engine],
      ({ fields }) => {
        expect(fields.stage).toEqual({ type: 'phone', label: 'Stage', defaultValue: 'old' });
        expect(fields.code).toMatchObject({ type: 'phone', maxLength: 60 });
        expect(fields.born).toMatchObject({ type: 'datetime', label: 'Born' });
      },
    ],
  ];

  it.each(edits)('%s', async (_name, statements, proves) => {
    await shop.alter(...statements());
    const drift = await shop.service.drift(SCOPE, 'dev');
    expect(drift.length).toBeGreaterThan(0);
    const result = await adopt();
    expect(result).toMatchObject({ package: SHOP, notAdopted: [], staged: ['object/shop_customer'] });
    expect(result.adopted).toEqual(drift.map((entry) => ({ ...entry, ref: 'object/shop_customer' })));
    proves(await drafted());
    expect(await shop.service.drift(SCOPE, 'dev')).toEqual(drift);
    await shop.publish();
    expect(await shop.drift()).toEqual([]);
    expect(await shop.database.query('SELECT id FROM shop_customer')).toEqual([{ id: 'c1' }]);
    expect((await adopt()).staged).toEqual([]);
  });
}

describe.each(['rename', 'replace'] as const)(
  'a column that was renamed by hand, answered with %s',
  (answer) => {
    let shop: Altered;
    beforeEach(async () => {
      shop = await alteredShop(null);
      await shop.alter(
        `INSERT INTO "shop_customer" ("id", "code", "stage") VALUES ('c1', '555', 'new')`,
        'ALTER TABLE "shop_customer" RENAME COLUMN "stage" TO "phase"',
      );
    });
    afterEach(() => shop.dispose());

    it('is asked about and keeps its values either way', async () => {
      expect(await shop.drift()).toEqual([
        'missing column shop_customer.stage',
        'extra column shop_customer.phase',
        'changed index shop_customer.idx_stage',
      ]);
      expect(await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'adopt' })).toMatchObject({
        notAdopted: [],
      });
      const draft = await shop.service.openDraft(SCOPE, SHOP);
      const [question] = (await shop.service.status(SCOPE, draft)).questions;
      expect(question).toMatchObject({ from: 'stage', candidates: ['phase'] });
      await shop.service.answer(
        SCOPE,
        draft,
        question?.id ?? '',
        answer === 'rename' ? { renameTo: 'phase' } : { replace: true },
      );
      await shop.publish();
      expect(await shop.drift()).toEqual([]);
      expect(await shop.database.query('SELECT phase FROM shop_customer')).toEqual([{ phase: 'new' }]);
    });
  },
);

describe('adopt, in detail', () => {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(null);
  });
  afterEach(() => shop.dispose());
  const adopt = (packageId?: string) =>
    shop.service.reconcile(SCOPE, {
      targetEnv: 'dev',
      mode: 'adopt',
      ...(packageId === undefined ? {} : { packageId }),
    });

  it('says what it does not take over, and why', async () => {
    await shop.alter(
      'DROP TABLE "shop_order"',
      'CREATE TABLE "theirs" ("id" integer)',
      'ALTER TABLE "shop_customer" ADD COLUMN "amount" integer',
      'ALTER TABLE "shop_customer" ADD COLUMN "Odd Name" text',
      'ALTER TABLE "shop_customer" ADD COLUMN "fine" text',
      'ALTER TABLE "shop_customer" DROP COLUMN "created_by"',
      'CREATE INDEX "partial" ON "shop_customer" ("born") WHERE "born" IS NOT NULL',
    );
    const { adopted, notAdopted } = await adopt();
    expect(adopted).toMatchObject([
      { kind: 'extra', what: 'column', column: 'fine', ref: 'object/shop_customer' },
    ]);
    expect(
      notAdopted.map(({ table, column, index, reason }) => [column ?? index ?? table, reason]).sort(),
    ).toEqual([
      ['Odd Name', 'no field can have this name'],
      ['amount', 'no field has this type: integer'],
      ['created_by', 'the platform or another package asks for this column, not a field of the object'],
      ['partial', 'no index of an object is made like this'],
      ['shop_order', 'a whole table is missing: repair makes it again, or delete its object'],
    ]);
  });

  it('what is adopted in part and repaired for the rest leaves no drift', async () => {
    await shop.alter(
      'DROP TABLE "shop_order"',
      'ALTER TABLE "shop_customer" ADD COLUMN "amount" integer',
      'ALTER TABLE "shop_customer" ADD COLUMN "fine" text',
    );
    await adopt();
    await shop.publish();
    expect(await shop.drift()).toEqual(['extra column shop_customer.amount', 'missing table shop_order']);
    await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair' });
    expect(await shop.drift()).toEqual([]);
  });

  it('keeps what the draft holds already, in one step that undo takes back', async () => {
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    const ref = { type: 'object', name: 'shop_customer' } as const;
    const { body } = await shop.service.readItem(SCOPE, { ref, draft });
    await shop.stage({ ...(body as Record<string, unknown>), label: 'Client' });
    await shop.alter('ALTER TABLE "shop_customer" ADD COLUMN "fine" text');
    await adopt();
    const after = await shop.service.readItem(SCOPE, { ref, draft });
    expect(after.body).toMatchObject({ label: 'Client', fields: { fine: { type: 'text' } } });
    await shop.service.undo(SCOPE, draft);
    expect((await shop.service.readItem(SCOPE, { ref, draft })).body).not.toHaveProperty('fields.fine');
  });

  it('the plan that diff shows is the plan that is published, and elsewhere it does the work', async () => {
    await shop.service.addEnvironment(SCOPE, {
      name: 'prod',
      type: 'production',
      databaseUrl: `sqlite:${shop.databaseOf('prod')}`,
    });
    const [first] = await shop.service.versions(SCOPE, SHOP);
    await shop.service.promote(SCOPE, first?.id ?? '', { targetEnv: 'prod' });
    await shop.alter('ALTER TABLE "shop_customer" ADD COLUMN "fine" text');
    await adopt();
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    const shown = (await shop.service.diff(SCOPE, draft, { targetEnv: 'dev' })).plan;
    expect(shown.steps).toEqual([]);
    const elsewhere = (await shop.service.diff(SCOPE, draft, { targetEnv: 'prod' })).plan;
    expect(elsewhere.steps.map(({ step }) => step.kind)).toEqual(['add_column']);
    const published = await shop.service.publish(SCOPE, draft, {
      targetEnv: 'dev',
      expectPlanHash: shown.planHash,
    });
    expect(published.semver).toBe('1.1.0');
    await shop.service.promote(SCOPE, published.packageVersionId, { targetEnv: 'prod' });
    expect(await shop.service.drift(SCOPE, 'prod')).toEqual([]);
  });

  it('a column that could not hold every value that is there is still in the way', async () => {
    await shop.alter('ALTER TABLE "shop_customer" ADD COLUMN "fine" text');
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    const ref = { type: 'object', name: 'shop_customer' } as const;
    const body = (await shop.service.readItem(SCOPE, { ref, draft })).body as Body;
    const fields = { ...body.fields, fine: { type: 'number', label: 'Fine' } };
    await shop.stage({ ...(body as unknown as Record<string, unknown>), name: 'shop_customer', fields });
    await expect(shop.publish()).rejects.toMatchObject({ code: 'SCHEMA_DRIFT' });
  });

  it('a publish that stopped after it found its column there goes on with what it found', async () => {
    await shop.alter('ALTER TABLE "shop_customer" ADD COLUMN "fine" text');
    await adopt();
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    const ref = { type: 'object', name: 'shop_customer' } as const;
    const body = (await shop.service.readItem(SCOPE, { ref, draft })).body as Body;
    const fields = { ...body.fields, finer: { type: 'text', label: 'Finer' } };
    await shop.stage({ ...(body as unknown as Record<string, unknown>), name: 'shop_customer', fields });
    const held = await shop.service.publish(SCOPE, draft, { targetEnv: 'dev', hold: true });
    expect(held).toMatchObject({ state: 'applied' });
    expect(held.plan.steps.map(({ step }) => step.id)).toEqual(['expand:add_column:shop_customer.finer']);
    expect(await shop.service.activate(SCOPE, { targetEnv: 'dev' })).toMatchObject({ state: 'finished' });
    expect(await shop.drift()).toEqual([]);
  });

  it('refuses a package that the environment does not run', async () => {
    await expect(adopt('com.example.other')).rejects.toMatchObject({ code: 'USAGE_INVALID' });
  });
});
