/** Owns what only SQLite must prove: copies of tables that lose nothing, catalog edits that equal ALTER's, files that cannot be opened. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applySteps, type Step, type TableSpec, type TargetDatabase } from '@objectstack/metadata-authoring';
import {
  column,
  float,
  index,
  json,
  literal,
  step,
  string,
  table,
  text,
} from '@objectstack/metadata-authoring-testkit';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDurable } from '../src/dialects/sqlite/connect.ts';
import { sqliteDialect } from '../src/dialects/sqlite/dialect.ts';
import { SqliteSession } from '../src/dialects/sqlite/session.ts';
import { openTargetDatabases } from '../src/environment/open-target-databases.ts';
import { SqlTargetDatabase } from '../src/environment/sql-target-database.ts';
import { environmentAt, type SqliteSubject, sqliteSubject } from './support/target-subjects.ts';

let subject: SqliteSubject;
let database: TargetDatabase;
let raw: Database;
let fence = 0;

beforeEach(async () => {
  subject = await sqliteSubject({ lockTimeoutMs: 50, lockRetryMs: 200 });
  database = await subject.databases.open(subject.environment);
  raw = new SqliteDatabase(subject.path);
});

afterEach(async () => {
  raw.close();
  await database.close();
  await subject.dispose();
});

async function run(target: TargetDatabase, steps: readonly Step[], before: ReadonlyMap<string, TableSpec>) {
  fence += 1;
  await target.enter('env-1', `run-${fence}`, fence, 'plan');
  try {
    for (const chunk of target.chunks('expand', steps, 0)) await target.execute(chunk, before, fence);
  } finally {
    await target.leave();
  }
  return applySteps(before, steps);
}

const thing = table(
  'thing',
  [column('name', string(80)), column('size', float)],
  [index('idx_thing_name', ['name'])],
);
const created: Step = { ...step('create_table', 'thing'), spec: thing };
it('waits for the disk at every commit but those of batches, which are done again when they are lost', async () => {
  const sent: string[] = [];
  const observer = { before: (_: string, sql: string) => void sent.push(sql), after: () => {} };
  const target = await openTargetDatabases({ observer }).open(subject.environment);
  const fill: Step = {
    ...step('backfill', 'thing'),
    column: 'name',
    value: { op: 'literal', value: 'x' },
    rows: 'empty',
  };
  const schema = await run(target, [created], new Map());
  raw.exec("INSERT INTO thing (id) VALUES ('a')");
  sent.length = 0;
  await run(target, [fill], schema);
  await target.close();
  const modes = sent.filter((sql) => /^(PRAGMA synchronous|BEGIN|COMMIT)/.test(sql));
  expect(modes).toEqual([
    ...['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT'],
    ...['PRAGMA synchronous = NORMAL', 'BEGIN IMMEDIATE', 'COMMIT'],
    ...['PRAGMA synchronous = FULL', 'BEGIN IMMEDIATE', 'COMMIT'],
  ]);
});

const schemaText = () =>
  raw
    .prepare(
      "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE '\\_authoring%' ESCAPE '\\' ORDER BY name",
    )
    .all();

/** Where they share one transaction. */
function inSwitch(steps: readonly Step[]): readonly Step[] {
  return steps.map((change) => ({ ...change, phase: 'switch' }));
}

