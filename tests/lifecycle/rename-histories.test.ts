/**
 * Proves whole lives of renames in production, on every engine: published, rolled back, promoted again, finalized, purged
 * and rolled back once more. At each rest the tables are those of the active version, nothing is left to plan, and every
 * row is there with its values under the names of that version.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

type Fields = Record<string, Record<string, unknown>>;
type Row = Readonly<Record<string, string | number | null>>;

const number = (label: string) => ({ type: 'number', label });

const FIRST: Fields = {
  name: text('Name'),
  a: text('A', { maxLength: 40 }),
  b: text('B', { maxLength: 40 }),
  c: text('C', { maxLength: 40 }),
  amount: number('Amount'),
};
const { amount: _amount, ...TEXTS } = FIRST;
const ADA: Row = { name: 'Ada', a: '1', b: '2', c: '3', amount: 4 };
const BOB: Row = { name: 'Bob', a: '5', b: '6', c: '7', amount: 8 };

interface History {
  readonly name: string;
  edit(shop: Altered): Promise<void>;
  /** The object afterwards; default: it keeps its name. */
  readonly table?: string;
  /** What holds the values of a column afterwards, where it is not the column itself. */
  readonly moved: Readonly<Record<string, string>>;
  /** What Ada's row holds afterwards beyond that. */
  readonly more?: Row;
  /** A name is needed for something else, so that only the catalog can be renamed. */
  readonly inSwitch: boolean;
}

const draftOf = (shop: Altered) => shop.service.openDraft(SCOPE, SHOP);

async function renameFields(
  shop: Altered,
  ...renames: readonly (readonly [string, string])[]
): Promise<void> {
  for (const [from, to] of renames)
    await shop.service.renameField(SCOPE, await draftOf(shop), 'shop_item', from, to);
}

const HISTORIES: readonly History[] = [
  {
    name: 'two columns exchange their names',
    edit: (shop) => renameFields(shop, ['a', 'x'], ['b', 'a'], ['x', 'b']),
    moved: { a: 'b', b: 'a' },
    inSwitch: true,
  },
  {
    name: 'three columns exchange their names in a circle',
    edit: (shop) => renameFields(shop, ['a', 'x'], ['c', 'a'], ['b', 'c'], ['x', 'b']),
    moved: { a: 'b', b: 'c', c: 'a' },
    inSwitch: true,
  },
  {
    name: 'each column of a chain takes the name of the next',
    edit: (shop) => renameFields(shop, ['c', 'd'], ['b', 'c'], ['a', 'b']),
    moved: { a: 'b', b: 'c', c: 'd' },
    inSwitch: true,
  },
  {
    name: 'a column gets another name and another type',
    edit: async (shop) => {
      await renameFields(shop, ['amount', 'total']);
      await shop.stage(object('shop_item', { ...TEXTS, total: text('Total') }));
    },
    moved: { amount: 'total' },
    inSwitch: false,
  },
  {
    name: 'a table and a column of it get other names',
    edit: async (shop) => {
      await shop.service.rename(
        SCOPE,
        await draftOf(shop),
        { type: 'object', name: 'shop_item' },
        'shop_thing',
      );
      await shop.service.renameField(SCOPE, await draftOf(shop), 'shop_thing', 'a', 'code');
    },
    table: 'shop_thing',
    moved: { a: 'code' },
    inSwitch: false,
  },
  {
    name: 'the column that a new one is made of gets another name',
    edit: async (shop) => {
      await renameFields(shop, ['a', 'code']);
      const { a, ...others } = FIRST;
      await shop.stage(object('shop_item', { ...others, code: a ?? {}, label: text('Label') }));
      await shop.service.stageConversion(SCOPE, await draftOf(shop), {
        object: 'shop_item',
        field: 'label',
        up: { op: 'concat', values: ['no. ', { op: 'column', name: 'code' }] },
      });
    },
    moved: { a: 'code' },
    more: { label: 'no. 1' },
    inSwitch: false,
  },
];

/** The order of renames is the plan's business, whatever the engine: one engine goes through all of them. */
const ON_SERVERS = HISTORIES.filter(({ name }) => !/circle|chain/.test(name));

