/** Samples: some rows of every table, with their parents, and nothing of what people wrote in them. */
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { object, SHOP, shopStack, text } from '../lifecycle/shop.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';

const ROWS = 40;
let bench: TestService;
let version: string;

const customer = object('shop_customer', {
  name: text('Name', { required: true, maxLength: 30, unique: true }),
  code: text('Code', { maxLength: 3, unique: true, required: true }),
  mail: { type: 'email', label: 'Mail' },
  phone: { type: 'phone', label: 'Phone' },
  site: { type: 'url', label: 'Site' },
  tier: { type: 'select', label: 'Tier', options: [{ label: 'Gold', value: 'gold' }] },
  born: { type: 'date', label: 'Born' },
  hired: { type: 'datetime', label: 'Hired' },
  until: { type: 'date', label: 'Until' },
  badge: { type: 'number', label: 'Badge', unique: true, min: 0, max: 20_000 },
  wage: { type: 'currency', label: 'Wage' },
  share: { type: 'percent', label: 'Share', min: 0, max: 100 },
  at: { type: 'time', label: 'At' },
  active: { type: 'boolean', label: 'Active' },
  salary: { type: 'number', label: 'Salary', maskingRule: { keepHead: 0, keepTail: 0 } },
  likes: { type: 'tags', label: 'Likes' },
  home: { type: 'address', label: 'Home' },
});
const order = object('shop_order', {
  name: text('Name'),
  customer: { type: 'lookup', label: 'Customer', reference: 'shop_customer' },
});

beforeEach(async () => {
  bench = await testService();
  await bench.environment('staging', 'staging');
  await bench.service.importStack(SCOPE, { stack: { ...shopStack([customer, order]), views: [] } });
  const draft = await bench.service.openDraft(SCOPE, SHOP);
  version = (await bench.service.publish(SCOPE, draft, { targetEnv: 'staging' })).packageVersionId;
  const db = new Database(bench.databaseOf('staging'));
  const insert = db.prepare(
    `INSERT INTO shop_customer (id, name, code, mail, phone, site, tier, born, badge, salary, likes, home, hired, until, wage, share, at, active)
     VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
  );
  const no = (at: number) => String(at).padStart(3, '0');
  for (let at = 0; at < 300; at += 1)
    insert.run(
      ...[
        `c${no(at)}`,
        `Wilhelmina ${no(at)}`,
        no(at),
        `wilhelmina.${no(at)}@acme.test`,
        `+49-30-${no(at)}-77`,
      ],
      ...[`https://acme.test/wilhelmina/${no(at)}`, 'gold', '1990-02-03', 10_000 + at, 77_000 + at],
      ...[JSON.stringify([`likes-${no(at)}`]), JSON.stringify({ street: `Elmstreet ${no(at)}` })],
      ...[`${2001 + (at % 9)}-03-0${1 + (at % 9)}T08:15:00.000Z`, at % 2 === 0 ? '9999-12-31' : '2019-05-06'],
      ...[77_000.5 + at, at % 100, '08:15:00', at % 2],
    );
  const orders = db.prepare('INSERT INTO shop_order (id, name, customer) VALUES (?, ?, ?)');
  // Orders of customers that are not among the first, and of one that is not there.
  for (let at = 0; at < 60; at += 1) orders.run(`o${no(at)}`, `Fountain pens ${at}`, `c${no(299 - at)}`);
  orders.run('a first one', 'Inkwell', 'nobody');
  db.exec(
    `CREATE TABLE notes (note TEXT NOT NULL, n INTEGER); INSERT INTO notes VALUES ('Wilhelmina called', 4);
     CREATE TABLE old_staff (born DATE, pay DECIMAL(10,2), no INTEGER); INSERT INTO old_staff VALUES ('1990-02-03', 77013.5, 7);
     CREATE TABLE sys_clock (due DATETIME, load REAL); INSERT INTO sys_clock VALUES ('2026-02-03 10:00:00', 1234.5);
     CREATE VIRTUAL TABLE found USING fts5(word); INSERT INTO found VALUES ('Wilhelmina')`,
  );
  db.close();
});
afterEach(() => bench.dispose());

const sample = (rows?: number) =>
  bench.service.previewEnvironment(SCOPE, {
    ...{ from: 'staging', what: { versionId: version }, ttlMs: 60_000, data: 'sample' },
    ...(rows === undefined ? {} : { rows }),
  });