describe('a copy of a table', () => {
  /** Changes that ALTER cannot do. */
  const changes: readonly Step[] = inSwitch([
    {
      ...step('change_type', 'thing'),
      column: 'name',
      from: string(80),
      to: json,
      conversion: { op: 'json_array', value: { op: 'column', name: 'name' } },
      lossless: false,
    },
    { ...step('set_default', 'thing'), column: 'size', from: null, to: literal(3) },
    { ...step('backfill', 'thing'), rows: 'empty', column: 'size', value: { op: 'literal', value: 3 } },
    { ...step('set_not_null', 'thing'), column: 'size' },
    {
      ...step('add_column', 'thing'),
      column: column('seen', { kind: 'datetime' }, { default: { kind: 'now' } }),
    },
    { ...step('create_index', 'thing'), index: index('idx_thing_size', ['size']) },
  ]);

  it('is made once, however many steps need it', () => {
    const statements = [...database.describe(changes, new Map([['thing', thing]])).values()].flat();
    expect(statements.filter((sql) => sql.startsWith('INSERT INTO'))).toHaveLength(1);
    expect(statements.filter((sql) => sql.startsWith('DROP TABLE'))).toHaveLength(1);
  });

  it('is not made for columns that are released, renamed and defined anew', () => {
    const steps: readonly Step[] = [
      { ...step('drop_not_null', 'thing'), column: 'size' },
      {
        ...step('hold_column', 'thing'),
        column: column('size', float, { notNull: true }),
        heldName: '_hold_size',
      },
      { ...step('rename_table', 'thing'), to: 'case' },
      { ...step('rename_column', 'case'), from: 'name', to: 'title' },
      { ...step('set_default', 'case'), column: 'title', from: null, to: literal('x') },
    ];
    const required = {
      ...thing,
      columns: thing.columns.map((c) => (c.name === 'size' ? { ...c, notNull: true } : c)),
    };
    const statements = [...database.describe(steps, new Map([['thing', required]])).values()].flat();
    expect(statements.filter((sql) => sql.startsWith('INSERT INTO'))).toEqual([]);
  });

  it('keeps what others added to the table', async () => {
    const before = await run(database, [created], new Map());
    raw.exec(`
      ALTER TABLE thing ADD COLUMN _hold_old text;
      ALTER TABLE thing ADD COLUMN "Their Column" text COLLATE NOCASE CHECK (length("Their Column") < 9);
      ALTER TABLE thing ADD COLUMN doubled AS (size * 2);
      CREATE TABLE child (id text PRIMARY KEY, thing_id varchar(255) REFERENCES thing (id));
      CREATE TABLE log (what text);
      CREATE INDEX theirs ON thing ("Their Column" DESC) WHERE size > 0;
      CREATE TRIGGER noted AFTER UPDATE ON thing BEGIN INSERT INTO log VALUES (new.id); END;
      CREATE VIEW big AS SELECT id, size FROM thing WHERE size > 1;
      INSERT INTO thing (id, name, size, _hold_old, "Their Column") VALUES ('a', 'one', 2, 'kept', 'Abc'), ('b', NULL, NULL, NULL, 'x');
      INSERT INTO child VALUES ('c', 'a');
    `);
    const order = () => raw.prepare('SELECT id FROM thing ORDER BY rowid').pluck().all();
    const inserted = order();
    const after = await run(database, changes, before);
    expect(
      raw
        .prepare(
          'SELECT id, name, size, _hold_old AS held, "Their Column" AS theirs, doubled FROM thing ORDER BY id',
        )
        .all(),
    ).toEqual([
      { id: 'a', name: '["one"]', size: 2, held: 'kept', theirs: 'Abc', doubled: 4 },
      { id: 'b', name: null, size: 3, held: null, theirs: 'x', doubled: 6 },
    ]);
    expect(order()).toEqual(inserted);
    expect(raw.prepare('SELECT id FROM big').pluck().all()).toEqual(['a', 'b']);
    raw.exec("UPDATE thing SET size = 9 WHERE id = 'a'");
    expect(raw.prepare('SELECT what FROM log').pluck().all()).toEqual(['a']);
    expect(() => raw.exec(`UPDATE thing SET "Their Column" = 'far too long' WHERE id = 'a'`)).toThrow(
      /CHECK/,
    );
    expect(raw.prepare(`SELECT id FROM thing WHERE "Their Column" = 'ABC'`).pluck().all()).toEqual(['a']);
    expect(raw.pragma('foreign_key_check')).toEqual([]);
    expect(raw.pragma('foreign_key_list(child)')).toMatchObject([{ table: 'thing' }]);
    const sql = raw.prepare("SELECT sql FROM sqlite_schema WHERE name = 'theirs'").pluck().get();
    expect(sql).toBe('CREATE INDEX theirs ON thing ("Their Column" DESC) WHERE size > 0');
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
    const found = (await database.introspect(['thing'])).get('thing');
    const expected = after.get('thing') as TableSpec;
    for (const [name, picture] of database.render(expected).columns)
      expect(found?.columns.get(name)).toEqual(picture);
  });

  it('leaves foreign keys that were broken before as they were', async () => {
    const before = await run(database, [created], new Map());
    raw.pragma('foreign_keys = OFF');
    raw.exec(`CREATE TABLE child (id text, thing_id text REFERENCES thing (id)); INSERT INTO child VALUES ('c', 'nobody');
      INSERT INTO thing (id) VALUES ('a')`);
    await run(database, changes, before);
    expect(raw.pragma('foreign_key_check')).toHaveLength(1);
  });

  it('is not made when the catalog already says so', async () => {
    const before = await run(database, [created], new Map());
    raw.exec("INSERT INTO thing (id) VALUES ('a')");
    const root = () => raw.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'thing'").pluck().get();
    const page = root();
    await run(database, [{ ...step('drop_not_null', 'thing'), column: 'size' }], before);
    expect(root()).toBe(page);
  });
});

