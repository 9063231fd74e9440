/**
 * Proves that a column whose values an author states is right for both versions between the switch and finalize: clients
 * of the old version, which know nothing of it, go on writing rows, those of the new one give it values of their own, and
 * neither a finalize nor a rollback loses a word of either, on every engine.
 */
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

type Fields = Record<string, Record<string, unknown>>;
type Value = string | number | null;

const col = (name: string) => ({ op: 'column', name });
const FIRST: Fields = {
  name: text('Name'),
  code: text('Code'),
  price: { type: 'number', label: 'Price' },
};
const LABEL = { op: 'concat', values: [col('name'), ' ', col('code')] };

describe('a column that follows others after the switch · sqlite', () => suite(null));
describeServers('a column that follows others after the switch', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
    await shop.stage(object('shop_item', FIRST));
    await shop.publish();
    await finalize();
    await insert('a', { name: 'Ada', code: 'EU-1', price: 250 });
    await insert('b', { name: 'Bob', code: 'US-22', price: 1050 });
  });
  afterEach(() => shop.dispose());

  // The rest of them all is asked of the servers by the deep run.
  const rarely = it.runIf(server === null || inject('deep'));
  const draft = () => shop.service.openDraft(SCOPE, SHOP);
  const literal = (value: Value) => (typeof value === 'string' ? `'${value}'` : String(value));
  const insert = (id: string, row: Readonly<Record<string, Value>>) => {
    const names = ['id', ...Object.keys(row)].map((name) => shop.database.quoted(name)).join(', ');
    const values = [id, ...Object.values(row)].map(literal).join(', ');
    return shop.database.query(`INSERT INTO shop_item (${names}) VALUES (${values})`);
  };
  const update = (id: string, row: Readonly<Record<string, Value>>) =>
    shop.database.query(
      `UPDATE shop_item SET ${Object.entries(row)
        .map(([name, value]) => `${shop.database.quoted(name)} = ${literal(value)}`)
        .join(', ')} WHERE id = '${id}'`,
    );
  /** By id. */
  const rows = async (...columns: readonly string[]) => {
    const names = ['id', ...columns].map((name) => shop.database.quoted(name)).join(', ');
    const found = await shop.database.query(`SELECT ${names} FROM shop_item ORDER BY id`);
    return Object.fromEntries(
      found.map((row) => {
        const values = columns.map((name) => row[name]);
        return [row.id, values.length === 1 ? values[0] : values];
      }),
    );
  };
  const convert = async (field: string, stated: Record<string, unknown>) =>
    shop.service.stageConversion(SCOPE, await draft(), { object: 'shop_item', field, ...stated });
  const publish = async () => {
    const { questions } = await shop.service.status(SCOPE, await draft());
    for (const { id } of questions) await shop.service.answer(SCOPE, await draft(), id, { replace: true });
    return shop.service.publish(SCOPE, await draft(), { targetEnv: 'dev', force: true });
  };
  const rollback = () => shop.service.rollback(SCOPE, { targetEnv: 'dev', force: true });
  const finalize = () => shop.service.finalize(SCOPE, { targetEnv: 'dev' });
  const ended = async () => {
    await finalize();
    expect(await shop.drift()).toEqual([]);
  };
  const without = (...names: readonly string[]): Fields =>
    Object.fromEntries(Object.entries(FIRST).filter(([name]) => !names.includes(name)));

  async function split(more: Record<string, unknown> = {}): Promise<void> {
    await shop.stage(
      object('shop_item', { ...without('code'), region: text('Region', more), serial: text('Serial') }),
    );
    await convert('region', { up: { op: 'substring', value: col('code'), start: 1, length: 2 } });
    await convert('serial', { up: { op: 'substring', value: col('code'), start: 4 } });
    await convert('code', { down: { op: 'concat', values: [col('region'), '-', col('serial')] } });
  }

  async function labelled(more: Record<string, unknown> = {}): Promise<void> {
    await shop.stage(object('shop_item', { ...FIRST, label: text('Label', more) }));
    await convert('label', { up: LABEL });
    await publish();
  }

  async function bothWriteSplit(): Promise<void> {
    await insert('old', { name: 'Old', code: 'AS-3' });
    await update('a', { code: 'EU-9' });
    await insert('new', { name: 'New', region: 'AFRICA', serial: '4' });
    await update('b', { serial: '2-3' });
    await update('old', { name: 'Older' });
    await update('new', { name: 'Newer' });
  }

  it('I-32: one field becomes two: each version sees what the other writes, and finalize changes none of it', async () => {
    await split({ storage: { notNull: true } });
    await publish();
    await bothWriteSplit();
    const both = {
      a: ['EU', '9', 'EU-9'],
      b: ['US', '2-3', 'US-2-3'],
      new: ['AFRICA', '4', 'AFRICA-4'],
      old: ['AS', '3', 'AS-3'],
    };
    expect(await rows('region', 'serial', 'code')).toEqual(both);
    await update('b', { code: 'CA-1' });
    await update('old', { region: 'AU', serial: '5' });
    expect(await rows('region', 'serial', 'code')).toEqual({
      ...both,
      b: ['CA', '1', 'CA-1'],
      old: ['AU', '5', 'AU-5'],
    });
    await ended();
    expect(await rows('region', 'serial')).toEqual({
      a: ['EU', '9'],
      b: ['CA', '1'],
      new: ['AFRICA', '4'],
      old: ['AU', '5'],
    });
  });

  it('I-31, I-32: and a rollback instead loses none of it', async () => {
    await split();
    await publish();
    await bothWriteSplit();
    await rollback();
    expect(await shop.drift()).toEqual([]);
    expect(await rows('code')).toEqual({ a: 'EU-9', b: 'US-2-3', new: 'AFRICA-4', old: 'AS-3' });
    await update('old', { code: 'XX-1' });
    await insert('later', { code: 'odd' });
    expect(await rows('code')).toMatchObject({ old: 'XX-1', later: 'odd' });
    await ended();
    expect(await rows('code')).toMatchObject({ new: 'AFRICA-4', old: 'XX-1', later: 'odd' });
  });

  it('I-32: a field made of others that stay: what its writers give stays, else it is made of them', async () => {
    await labelled();
    await insert('old', { name: 'Old', code: 'X-1' });
    await insert('new', { name: 'New', code: 'Y-2', label: 'mine' });
    await update('a', { name: 'Ann' });
    await update('b', { name: 'Ben', label: 'yours' });
    await update('new', { price: 3 });
    await update('old', { price: 3 });
    const seen = { a: 'Ann EU-1', b: 'yours', new: 'mine', old: 'Old X-1' };
    expect(await rows('label')).toEqual(seen);
    await ended();
    await insert('later', { name: 'Later', code: 'Z-1' });
    await update('a', { name: 'Amy' });
    expect(await rows('label')).toEqual({ ...seen, later: null });
  });

  it.each(['finalize', 'rollback'])(
    'I-32: a required field without a default refuses no client of the old version, then %s',
    async (end) => {
      await labelled({ storage: { notNull: true } });
      await insert('old', { name: 'Old', code: 'X-1' });
      await insert('empty', { price: 1 });
      await insert('new', { name: 'New', code: 'Y-2', label: 'mine' });
      await update('a', { name: 'Ann' });
      await expect(update('b', { label: null })).rejects.toThrow();
      await expect(update('b', { label: null, price: 2 })).rejects.toThrow();
      expect(await rows('label')).toEqual({
        a: 'Ann EU-1',
        b: 'Bob US-22',
        empty: ' ',
        new: 'mine',
        old: 'Old X-1',
      });
      expect(await shop.drift()).toEqual([]);
      if (end === 'finalize') {
        await ended();
        await expect(insert('later', { name: 'Later' })).rejects.toThrow();
      } else {
        await rollback();
        await insert('later', { name: 'Later' });
        await update('a', { name: 'Amy' });
        expect(await rows('name')).toMatchObject({ a: 'Amy', new: 'New', old: 'Old', later: 'Later' });
        await ended();
      }
    },
  );

  it('I-32: a required number of a text: only what gives no number is refused, and after a rollback nothing is', async () => {
    const serial = { op: 'substring', value: col('code'), start: 4 };
    await shop.stage(
      object('shop_item', {
        ...FIRST,
        serial: { type: 'number', label: 'Serial', storage: { notNull: true } },
      }),
    );
    await convert('serial', { up: { op: 'cast', value: serial, to: 'number' } });
    await publish();
    await insert('old', { code: 'AF-7' });
    await insert('new', { code: 'odd one', serial: 5 });
    await expect(insert('odd', { code: 'AF-x' })).rejects.toThrow();
    await expect(update('a', { code: 'AF-x' })).rejects.toThrow();
    expect(await rows('serial')).toEqual({ a: 1, b: 22, new: 5, old: 7 });
    await rollback();
    await insert('odd', { code: 'AF-x' });
    await update('a', { code: 'AF-x' });
    expect(await rows('code')).toEqual({ a: 'AF-x', b: 'US-22', new: 'odd one', odd: 'AF-x', old: 'AF-7' });
    await ended();
  });

  rarely(
    'I-32: a number of a text that may be empty: what gives none leaves it empty and refuses nobody',
    async () => {
      const serial = { op: 'substring', value: col('code'), start: 4 };
      await shop.stage(object('shop_item', { ...FIRST, serial: { type: 'number', label: 'Serial' } }));
      await convert('serial', { up: { op: 'cast', value: serial, to: 'number' } });
      await publish();
      await insert('old', { code: 'AF-7' });
      await insert('odd', { code: 'AF-x' });
      await update('a', { code: 'AF-x' });
      expect(await rows('serial')).toEqual({ a: null, b: 22, odd: null, old: 7 });
      await ended();
    },
  );

  rarely('I-32: a default is what nobody gave, and fills what comes of nothing', async () => {
    const size = { type: 'number', label: 'Cents', defaultValue: 5, storage: { notNull: true } };
    await shop.stage(object('shop_item', { ...FIRST, cents: size }));
    await convert('cents', { up: { op: 'arithmetic', operator: '*', left: col('price'), right: 100 } });
    await publish();
    await insert('old', { price: 9 });
    await insert('nothing', { name: 'Nobody' });
    await insert('new', { price: 9, cents: 7 });
    expect(await rows('cents')).toEqual({ a: 25_000, b: 105_000, new: 7, nothing: 5, old: 900 });
    await ended();
    await insert('later', { name: 'Later' });
    expect(await rows('cents')).toMatchObject({ later: 5, old: 900, new: 7 });
  });

  it('I-32: defaults on both sides: a row is the version’s that said anything of it', async () => {
    const code = { type: 'phone', label: 'Code', maxLength: 20, defaultValue: 'EU-0' };
    await shop.stage(object('shop_item', { ...FIRST, code }));
    await publish();
    await finalize();
    await split({ type: 'phone', maxLength: 20, defaultValue: 'EU' });
    await publish();
    await insert('old', { code: 'AF-7' });
    await insert('new', { region: 'AFRICA', serial: '4' });
    await insert('nobody', { name: 'Nobody' });
    expect(await rows('code')).toMatchObject({ new: 'AFRICA-4', nobody: 'EU-0', old: 'AF-7' });
    expect(await rows('region', 'serial')).toMatchObject({
      new: ['AFRICA', '4'],
      nobody: ['EU', '0'],
      old: ['AF', '7'],
    });
    await ended();
  });

  rarely('I-32: whatever the switch calls what it is made of', async () => {
    await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'name', 'title');
    const { name: _name, ...rest } = FIRST;
    await shop.stage(
      object('shop_item', {
        ...rest,
        title: text('Title'),
        label: text('Label', { storage: { notNull: true } }),
      }),
    );
    await convert('label', { up: { op: 'concat', values: [col('title'), ' ', col('code')] } });
    await shop.service.publish(SCOPE, await draft(), {
      targetEnv: 'dev',
      force: true,
      renames: 'in_switch',
    });
    await insert('old', { code: 'X-1' });
    await insert('new', { title: 'New', code: 'Y-2', label: 'mine' });
    await update('a', { code: 'EU-2' });
    expect(await rows('label')).toEqual({ a: 'Ada EU-2', b: 'Bob US-22', new: 'mine', old: ' X-1' });
    await rollback();
    expect(await rows('name')).toMatchObject({ new: 'New', a: 'Ada' });
    await ended();
  });

  rarely('I-32: and under the old name of the table', async () => {
    const label = text('Label', { storage: { notNull: true } });
    const open = await draft();
    await shop.service.rename(SCOPE, open, { type: 'object', name: 'shop_item' }, 'shop_thing');
    await shop.stage(object('shop_thing', { ...FIRST, label }));
    await shop.service.stageConversion(SCOPE, open, { object: 'shop_thing', field: 'label', up: LABEL });
    await publish();
    await insert('old', { name: 'Old', code: 'X-1' });
    await update('a', { name: 'Ann' });
    const labels = await shop.database.query('SELECT label FROM shop_thing ORDER BY id');
    expect(labels.map((row) => row.label)).toEqual(['Ann EU-1', 'Bob US-22', 'Old X-1']);
    await ended();
    expect((await shop.database.query('SELECT label FROM shop_thing')).length).toBe(3);
  });

  rarely('I-32: under the new name of a renamed field too, while both stand', async () => {
    await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'name', 'title');
    const { name: _name, ...rest } = FIRST;
    await shop.stage(object('shop_item', { ...rest, title: text('Title'), label: text('Label') }));
    await convert('label', { up: { op: 'concat', values: [col('title'), ' ', col('code')] } });
    const open = await draft();
    await shop.service.publish(SCOPE, open, { targetEnv: 'dev', force: true, renames: 'online' });
    await insert('old', { name: 'Old', code: 'X-1' });
    await insert('new', { title: 'New', code: 'Y-2', label: 'mine' });
    await update('a', { name: 'Ann' });
    expect(await rows('title', 'label')).toEqual({
      a: ['Ann', 'Ann EU-1'],
      b: ['Bob', 'Bob US-22'],
      new: ['New', 'mine'],
      old: ['Old', 'Old X-1'],
    });
    await ended();
  });

  rarely('I-32: under a name that something else had until the switch', async () => {
    await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'code', 'serial');
    const double = { type: 'number', label: 'Code' };
    await shop.stage(object('shop_item', { ...without('code'), serial: text('Serial'), code: double }));
    await convert('code', { up: { op: 'arithmetic', operator: '*', left: col('price'), right: 2 } });
    await publish();
    await insert('old', { name: 'Old', price: 4 });
    await insert('new', { name: 'New', code: 3 });
    await update('a', { price: 1 });
    expect(await rows('code')).toEqual({ a: 2, b: 2100, new: 3, old: 8 });
    expect(await rows('serial')).toMatchObject({ a: 'EU-1' });
    await ended();
  });

  it('I-32: made of a field that gets longer in the same version', async () => {
    const code = { type: 'phone', label: 'Code', maxLength: 20 };
    await shop.stage(object('shop_item', { ...without('code'), kind: code }));
    await publish();
    await finalize();
    await insert('c', { kind: 'x' });
    await shop.stage(
      object('shop_item', { ...without('code'), kind: { ...code, maxLength: 40 }, label: text('Label') }),
    );
    await convert('label', { up: { op: 'concat', values: [col('kind'), '!'] } });
    await publish();
    await insert('old', { kind: 'y' });
    await insert('long', { kind: 'z'.repeat(40) });
    expect(await rows('label')).toMatchObject({ c: 'x!', old: 'y!', long: `${'z'.repeat(40)}!` });
    await ended();
  });
}
