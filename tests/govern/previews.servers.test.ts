/** Previews on servers: how a database is copied there, what is in the copy, and what is never dropped. */
import type { MetadataAuthoringService } from '@objectstack/metadata-authoring';
import {
  openProvision,
  openTargetDatabases,
  systemClock,
  uuidv7Ids,
} from '@objectstack/metadata-authoring-sql';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { customerFields, object, SHOP, shopStack, text } from '../lifecycle/shop.ts';
import type { FreshDatabase } from '../support/postgres.ts';
import { type DatabaseServer, describeServers, freshDatabase } from '../support/servers.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

async function asked(
  engine: DatabaseServer['engine'],
  url: string,
  sql: string,
): Promise<readonly unknown[]> {
  if (engine === 'postgres') {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }
  const connection = await createConnection({ uri: url });
  try {
    const [rows] = await connection.query(sql);
    return rows as unknown[];
  } finally {
    await connection.end();
  }
}

describeServers('previews', (server) => {
  let bench: TestService;
  let source: FreshDatabase;
  let version: string;
  let service: MetadataAuthoringService;
  const query = (url: string, sql: string) => asked(server.engine, url, sql);
  const ours = async () =>
    (
      await query(
        source.url,
        server.engine === 'postgres'
          ? `SELECT datname AS name FROM pg_database WHERE datname LIKE 'mda\\_preview\\_%'`
          : `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'mda\\_preview\\_%'`,
      )
    ).map((row) => (row as { name: string }).name);

  beforeAll(async () => {
    bench = await testService();
    service = bench.service;
    source = await freshDatabase(server);
    await service.addEnvironment(SCOPE, { name: 'prod', type: 'production', databaseUrl: source.url });
    await service.importStack(SCOPE, { stack: shopStack() });
    const publish = async () => {
      const draft = await service.openDraft(SCOPE, SHOP);
      return service.publish(SCOPE, draft, { targetEnv: 'prod', force: true });
    };
    await publish();
    await query(
      source.url,
      `INSERT INTO shop_customer (id, name, phone) VALUES ('c1', 'Ada ö "x", (y)', '+49 1'), ('c2', '', NULL)`,
    );
    // A column that is renamed online stands under both names until finalize, with triggers between them.
    await service.renameField(
      SCOPE,
      await service.openDraft(SCOPE, SHOP),
      'shop_customer',
      'phone',
      'main_phone',
    );
    version = (await publish()).packageVersionId;
  });
  afterAll(async () => {
    for (const { name, state } of await service.environments(SCOPE))
      if (state !== undefined) await service.removeEnvironment(SCOPE, name);
    await bench.dispose();
    await source.dispose();
  });

  const show = (data: 'none' | 'sample' | 'full') =>
    service.previewEnvironment(SCOPE, { from: 'prod', what: { versionId: version }, ttlMs: 3_600_000, data });
  const rowsIn = (url: string) => query(url, 'SELECT id, name, main_phone FROM shop_customer ORDER BY id');

  it('copies every row and what guards them, whole or table by table, and nothing drifts', async () => {
    const rows = await rowsIn(source.url);
    expect(rows).toHaveLength(2);
    const whole = await show('full');
    expect(whole.form).toBe(server.engine === 'postgres' ? 'whole' : 'by_table');
    expect(await rowsIn(whole.database)).toEqual(rows);
    expect(await service.drift(SCOPE, whole.name)).toEqual([]);
    const beside = await connectedTo(server.engine, source.url);
    const byTable = await show('full').finally(() => beside());
    expect(byTable.form).toBe('by_table');
    expect(await rowsIn(byTable.database)).toEqual(rows);
    expect(await service.drift(SCOPE, byTable.name)).toEqual([]);
    const empty = await show('none');
    expect(await rowsIn(empty.database)).toEqual([]);
    expect(await service.drift(SCOPE, empty.name)).toEqual([]);
    expect(await rowsIn(source.url)).toEqual(rows);
    for (const made of [whole, byTable, empty]) await service.removeEnvironment(SCOPE, made.name);
    expect(await ours()).toEqual([]);
  });

  it('has the triggers and views of its source as they are', async () => {
    const provision = openProvision();
    const row = {
      id: uuidv7Ids.next(),
      name: 'raw',
      type: 'preview',
      engine: server.engine,
      schemaMode: 'managed',
      position: 9,
      createdAt: systemClock.now(),
    } as const;
    const from = { ...row, id: 'source', databaseUrl: source.url };
    const made = { ...row, databaseUrl: provision.databaseFor(from, row.id) };
    const beside = await connectedTo(server.engine, source.url);
    await provision.make(from, made, 'full').finally(() => beside());
    const triggers =
      server.engine === 'postgres'
        ? 'SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname'
        : 'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME';
    const expected = await query(source.url, triggers);
    expect(expected.length).toBeGreaterThan(0);
    expect(await query(made.databaseUrl, triggers)).toEqual(expected);
    const [ofSource, ofCopy] = await Promise.all(
      [from, made].map(async (environment) => {
        const target = await openTargetDatabases().open(environment);
        try {
          const { _authoring_env: _, ...tables } = Object.fromEntries(await target.introspect());
          return { tables, views: await target.views() };
        } finally {
          await target.close();
        }
      }),
    );
    expect(ofCopy).toEqual(ofSource);
    await expect(provision.make(from, made, 'none')).rejects.toMatchObject({ code: 'DATABASE_EXISTS' });
    expect(await rowsIn(made.databaseUrl)).toHaveLength(2);
    await expect(provision.drop({ ...made, id: 'another' })).rejects.toMatchObject({
      code: 'DATABASE_NOT_OURS',
    });
    await expect(provision.drop({ ...made, databaseUrl: source.url })).rejects.toMatchObject({
      code: 'DATABASE_NOT_OURS',
    });
    await provision.drop(made);
    await provision.drop(made);
    expect(await ours()).toEqual([]);
    expect(await rowsIn(source.url)).toHaveLength(2);
  });

  it('samples rows with their texts masked, and what guards them still does (I-46)', async () => {
    const made = await show('sample');
    expect(made.sampled).toEqual({ rows: 2, cut: [] });
    expect(await rowsIn(made.database)).toEqual([
      {
        id: 'c1',
        name: expect.stringMatching(/^[a-z2-7]{12}$/),
        main_phone: expect.stringMatching(/^[a-z2-7]{4,12}$/),
      },
      { id: 'c2', name: '', main_phone: null },
    ]);
    expect(await service.drift(SCOPE, made.name)).toEqual([]);
    await service.removeEnvironment(SCOPE, made.name);
    expect(await ours()).toEqual([]);
  });

  it('samples numbers and days as others of their form, apart where an index tells rows apart by them', async () => {
    const staffed = await freshDatabase(server);
    const name = 'staff';
    await service.addEnvironment(SCOPE, { name, type: 'staging', databaseUrl: staffed.url });
    const fields = {
      born: { type: 'date', label: 'Born' },
      hired: { type: 'datetime', label: 'Hired' },
      badge: { type: 'number', label: 'Badge', unique: true, storage: { notNull: true } },
      wage: { type: 'currency', label: 'Wage', min: 10_000, max: 99_999 },
      pay: { type: 'number', label: 'Pay', maskingRule: 'name', storage: { notNull: true } },
    };
    const manifest = { id: 'com.example.staff', namespace: 'staff', type: 'app', version: '1.0.0', name };
    const stack = {
      manifest,
      objects: [object('staff_person', { name: text('Name'), ...fields })],
      views: [],
    };
    await service.importStack(SCOPE, { stack });
    const draft = await service.openDraft(SCOPE, manifest.id);
    const { packageVersionId: versionId } = await service.publish(SCOPE, draft, { targetEnv: name });
    const rows = Array.from({ length: 300 }, (_, at) => {
      const no = String(at).padStart(3, '0');
      const born = `19${10 + (at % 90)}-02-0${1 + (at % 9)}`;
      return `('p${no}', 'Ada ${no}', '${born}', '2001-03-04 08:15:30', ${at + 1000}, ${20_000 + at}.5, ${at + 500})`;
    });
    await query(
      staffed.url,
      `INSERT INTO staff_person (id, name, born, hired, badge, wage, pay) VALUES ${rows.join(', ')}`,
    );
    await query(staffed.url, 'CREATE TABLE old_staff (no int, born date, pay decimal(10,2))');
    await query(staffed.url, `INSERT INTO old_staff VALUES (7, '1990-02-03', 77012.5), (8, NULL, NULL)`);
    const read = (url: string) =>
      query(
        url,
        server.engine === 'postgres'
          ? 'SELECT id, born::text, hired::text, badge::text, wage::text, pay::text FROM staff_person ORDER BY id'
          : `SELECT id, CAST(born AS CHAR) AS born, CAST(hired AS CHAR) AS hired, CAST(badge AS CHAR) AS badge,
               CAST(wage AS CHAR) AS wage, CAST(pay AS CHAR) AS pay FROM staff_person ORDER BY id`,
      ) as Promise<Record<'id' | 'born' | 'hired' | 'badge' | 'wage' | 'pay', string>[]>;
    const was = await read(staffed.url);
    const what = { from: name, what: { versionId }, ttlMs: 3_600_000 };
    const made = await service.previewEnvironment(SCOPE, { ...what, data: 'sample' });
    const now = await read(made.database);
    expect(now).toHaveLength(300);
    const day = (value: string) => Date.parse(value.slice(0, 10)) / 86_400_000;
    for (const [at, { born, hired, wage, badge }] of now.entries()) {
      const old = was[at] ?? { born: '', hired: '' };
      expect(born.slice(0, 4)).toBe(old.born.slice(0, 4));
      expect(day(hired) - day(born)).toBe(day(old.hired) - day(old.born));
      expect(hired.slice(10)).toBe(old.hired.slice(10));
      expect(Number(wage) >= 10_000 && Number(wage) <= 99_999).toBe(true);
      expect(Math.trunc(Number(badge))).toBeGreaterThanOrEqual(1000);
      expect(Math.trunc(Number(badge))).toBeLessThanOrEqual(9999);
    }
    expect(new Set(now.map(({ badge }) => badge)).size).toBe(300);
    for (const column of ['born', 'wage', 'badge', 'pay'] as const)
      expect(now.filter((row, at) => row[column] === was[at]?.[column]).length).toBeLessThan(20);
    const [staff, none] = (await query(
      made.database,
      `SELECT no, ${server.engine === 'postgres' ? 'born::text, pay::text' : 'CAST(born AS CHAR) AS born, CAST(pay AS CHAR) AS pay'} FROM old_staff ORDER BY no`,
    )) as Record<string, unknown>[];
    expect(staff).toMatchObject({ no: 7, born: expect.stringMatching(/^1990-/) });
    expect(staff?.pay).toMatch(/^\d{5}\.\d0$/);
    expect(staff?.pay).not.toBe('77012.50');
    expect(none).toEqual({ no: 8, born: null, pay: null });
    expect(await service.drift(SCOPE, made.name)).toEqual([]);
    await service.removeEnvironment(SCOPE, made.name);
    await staffed.dispose();
  });

  it('shows the draft there, and the source stays as it is', async () => {
    const draft = await service.openDraft(SCOPE, SHOP);
    const { phone: _, ...fields } = customerFields();
    const item = object('shop_customer', { ...fields, main_phone: text('Phone'), fax: text('Fax') });
    await service.stage(SCOPE, { op: 'put', type: 'object', name: 'shop_customer', item, draft });
    const made = await service.previewEnvironment(SCOPE, {
      from: 'prod',
      what: { draft },
      ttlMs: 3_600_000,
      data: 'full',
    });
    expect(await query(made.database, 'SELECT id, fax FROM shop_customer ORDER BY id')).toEqual([
      { id: 'c1', fax: null },
      { id: 'c2', fax: null },
    ]);
    expect(await service.drift(SCOPE, made.name)).toEqual([]);
    expect(await service.drift(SCOPE, 'prod')).toEqual([]);
    await service.removeEnvironment(SCOPE, made.name);
    expect(await ours()).toEqual([]);
  });

  it('rehearses the plan that the publish takes then and what it leaves, while somebody is connected', async () => {
    const draft = await service.openDraft(SCOPE, SHOP);
    const { phone: _, credit: __, ...fields } = customerFields();
    const item = object('shop_customer', { ...fields, main_phone: text('Phone'), fax: text('Fax') });
    await service.stage(SCOPE, { op: 'put', type: 'object', name: 'shop_customer', item, draft });
    await service.renameField(SCOPE, draft, 'shop_customer', 'main_phone', 'telephone');
    await service.rename(SCOPE, draft, { type: 'object', name: 'shop_order' }, 'shop_sale');
    const beside = await connectedTo(server.engine, source.url);
    const options = { targetEnv: 'prod', force: true };
    const rehearsed = await service.rehearsePublish(SCOPE, draft, options).finally(() => beside());
    expect(rehearsed).toMatchObject({ outcome: 'passed', form: 'by_table' });
    expect(await ours()).toEqual([]);
    const live = await service.publish(SCOPE, draft, options);
    expect(live.plan.planHash).toBe(rehearsed.planHash);
    const ranIn = async (run: string) =>
      (await service.run(SCOPE, run)).chunks.flatMap(({ stepIds }) => stepIds);
    const { steps: tried } = rehearsed;
    const idsOf = (steps: typeof tried) => steps.map(({ stepId }) => stepId);
    // What is left of the rename before goes first.
    expect(tried[0]?.phase).toBe('contract');
    expect(idsOf(tried.filter(({ phase }) => phase !== 'contract'))).toEqual(await ranIn(live.run));
    const later = tried.filter((step) => step.later);
    const finalized = await service.finalize(SCOPE, { targetEnv: 'prod' });
    expect(idsOf(later)).toEqual(await ranIn(finalized.id));
    expect(later.map(({ stepId }) => stepId.split(':')[1])).toEqual(
      expect.arrayContaining(['hold_column', 'retire_column', 'drop_view']),
    );
    expect(later.every(({ phase }) => phase === 'contract')).toBe(true);
    expect(later.some(({ tookMs }) => tookMs > 0)).toBe(true);
  });
});

/** Somebody who is connected. @returns what ends it */
async function connectedTo(engine: DatabaseServer['engine'], url: string): Promise<() => Promise<void>> {
  if (engine === 'mysql') {
    const connection = await createConnection({ uri: url });
    return () => connection.end();
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return () => client.end();
}