describe('many new columns', () => {
  const names = Array.from({ length: 20 }, (_, at) => (at === 0 ? 'case' : `t${at}`));
  const specs = names.map((name) => table(name, [column('order', text)], [index(`i_${name}`, ['order'])]));
  const creates: readonly Step[] = specs.map((spec) => ({ ...step('create_table', spec.name), spec }));
  const adds: readonly Step[] = names.flatMap((name, at) => [
    { ...step('add_column', name, 'a'), column: column('a', text, { default: literal("it's, (so)") }) },
    ...(at % 2 === 0
      ? [
          {
            ...step('add_column', name, 'b'),
            column: column('b', float, { notNull: true, default: literal(5) }),
          },
        ]
      : []),
  ]);

  it('leave byte for byte the catalog that ALTER TABLE leaves, and rows that read the defaults', async () => {
    const before = await run(database, creates, new Map());
    for (const name of names) raw.exec(`INSERT INTO "${name}" (id, "order") VALUES ('1', 'x')`);
    raw.exec('CREATE VIEW seen AS SELECT id FROM t3');
    const copy = join(subject.folder, 'reference.db');
    await raw.backup(copy);
    const reference = new SqliteDatabase(copy);
    for (const [, statements] of database.describe(adds, before))
      for (const sql of statements) reference.exec(sql);
    await run(database, adds, before);
    const catalog = (db: Database) =>
      db
        .prepare(
          "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> '_authoring_env' ORDER BY rowid",
        )
        .all();
    expect(catalog(raw)).toEqual(catalog(reference));
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
    for (const name of names) {
      const rows = (db: Database) => db.prepare(`SELECT * FROM "${name}"`).all();
      expect(rows(raw)).toEqual(rows(reference));
    }
    reference.close();
  });

  it('are seen by a connection that had the schema in memory', async () => {
    const before = await run(database, creates, new Map());
    const other = new SqliteDatabase(subject.path);
    const read = other.prepare('SELECT * FROM t1');
    read.all();
    await run(database, adds, before);
    other.exec("INSERT INTO t1 (id) VALUES ('1')");
    expect(other.prepare('SELECT a FROM t1').all()).toEqual([{ a: "it's, (so)" }]);
    other.close();
  });

  it('leave nothing when the chunk fails after them', async () => {
    const before = await run(database, creates, new Map());
    raw.exec(`INSERT INTO t1 (id, "order") VALUES ('1', 'x'), ('2', 'x')`);
    const text = schemaText();
    const failing: Step = { ...step('create_index', 't1'), index: index('u', ['order'], true) };
    await expect(run(database, inSwitch([...adds, failing]), before)).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
    });
    expect(schemaText()).toEqual(text);
    await run(database, adds, before);
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('give the catalog back to defensive mode', async () => {
    const before = await run(database, creates, new Map());
    await run(database, adds, before);
    expect(() =>
      raw.exec("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '' WHERE name = 't1'"),
    ).toThrow();
  });
});