function rowsOf(url: string, sql: string): Record<string, unknown>[] {
  const db = new Database(url.replace('sqlite:', ''), { readonly: true });
  try {
    return db.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

describe('a sample', () => {
  it('has so many rows of a table, with the parents of those, and tells what it could not keep whole', async () => {
    const { database, sampled } = await sample(ROWS);
    const customers = rowsOf(database, 'SELECT id FROM shop_customer').map(({ id }) => id);
    expect(customers).toHaveLength(2 * ROWS - 1);
    expect(rowsOf(database, 'SELECT count(*) AS n FROM shop_order')).toEqual([{ n: ROWS }]);
    const orphans = 'SELECT id FROM shop_order WHERE customer NOT IN (SELECT id FROM shop_customer)';
    expect(rowsOf(database, orphans)).toEqual([{ id: 'a first one' }]);
    expect(sampled).toEqual({
      // With those of three tables that nobody described.
      rows: customers.length + ROWS + 3,
      cut: [{ table: 'shop_order', column: 'customer', rows: 1 }],
    });
    const again = await sample(ROWS);
    expect(rowsOf(again.database, 'SELECT id FROM shop_customer').map(({ id }) => id)).toEqual(customers);
  });

  it('holds nothing that people wrote, in no byte of its file, and what keeps rows apart still does (I-46)', async () => {
    const { database, name } = await sample();
    const bytes = readFileSync(database.replace('sqlite:', '')).toString('latin1');
    for (const written of [
      'ilhelmina',
      'acme.test',
      '+49-30',
      'likes-',
      'Elmstreet',
      'ountain',
      'Inkwell',
      'called',
    ])
      expect(bytes).not.toContain(written);
    const rows = rowsOf(database, 'SELECT * FROM shop_customer ORDER BY id');
    expect(rows).toHaveLength(300);
    expect(new Set(rows.map(({ name: masked }) => masked)).size).toBe(300);
    expect(new Set(rows.map(({ code }) => code)).size).toBe(300);
    expect(rows[7]).toMatchObject({ id: 'c007', tier: 'gold', salary: null, at: '08:15:00', active: 1 });
    for (const { name: masked, code, mail, phone, site, likes, home } of rows) {
      expect(String(masked).length).toBeLessThanOrEqual(30);
      expect([...String(code)].length).toBeLessThanOrEqual(3);
      expect(mail).toMatch(/^[a-z2-7]+@example\.com$/);
      expect(phone).toMatch(/^\+999\d{10}$/);
      expect(site).toMatch(/^https:\/\/example\.com\//);
      expect([likes, home]).toEqual(['[]', '{}']);
    }
    const was = rowsOf(bench.databaseOf('staging'), 'SELECT * FROM shop_customer ORDER BY id');
    const dayOf = (value: unknown) => Date.parse(String(value).slice(0, 10)) / 86_400_000;
    for (const [at, { born, hired, until, badge, wage, share, created_at }] of rows.entries()) {
      const old = was[at] ?? {};
      // The first day stays in its year, and the others keep their distance from it.
      expect(String(born)).toMatch(/^1990-/);
      expect(dayOf(hired) - dayOf(born)).toBe(dayOf(old.hired) - dayOf(old.born));
      expect(String(hired).slice(10)).toBe('T08:15:00.000Z');
      if (at % 2 === 0) expect(until).toBe('9999-12-31');
      else expect(dayOf(until) - dayOf(born)).toBe(dayOf(old.until) - dayOf(old.born));
      expect(badge).toBeGreaterThanOrEqual(10_000);
      expect(badge).toBeLessThanOrEqual(20_000);
      expect(String(wage)).toMatch(/^\d{5}\.[1-9]$/);
      expect(String(share)).toHaveLength(String(old.share).length);
      expect(created_at).toBe(old.created_at);
    }
    expect(new Set(rows.map(({ badge }) => badge)).size).toBe(300);
    expect(rows.filter(({ wage }, at) => wage === was[at]?.wage)).toHaveLength(0);
    expect(rows.filter(({ born }) => born === '1990-02-03').length % 300).toBe(0);
    // What no metadata knows of, and what the runtime goes by.
    const [staff] = rowsOf(database, 'SELECT * FROM old_staff');
    expect(staff).toEqual({
      born: expect.stringMatching(/^1990-/),
      pay: expect.closeTo(55_000, -5),
      no: 7,
    });
    expect(staff?.pay).not.toBe(77_013.5);
    expect(rowsOf(database, 'SELECT * FROM sys_clock')).toEqual([
      { due: '2026-02-03 10:00:00', load: 1234.5 },
    ]);
    expect(rowsOf(database, 'SELECT n FROM notes')).toEqual([{ n: 4 }]);
    expect(rowsOf(database, 'SELECT word FROM found')).toEqual([]);
    expect(await bench.service.drift(SCOPE, name)).toEqual([]);
  });

  it('is of some rows, and of no more than fit', async () => {
    for (const rows of [0, -1, 1.5, 100_001])
      await expect(sample(rows)).rejects.toMatchObject({ code: 'USAGE_INVALID' });
    await expect(
      bench.service.previewEnvironment(SCOPE, {
        ...{ from: 'staging', what: { versionId: version }, ttlMs: 60_000, data: 'full', rows: 5 },
      }),
    ).rejects.toMatchObject({ code: 'USAGE_INVALID' });
  });
});
