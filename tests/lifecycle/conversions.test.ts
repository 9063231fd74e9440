/**
 * Proves that what an author says of values is what rows hold, on every engine: while the old version writes on, over
 * skipped versions, and on the way back, before and after finalize, with rows that were written in between.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

type Fields = Record<string, Record<string, unknown>>;

const col = (name: string) => ({ op: 'column', name });
const calculated = (operator: '*' | '/', name: string) => ({
  op: 'arithmetic',
  operator,
  left: col(name),
  right: 100,
});
const number = (label: string) => ({ type: 'number', label });
const select = (values: readonly string[], rest: Record<string, unknown> = {}) => ({
  type: 'select',
  label: 'State',
  options: values.map((value) => ({ label: value, value })),
  ...rest,
});

const FIRST: Fields = {
  name: text('Name'),
  code: text('Code'),
  price: number('Price'),
  state: select(['new', 'won', 'lost']),
  tags: { ...select(['red', 'blue'], { label: 'Tags' }), type: 'multiselect' },
};

describe('stated values · sqlite', () => suite(null));
describeServers('stated values', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
    await shop.stage(object('shop_item', FIRST));
    await shop.publish();
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    await insert('a', { name: 'Ada', code: 'EU-1', price: 250, state: 'won', tags: '["red","blue"]' });
    await insert('b', { name: 'Bob', code: 'US-22', price: 1050, state: 'new', tags: null });
  });
  afterEach(() => shop.dispose());

  const draft = () => shop.service.openDraft(SCOPE, SHOP);
  const insert = (id: string, row: Readonly<Record<string, string | number | null>>) => {
    const names = ['id', ...Object.keys(row)].map((name) => shop.database.quoted(name)).join(', ');
    const values = [id, ...Object.values(row)].map((value) =>
      typeof value === 'string' ? `'${value}'` : String(value),
    );
    return shop.database.query(`INSERT INTO shop_item (${names}) VALUES (${values.join(', ')})`);
  };
  const rows = async (...columns: readonly string[]) => {
    const names = ['id', ...columns].map((name) => shop.database.quoted(name)).join(', ');
    const found = await shop.database.query(`SELECT ${names} FROM shop_item ORDER BY id`);
    return found.map((row) => ['id', ...columns].map((name) => row[name]));
  };
  const without = (...names: readonly string[]): Fields =>
    Object.fromEntries(Object.entries(FIRST).filter(([name]) => !names.includes(name)));
  const convert = async (field: string, stated: Record<string, unknown>) =>
    shop.service.stageConversion(SCOPE, await draft(), { object: 'shop_item', field, ...stated });
  const publish = async (more: Record<string, unknown> = {}) =>
    shop.service.publish(SCOPE, await draft(), { targetEnv: 'dev', force: true, ...more });
  const rollback = () => shop.service.rollback(SCOPE, { targetEnv: 'dev', force: true });
  const finalize = () => shop.service.finalize(SCOPE, { targetEnv: 'dev' });

  async function splitCode(): Promise<void> {
    await shop.stage(
      object('shop_item', { ...without('code'), region: text('Region'), serial: text('Serial') }),
    );
    await convert('region', { up: { op: 'substring', value: col('code'), start: 1, length: 2 } });
    await convert('serial', { up: { op: 'substring', value: col('code'), start: 4 } });
    await convert('code', { down: { op: 'concat', values: [col('region'), '-', col('serial')] } });
    const { questions } = await shop.service.status(SCOPE, await draft());
    for (const { id } of questions) await shop.service.answer(SCOPE, await draft(), id, { replace: true });
  }

  it('one field becomes two while the old version writes on, and comes back with what was written since', async () => {
    await splitCode();
    expect((await publish({ hold: true })).state).toBe('applied');
    await insert('c', { code: 'AS-3' });
    await shop.alter(`UPDATE "shop_item" SET "code" = 'EU-9' WHERE "id" = 'a'`);
    await shop.service.activate(SCOPE, { targetEnv: 'dev' });
    expect(await rows('region', 'serial')).toEqual([
      ['a', 'EU', '9'],
      ['b', 'US', '22'],
      ['c', 'AS', '3'],
    ]);
    await insert('d', { region: 'AF', serial: '4' });
    await shop.alter(`UPDATE "shop_item" SET "serial" = '23' WHERE "id" = 'b'`);
    await rollback();
    expect(await shop.drift()).toEqual([]);
    expect(await rows('code')).toEqual([
      ['a', 'EU-9'],
      ['b', 'US-23'],
      ['c', 'AS-3'],
      ['d', 'AF-4'],
    ]);
    // It is the old version's own again.
    await shop.alter(`UPDATE "shop_item" SET "code" = 'XX-1' WHERE "id" = 'd'`);
    await insert('e', { code: 'odd' });
    expect((await rows('code')).slice(3)).toEqual([
      ['d', 'XX-1'],
      ['e', 'odd'],
    ]);
  });

  it('I-31: what a new field is filled with goes aside with it, and so does what was written to it', async () => {
    await shop.stage(object('shop_item', { ...FIRST, phone: text('Phone') }));
    await convert('phone', { fill: 'none' });
    const { packageVersionId } = (await publish()) as { readonly packageVersionId: string };
    await shop.alter(`UPDATE "shop_item" SET "phone" = '+49' WHERE "id" = 'b'`);
    await rollback();
    expect(await shop.drift()).toEqual([]);
    await insert('c', { code: 'AS-3' });
    await finalize();
    await shop.service.rollback(SCOPE, { targetEnv: 'dev', toVersionId: packageVersionId, force: true });
    expect(await shop.drift()).toEqual([]);
    expect(await rows('phone')).toEqual([
      ['a', 'none'],
      ['b', '+49'],
      ['c', null],
    ]);
  });

  it('I-31: what is written along in the form of a skipped version is not taken for that of the one between', async () => {
    await shop.stage(object('shop_item', { ...FIRST, size: text('Size') }));
    const plain = (await publish()) as { readonly packageVersionId: string };
    await insert('c', { size: '7' });
    const size = { op: 'cast', value: col('size'), to: 'number' } as const;
    const by = (operator: '+' | '-') =>
      ({ op: 'cast', to: 'text', value: { op: 'arithmetic', operator, left: size, right: 1000 } }) as const;
    await convert('size', { up: by('+'), down: by('-') });
    const between = (await publish()) as { readonly packageVersionId: string };
    await shop.stage(object('shop_item', { ...FIRST, size: { type: 'number', label: 'Size' } }));
    const last = (await publish()) as { readonly packageVersionId: string };
    const values = async () => (await rows('size')).map(([id, value]) => [id, String(value)]).slice(2);
    expect(await values()).toEqual([['c', '1007']]);
    const go = (to: { readonly packageVersionId: string }) =>
      shop.service.rollback(SCOPE, { targetEnv: 'dev', toVersionId: to.packageVersionId, force: true });
    await go(plain);
    await finalize();
    expect(await values()).toEqual([['c', '7']]);
    await go(last);
    expect(await values()).toEqual([['c', '1007']]);
    await go(between);
    expect(await values()).toEqual([['c', '1007']]);
    expect(await shop.drift()).toEqual([]);
  });

  it('I-31: a field that goes, with a way back that reads no other, comes back as it went', async () => {
    await shop.stage(object('shop_item', without('code')));
    await convert('code', { down: 'lost' });
    await publish();
    await insert('c', {});
    await rollback();
    expect(await shop.drift()).toEqual([]);
    expect(await rows('code')).toEqual([
      ['a', 'EU-1'],
      ['b', 'US-22'],
      ['c', null],
    ]);
  });

  it.each([undefined, 'EU-0'])(
    'I-31: an old client that is there still after the switch loses nothing of what it writes, default %s',
    async (defaultValue) => {
      if (defaultValue !== undefined) {
        const code = { ...text('Code'), maxLength: 20, defaultValue };
        await shop.stage(object('shop_item', { ...FIRST, code }));
        await publish();
        await finalize();
      }
      await splitCode();
      await publish();
      await insert('old', { name: 'Old', code: 'EU-7' });
      await insert('new', { name: 'New', region: 'AF', serial: '4' });
      await shop.alter(`UPDATE "shop_item" SET "name" = 'Older' WHERE "id" = 'old'`);
      await rollback();
      expect((await rows('code')).slice(2)).toEqual([
        ['new', 'AF-4'],
        ['old', 'EU-7'],
      ]);
    },
  );

  it('I-31: nor of a number, whose default is no word of anybody', async () => {
    const price = { ...number('Price'), defaultValue: 5 };
    await shop.stage(object('shop_item', { ...FIRST, price }));
    await publish();
    await finalize();
    await shop.stage(object('shop_item', { ...without('price'), cents: number('Cents') }));
    await convert('cents', { up: calculated('*', 'price') });
    await convert('price', { down: calculated('/', 'cents') });
    const { questions } = await shop.service.status(SCOPE, await draft());
    for (const { id } of questions) await shop.service.answer(SCOPE, await draft(), id, { replace: true });
    await publish();
    await insert('new', { cents: 700 });
    await insert('old', { price: 9 });
    await rollback();
    expect((await rows('price')).slice(2)).toEqual([
      ['new', 7],
      ['old', 9],
    ]);
  });

  it('and comes back after finalize too, from the two', async () => {
    await splitCode();
    await publish();
    await finalize();
    expect(await shop.drift()).toEqual([]);
    await insert('d', { region: 'AF', serial: '4' });
    await rollback();
    expect(await rows('code')).toEqual([
      ['a', 'EU-1'],
      ['b', 'US-22'],
      ['d', 'AF-4'],
    ]);
    await finalize();
    expect(await shop.drift()).toEqual([]);
  });

  it.each(['before', 'after'])('cents become euros and come back as cents %s finalize', async (when) => {
    await shop.stage(object('shop_item', FIRST, { description: 'in euros' }));
    await convert('price', { up: calculated('/', 'price'), down: calculated('*', 'price') });
    expect((await publish({ hold: true })).state).toBe('applied');
    await insert('c', { price: 75 });
    await shop.service.activate(SCOPE, { targetEnv: 'dev' });
    expect(await rows('price')).toEqual([
      ['a', 2.5],
      ['b', 10.5],
      ['c', 0.75],
    ]);
    await insert('d', { price: 3.5 });
    if (when === 'after') await finalize();
    await rollback();
    expect(await rows('price')).toEqual([
      ['a', 250],
      ['b', 1050],
      ['c', 75],
      ['d', 350],
    ]);
    await finalize();
    expect(await shop.drift()).toEqual([]);
  });

  const OPTIONS: Fields = {
    ...FIRST,
    state: select(['new', 'closed', 'lost']),
    tags: { ...select(['crimson', 'blue'], { label: 'Tags' }), type: 'multiselect' },
  };
  const lists = async () => (await rows('tags')).map(([id, list]) => [id, listOf(list)]);

  it('an option gets another value: rows are mapped, also those that the old version still writes', async () => {
    await shop.stage(object('shop_item', OPTIONS));
    const refused = await publish({ force: false }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'PREFLIGHT_FAILED',
      details: {
        findings: [
          { check: 'retired_choices', column: 'state', count: 1, keys: ['a'] },
          { check: 'retired_choices', column: 'tags', count: 1, keys: ['a'] },
        ],
      },
    });
    await convert('state', { map: [{ from: 'won', to: 'closed' }] });
    await convert('tags', { map: [{ from: 'red', to: 'crimson' }] });
    expect((await publish({ hold: true, force: false })).state).toBe('applied');
    await insert('c', { state: 'won', tags: '["red"]' });
    await shop.service.activate(SCOPE, { targetEnv: 'dev' });
    expect(await rows('state')).toEqual([
      ['a', 'closed'],
      ['b', 'new'],
      ['c', 'closed'],
    ]);
    expect(await lists()).toEqual([
      ['a', ['crimson', 'blue']],
      ['b', null],
      ['c', ['crimson']],
    ]);
    await insert('d', { state: 'closed', tags: '["blue","crimson"]' });
    await rollback();
    expect(await rows('state')).toEqual([
      ['a', 'won'],
      ['b', 'new'],
      ['c', 'won'],
      ['d', 'won'],
    ]);
    expect((await lists()).at(-1)).toEqual(['d', ['blue', 'red']]);
  });

  it('what is said of an object that is new in the draft must be there too', async () => {
    await shop.stage(object('shop_new', { name: text('Name') }));
    const state = async (field: string, up: Record<string, unknown>) =>
      shop.service.stageConversion(SCOPE, await draft(), { object: 'shop_new', field, up });
    for (const [field, read] of [
      ['nope', 'name'],
      ['name', 'nope'],
      ['toString', 'name'],
      ['name', '__proto__'],
    ] as const)
      await expect(state(field, col(read)), `${field} from ${read}`).rejects.toMatchObject({
        code: 'EXPRESSION_INVALID',
      });
    await state('name', { op: 'concat', values: [col('name'), '!'] });
    await publish();
  });

  it.each(['in_switch', 'online'] as const)(
    'values change with their name (renames: %s), and both come back',
    async (renames) => {
      const open = await draft();
      await shop.service.renameField(SCOPE, open, 'shop_item', 'state', 'stage');
      const { state: _state, ...rest } = FIRST;
      await shop.stage(object('shop_item', { ...rest, stage: select(['new', 'closed', 'lost']) }));
      await convert('stage', { map: [{ from: 'won', to: 'closed' }] });
      expect((await publish({ renames, hold: true })).state).toBe('applied');
      await insert('c', { state: 'won' });
      await shop.alter(`UPDATE "shop_item" SET "state" = 'won' WHERE "id" = 'b'`);
      await shop.service.activate(SCOPE, { targetEnv: 'dev' });
      expect(await rows('stage')).toEqual([
        ['a', 'closed'],
        ['b', 'closed'],
        ['c', 'closed'],
      ]);
      await insert('d', { stage: 'closed' });
      await shop.alter(`UPDATE "shop_item" SET "stage" = 'lost' WHERE "id" = 'a'`);
      await rollback();
      expect(await rows('state')).toEqual([
        ['a', 'lost'],
        ['b', 'won'],
        ['c', 'won'],
        ['d', 'won'],
      ]);
      expect(await shop.drift()).toEqual([]);
    },
  );

  it('a required field is filled by what others hold, or says what would fill it', async () => {
    const required = { ...text('Label'), storage: { notNull: true } };
    await shop.stage(object('shop_item', { ...FIRST, label: required }));
    const refused = await publish().catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'BACKFILL_REQUIRED',
      details: { findings: [{ table: 'shop_item', column: 'label', count: 2 }] },
      suggestion: expect.stringContaining('mda stage convert shop_item label --fill'),
    });
    await convert('label', { up: { op: 'concat', values: [col('name'), ' ', col('code')] } });
    expect((await publish({ hold: true })).state).toBe('applied');
    await insert('c', { name: 'Cy', code: 'X-1' });
    await shop.service.activate(SCOPE, { targetEnv: 'dev' });
    expect(await rows('label')).toEqual([
      ['a', 'Ada EU-1'],
      ['b', 'Bob US-22'],
      ['c', 'Cy X-1'],
    ]);
    await finalize();
    await expect(insert('d', { label: null })).rejects.toThrow();
    expect(await shop.drift()).toEqual([]);
  });

  it('a field that becomes required fills its empty values in place, with what the author says', async () => {
    await shop.alter(`UPDATE "shop_item" SET "code" = NULL WHERE "id" = 'b'`);
    await shop.stage(
      object('shop_item', { ...FIRST, code: { ...text('Code'), storage: { notNull: true } } }),
    );
    expect(await publish().catch((error: unknown) => error)).toMatchObject({ code: 'BACKFILL_REQUIRED' });
    await convert('code', { fill: { op: 'concat', values: ['NO-', col('name')] } });
    await publish();
    expect(await rows('code')).toEqual([
      ['a', 'EU-1'],
      ['b', 'NO-Bob'],
    ]);
  });

  it('a production that skips versions gets what it would have got one by one, and goes back in one step', async () => {
    const [first] = await shop.service.versions(SCOPE, SHOP);
    await shop.environment('next', 'staging');
    const toNext = async () => (await publish({ targetEnv: 'next' })).packageVersionId;
    await shop.stage(object('shop_item', FIRST, { description: 'in euros' }));
    await convert('price', { up: calculated('/', 'price'), down: calculated('*', 'price') });
    await convert('state', { map: [{ from: 'won', to: 'lost' }] });
    await toNext();
    await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'price', 'amount');
    const plus = (operator: '+' | '-') => ({ op: 'arithmetic', operator, left: col('amount'), right: 1 });
    await convert('amount', { up: plus('+'), down: plus('-') });
    await toNext();
    await shop.stage(
      object('shop_item', {
        ...without('price'),
        amount: number('Amount'),
        label: { ...text('Label'), storage: { notNull: true } },
      }),
    );
    await convert('label', {
      up: { op: 'concat', values: [col('name'), ': ', { op: 'cast', value: col('amount'), to: 'text' }] },
    });
    const last = await toNext();
    await shop.service.promote(SCOPE, last, { targetEnv: 'dev', force: true });
    expect(await rows('amount', 'state', 'label')).toEqual([
      ['a', 3.5, 'lost', 'Ada: 3.5'],
      ['b', 11.5, 'new', 'Bob: 11.5'],
    ]);
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
    await insert('c', { name: 'Cy', amount: 2, state: 'new', label: 'Cy: 2' });
    await shop.service.rollback(SCOPE, { targetEnv: 'dev', toVersionId: first?.id as string, force: true });
    expect(await rows('price')).toEqual([
      ['a', 250],
      ['b', 1050],
      ['c', 100],
    ]);
  });

  it('a row that cannot be converted is named, and the run goes on when it is corrected', async () => {
    await insert('c', { code: 'three', price: 5 });
    await shop.stage(object('shop_item', { ...FIRST, code: number('Code') }));
    const serial = { op: 'substring', value: col('code'), start: 4 };
    await convert('code', { up: { op: 'cast', value: serial, to: 'number' } });
    const failed = await publish().catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'PREFLIGHT_FAILED' });
    expect(JSON.stringify((failed as { details: unknown }).details)).toContain('"c"');
    await shop.alter(`UPDATE "shop_item" SET "code" = 'EU-3' WHERE "id" = 'c'`);
    const [run] = await shop.service.runs(SCOPE);
    const state = run?.state;
    if (state === 'schema_ahead') await shop.service.driveRun(SCOPE, run?.id as string);
    else await publish();
    expect(await rows('code')).toEqual([
      ['a', 1],
      ['b', 22],
      ['c', 3],
    ]);
  });
}

function listOf(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