describe('the database file', () => {
  const open = (url: string) => subject.databases.open(environmentAt('sqlite', url));

  it('that is not there reads as an empty one, and is made by the first run that works on it', async () => {
    const path = join(subject.folder, 'fresh.db');
    const fresh = await open(`sqlite:${path}`);
    expect(await fresh.mark()).toBeNull();
    expect(await fresh.introspect()).toEqual(new Map());
    expect(existsSync(path)).toBe(false);
    await fresh.enter('env', 'run', 1, 'hash');
    expect(await fresh.mark()).toMatchObject({ environmentId: 'env', runId: 'run' });
    await fresh.leave();
    await fresh.close();
    const again = await open(`sqlite:${path}`);
    expect(await again.mark()).toMatchObject({ environmentId: 'env', fence: 1 });
    await again.close();
  });

  it.each([
    ['in a folder that does not exist', () => join(subject.folder, 'nowhere', 'env.db')],
    ['that is a folder', () => subject.folder],
    [
      'that is no database',
      () => {
        const path = join(subject.folder, 'text.db');
        writeFileSync(path, 'not a database at all'.repeat(99));
        return path;
      },
    ],
  ])('%s is unavailable', async (_, path) => {
    await expect(open(`sqlite:${path()}`)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      suggestion: expect.any(String),
    });
  });

  it('held exclusively by another process is unavailable', async () => {
    const path = join(subject.folder, 'held.db');
    const holder = new SqliteDatabase(path);
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE t (a)');
    await expect(open(`sqlite:${path}`)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    holder.close();
  });

  it('survives power loss: write-ahead log, every commit synced', () => {
    const db = new SqliteDatabase(join(subject.folder, 'durable.db'));
    makeDurable(db);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    db.close();
  });

  it('that is full leaves the chunk undone, and takes it when there is room', async () => {
    const db = new SqliteDatabase(join(subject.folder, 'full.db'));
    makeDurable(db);
    const session = new SqliteSession(db);
    const target = new SqlTargetDatabase(sqliteDialect, session, {
      reconnect: async () => session,
      retry: { budgetMs: 0, pauseMinMs: 1, pauseMaxMs: 1 },
    });
    const many = Array.from({ length: 50 }, (_, at): Step => {
      const spec = table(`t${at}`, []);
      return { ...step('create_table', spec.name), spec };
    });
    await target.enter('env-1', 'run-1', 1, 'plan');
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 20}`);
    const [chunk] = target.chunks('expand', many, 0);
    if (!chunk) throw new Error('no chunk');
    await expect(target.execute(chunk, new Map(), 1)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect([...(await target.introspect()).keys()]).toEqual(['_authoring_env']);
    db.pragma('max_page_count = 100000');
    await target.execute(chunk, new Map(), 1);
    expect((await target.introspect()).size).toBe(51);
    await target.close();
  });
});

describe('a write lock of somebody else', () => {
  it('ends in LOCK_TIMEOUT within the budget and changes nothing', async () => {
    await database.enter('env-1', 'run-1', 1_000, 'plan');
    raw.exec('BEGIN IMMEDIATE');
    const [chunk] = database.chunks('expand', [created], 0);
    if (!chunk) throw new Error('no chunk');
    const startedAt = performance.now();
    await expect(database.execute(chunk, new Map(), 1_000)).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    raw.exec('ROLLBACK');
    await database.execute(chunk, new Map(), 1_000);
    expect([...(await database.introspect(['thing'])).keys()]).toEqual(['thing']);
    await database.leave();
  });

  it('is waited for while the budget lasts', async () => {
    await database.enter('env-1', 'run-1', 1_000, 'plan');
    raw.exec('BEGIN IMMEDIATE');
    const [chunk] = database.chunks('expand', [created], 0);
    if (!chunk) throw new Error('no chunk');
    const execution = database.execute(chunk, new Map(), 1_000);
    setTimeout(() => raw.exec('ROLLBACK'), 20);
    await execution;
    await database.leave();
  });

  it('keeps a run out at the door', async () => {
    await database.enter('env-1', 'run-1', 1_000, 'plan');
    await database.leave();
    raw.exec('BEGIN IMMEDIATE');
    await expect(database.enter('env-1', 'run-2', 1_001, 'plan')).rejects.toMatchObject({
      code: 'ENVIRONMENT_LOCKED',
    });
    raw.exec('ROLLBACK');
  });
});