describe('histories of renames · sqlite', () => suite(null));
describeServers('histories of renames', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  let first: string;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'production' });
    await shop.stage(object('shop_item', FIRST));
    first = (await publish()).packageVersionId;
    await finalize();
    await insert('shop_item', 'ada', ADA);
  });
  afterEach(() => shop.dispose());

  const targetEnv = 'dev';
  const publish = async () => shop.service.publish(SCOPE, await draftOf(shop), { targetEnv, force: true });
  const promote = (version: string) => shop.service.promote(SCOPE, version, { targetEnv, force: true });
  const rollback = (toVersionId = first) =>
    shop.service.rollback(SCOPE, { targetEnv, toVersionId, force: true });
  const finalize = () => shop.service.finalize(SCOPE, { targetEnv });
  const purge = () => shop.service.purge(SCOPE, { targetEnv, force: true });

  async function insert(table: string, id: string, row: Row): Promise<void> {
    const names = ['id', ...Object.keys(row)].map((name) => `"${name}"`).join(', ');
    const values = [id, ...Object.values(row)].map((value) =>
      typeof value === 'string' ? `'${value}'` : String(value),
    );
    await shop.alter(`INSERT INTO "${table}" (${names}) VALUES (${values.join(', ')})`);
  }

  async function rowsOf(table: string, columns: readonly string[]): Promise<readonly Row[]> {
    const names = columns.map((name) => shop.database.quoted(name)).join(', ');
    const rows = await shop.database.query(`SELECT ${names} FROM ${table} ORDER BY id`);
    return rows.map((row) => ({ ...row })) as readonly Row[];
  }

  /** What the database holds is what the active version asks for, and there is nothing to do to get there. */
  async function atRest(): Promise<void> {
    expect(await shop.drift()).toEqual([]);
    const [environment] = await shop.service.environments(SCOPE);
    const versionId = environment?.installations[0]?.versionId ?? '';
    const again = await shop.service.promote(SCOPE, versionId, { targetEnv, dryRun: true });
    expect(again.plan.steps).toEqual([]);
    const repair = await shop.service.reconcile(SCOPE, { targetEnv, mode: 'repair', dryRun: true });
    expect(repair).toMatchObject({ drift: [], foreign: [], plan: { steps: [] } });
  }

  it.each(server ? ON_SERVERS : HISTORIES)(
    'I-26 I-30 I-31: $name',
    async ({ edit, table = 'shop_item', moved, more, inSwitch }) => {
      const now = (row: Row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            moved[name] ?? name,
            moved[name] === 'total' ? String(value) : value,
          ]),
        );
      const [ada, bob] = [{ ...now(ADA), ...more }, now(BOB)];
      const old = async (...rows: readonly Row[]) => {
        await atRest();
        expect(await rowsOf('shop_item', Object.keys(ADA))).toEqual(rows);
      };
      const renamed = async (...rows: readonly Row[]) => {
        await atRest();
        expect(await rowsOf(table, Object.keys(now(ADA)))).toEqual(rows.map(now));
      };

      await edit(shop);
      const { plan, renames } = await shop.service.diff(SCOPE, await draftOf(shop), { targetEnv });
      expect(renames).toBe('online');
      const kinds = plan.steps.map(({ step }) => step.kind);
      expect(kinds.includes('rename_column')).toBe(inSwitch);
      expect(kinds.includes('add_shadow')).toBe(!inSwitch);
      if (inSwitch) expect(plan.hazards).toContain('breaks_old_readers');

      const { packageVersionId } = await publish();
      await renamed(ADA);
      expect(await rowsOf(table, Object.keys(ada))).toEqual([ada]);
      await insert(table, 'bob', bob);
      await rollback();
      await old(ADA, BOB);
      await finalize();
      await old(ADA, BOB);

      await promote(packageVersionId);
      await renamed(ADA, BOB);
      await finalize();
      await renamed(ADA, BOB);
      await rollback();
      await old(ADA, BOB);

      await promote(packageVersionId);
      await finalize();
      await purge();
      await renamed(ADA, BOB);
      await rollback();
      await finalize();
      await purge();
      await old(ADA, BOB);
      expect((await shop.service.environment(SCOPE, targetEnv)).held).toEqual([]);
    },
  );

  it.each([true, false])(
    'I-26 I-30 I-31: a name comes back two versions later (finalized between: %s)',
    async (finalized) => {
      await renameFields(shop, ['a', 'code']);
      const second = (await publish()).packageVersionId;
      await insert('shop_item', 'bob', { name: 'Bob', code: '5', b: '6', c: '7', amount: 8 });
      if (finalized) await finalize();
      await renameFields(shop, ['code', 'a']);
      await publish();
      const old = async () => {
        await atRest();
        expect(await rowsOf('shop_item', Object.keys(ADA))).toEqual([ADA, BOB]);
      };
      await old();
      if (finalized) await finalize();
      await rollback(second);
      await atRest();
      expect(await rowsOf('shop_item', ['name', 'code'])).toEqual([
        { name: 'Ada', code: '1' },
        { name: 'Bob', code: '5' },
      ]);
      if (finalized) await finalize();
      await rollback(first);
      await old();
      await finalize();
      await purge();
      await old();
    },
  );

  it('I-26 I-30 I-31: a jump over versions that rename a column three times and its table twice, and back', async () => {
    await shop.environment('next', 'staging');
    const versions: string[] = [];
    const toNext = async () => {
      const { packageVersionId } = await shop.service.publish(SCOPE, await draftOf(shop), {
        targetEnv: 'next',
      });
      versions.push(packageVersionId);
    };
    await shop.service.promote(SCOPE, first, { targetEnv: 'next' });
    await renameFields(shop, ['a', 'x'], ['b', 'a']);
    await toNext();
    await shop.service.rename(SCOPE, await draftOf(shop), { type: 'object', name: 'shop_item' }, 'shop_mid');
    await shop.service.renameField(SCOPE, await draftOf(shop), 'shop_mid', 'x', 'y');
    await toNext();
    await shop.service.rename(SCOPE, await draftOf(shop), { type: 'object', name: 'shop_mid' }, 'shop_thing');
    await shop.service.renameField(SCOPE, await draftOf(shop), 'shop_thing', 'y', 'b');
    await toNext();
    const last = versions.at(-1) as string;
    await promote(last);
    await atRest();
    const then = Object.keys(ADA);
    const exchanged = ({ a, b, ...row }: Row) => ({ ...row, a: b ?? null, b: a ?? null });
    expect(await rowsOf('shop_thing', then)).toEqual([exchanged(ADA)]);
    await insert('shop_thing', 'bob', exchanged(BOB));
    await rollback();
    await atRest();
    expect(await rowsOf('shop_item', then)).toEqual([ADA, BOB]);
    await promote(last);
    await finalize();
    await purge();
    await atRest();
    await rollback(versions[0]);
    await atRest();
    expect(await rowsOf('shop_item', ['x', 'a', 'c'])).toEqual([
      { x: '1', a: '2', c: '3' },
      { x: '5', a: '6', c: '7' },
    ]);
    await rollback();
    await finalize();
    await atRest();
    expect(await rowsOf('shop_item', then)).toEqual([ADA, BOB]);
  });

  it('I-26: an autonumber field gets another name in the switch, and its counter goes along, there and back', async () => {
    const counted = (name: string) => ({ [name]: { type: 'autonumber', label: 'No.' } });
    await shop.stage(object('shop_item', { ...FIRST, ...counted('no') }));
    first = (await publish()).packageVersionId;
    await finalize();
    const counts = async () =>
      (await shop.database.query('SELECT object, field, last_value FROM _objectstack_sequences')).map(
        ({ object: of, field, last_value }) => [of, field, Number(last_value)],
      );
    const create = async (field: string, name: string) => {
      const { metadata } = (await shop.service.artifact(SCOPE, targetEnv)) as {
        readonly metadata: { readonly objects: never };
      };
      await shop.database.driver.initObjects(metadata.objects);
      await shop.database.driver.create('shop_item', { name }, {} as never);
      const [row] = await shop.database.query(`SELECT ${field} AS n FROM shop_item WHERE name = '${name}'`);
      return Number(row?.n);
    };
    const one = await create('no', 'Cy');
    await renameFields(shop, ['no', 'serial']);
    const { plan } = await shop.service.diff(SCOPE, await draftOf(shop), { targetEnv });
    expect(plan.hazards).toContain('breaks_old_readers');
    await publish();
    await atRest();
    expect(await counts()).toEqual([['shop_item', 'serial', 1]]);
    const two = await create('serial', 'Di');
    await rollback();
    await atRest();
    expect(await counts()).toEqual([['shop_item', 'no', 2]]);
    expect([one, two, await create('no', 'Ed')]).toEqual([1, 2, 3]);
  });
}
