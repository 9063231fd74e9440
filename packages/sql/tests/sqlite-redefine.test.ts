/** Owns the proof that an edit of SQLite's catalog leaves what a copy of the table would have left, and writes no row. */
import { statSync } from 'node:fs';
import { applySteps, type Step, type TableSpec, type TargetDatabase } from '@objectstack/metadata-authoring';
import {
  boolean,
  column,
  datetime,
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
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RedefineColumns } from '../src/dialects/sqlite/action.ts';
import { compileSteps } from '../src/dialects/sqlite/compile-steps.ts';
import { columnDefinition } from '../src/dialects/sqlite/create-table.ts';
import { introspect } from '../src/dialects/sqlite/introspect.ts';
import { readLiveTable } from '../src/dialects/sqlite/live-table.ts';
import { rebuildStatements } from '../src/dialects/sqlite/rebuild-table.ts';
import { editOrRebuild, redefineColumns } from '../src/dialects/sqlite/redefine-columns.ts';
import { renderColumn } from '../src/dialects/sqlite/render.ts';
import { type SqliteSubject, sqliteSubject } from './support/target-subjects.ts';

const spec = table('t', [
  column('organization_id', string(255)),
  column('name', string(80)),
  column('note', text, { default: literal('n') }),
  column('size', float, { notNull: true, default: literal(1) }),
  column('flag', boolean),
]);

const define = {
  required: { ...step('set_not_null', 't'), column: 'name' },
  optional: { ...step('drop_not_null', 't'), column: 'size' },
  default: { ...step('set_default', 't'), column: 'flag', from: null, to: literal(true) },
  quotedDefault: { ...step('set_default', 't'), column: 'name', from: null, to: literal("it's, (so) -- x") },
  noDefault: { ...step('set_default', 't'), column: 'note', from: literal('n'), to: null },
  longer: typeChange('name', string(80), string(200)),
  shorter: typeChange('name', string(80), string(10)),
  unbounded: typeChange('name', string(80), text),
  bounded: typeChange('note', text, string(30)),
} satisfies Readonly<Record<string, Step>>;

function typeChange(name: string, from: typeof text | ReturnType<typeof string>, to: typeof from): Step {
  const conversion = { op: 'column', name } as const;
  return { ...step('change_type', 't'), column: name, from, to, conversion, lossless: true };
}

/** The table as it is found: ours, and as somebody may have made it or gone on with it by hand. */
const TABLES = {
  ours: `CREATE TABLE \`t\` (\`id\` varchar(255), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text default 'n',
    \`size\` float not null default '1', \`flag\` boolean, primary key (\`id\`))`,
  'with comments and other quotes': `CREATE TABLE "t" ( -- the table, (of) things
    "id" varchar(255), /* a, b */ organization_id varchar(255),
    [name]   VARCHAR(80) -- trailing, note
    , "note" text DEFAULT 'n' /* last ) */, size float NOT NULL default '1', flag boolean -- end
    , primary key (id))`,
  'with columns and checks of others': `CREATE TABLE t (id varchar(255), "my ""name""" text COLLATE NOCASE CHECK (length("my ""name""") < 9),
    organization_id varchar(255), name varchar(80), doubled AS (size * 2), stored text AS (name || '!') STORED,
    note text default 'n', size float not null default '1', flag boolean,
    CONSTRAINT "c, d" CHECK (size < 1000), UNIQUE (name, note), primary key (id))`,
};

const ROWS = `INSERT INTO t (id, name, note, size, flag) VALUES
  ('a', 'one', NULL, 1.5, 1), ('b', 'Öre', 'x', 2, 0), ('c', '3', '', -0.0, NULL), ('d', '04', 'n', 999.25, 1)`;
const INDEXES = `CREATE UNIQUE INDEX u ON t (COALESCE(organization_id, '__global__'), name);
  CREATE INDEX i ON t (note DESC) WHERE note IS NOT NULL;
  CREATE TABLE log (what text);
  CREATE TRIGGER noted AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (new.id); END;
  CREATE VIEW seen AS SELECT id, name FROM t`;

function memory(...statements: readonly string[]): Database {
  const db = new SqliteDatabase(':memory:');
  for (const sql of statements) db.exec(sql);
  return db;
}

/** Every row byte for byte, in the order and under the row ids in which it is stored. */
function rowsOf(db: Database): unknown {
  const names = db.prepare("SELECT name FROM pragma_table_xinfo('t')").pluck().all() as string[];
  const values = names.map((name) => `quote("${name.replaceAll('"', '""')}")`).join(", '|', ");
  return db.prepare(`SELECT rowid, concat(${values}) FROM t ORDER BY rowid`).raw().all();
}

const rootOf = (db: Database) =>
  db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 't'").pluck().get();

function redefinitionOf(steps: readonly Step[]): RedefineColumns {
  const [action, ...others] = compileSteps(steps, new Map([['t', spec]])).filter(
    ({ kind }) => kind !== 'refuse',
  );
  if (action?.kind !== 'redefine_columns' || others.length > 0) throw new Error('not one edit');
  return action;
}

function copy(db: Database, action: RedefineColumns): void {
  for (const sql of rebuildStatements(readLiveTable(db, 't'), { ...action, kind: 'rebuild' })) db.exec(sql);
}

describe('an edit of the catalog', () => {
  const all = Object.entries(define);
  const cases = Object.entries(TABLES).flatMap(([of, sql]) => [
    ...all.map(([what, one]) => ({ of, sql, what, steps: [one] as readonly Step[] })),
    { of, sql, what: 'many', steps: [define.required, define.optional, define.default, define.bounded] },
  ]);

  it.each(
    cases.flatMap((one) => [
      { ...one, rows: ROWS },
      { ...one, rows: '' },
    ]),
  )('leaves what a copy leaves: table $of, $what', ({ sql, steps, rows }) => {
    const [edited, copied] = [memory(sql, INDEXES, rows), memory(sql, INDEXES, rows)];
    const [before, root] = [rowsOf(edited), rootOf(edited)];
    const action = redefinitionOf(steps);
    expect(editOrRebuild(edited, action)).toBe(action);
    redefineColumns(edited, action);
    copy(copied, action);
    expect(introspect(edited)).toEqual(introspect(copied));
    expect(rowsOf(edited)).toEqual(before);
    expect(rowsOf(edited)).toEqual(rowsOf(copied));
    expect(rootOf(edited)).toBe(root);
    for (const db of [edited, copied]) {
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
    }
  });

  it('keeps every letter that is not the column', () => {
    const sql = TABLES['with comments and other quotes'];
    const db = memory(sql);
    redefineColumns(db, redefinitionOf([define.longer]));
    expect(db.prepare('SELECT sql FROM sqlite_schema').pluck().get()).toBe(
      sql.replace('[name]   VARCHAR(80)', '`name` varchar(200)'),
    );
    db.close();
  });

  it('leaves indexes and unique keys in use, and the definition in force', () => {
    const db = memory(TABLES.ours, INDEXES, ROWS);
    redefineColumns(db, redefinitionOf([define.required, define.unbounded, define.default]));
    expect(() => db.exec("INSERT INTO t (id, name) VALUES ('e', 'one')")).toThrow(/UNIQUE/);
    expect(() => db.exec("INSERT INTO t (id, name) VALUES ('a', 'new')")).toThrow(/UNIQUE/);
    expect(() => db.exec("INSERT INTO t (id) VALUES ('e')")).toThrow(/NOT NULL/);
    db.exec("INSERT INTO t (id, name) VALUES ('e', 'new')");
    expect(db.prepare("SELECT flag FROM t WHERE id = 'e'").pluck().get()).toBe(1);
    expect(db.prepare("EXPLAIN QUERY PLAN SELECT id FROM t WHERE note = 'x'").all()).toMatchObject([
      { detail: expect.stringContaining('USING INDEX i') },
    ]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });

  it.each([
    ['a collation', `name varchar(80) COLLATE NOCASE`, ''],
    ['a check', 'name varchar(80) CHECK (length(name) < 9)', ''],
    ['a unique key', 'name varchar(80) UNIQUE', ''],
    ['a reference', 'name varchar(80) REFERENCES o (id)', ''],
    ['a conflict clause', 'name varchar(80) NULL ON CONFLICT IGNORE', ''],
    ['a computed value', "name varchar(80) AS (id || 'x')", ''],
    ['another affinity', 'name numeric', ''],
    ['no row id', 'name varchar(80)', 'WITHOUT ROWID'],
  ])('is none where the column has %s of others', (_, name, options) => {
    const db = memory(`CREATE TABLE t (id varchar(255), ${name}, primary key (id)) ${options}`);
    const action = redefinitionOf([define.unbounded]);
    expect(editOrRebuild(db, action)).toEqual({ ...action, kind: 'rebuild' });
    db.close();
  });

  it('is none where rows would read the new default as their value', () => {
    const db = memory("CREATE TABLE t (id varchar(255), primary key (id)); INSERT INTO t VALUES ('old')");
    for (const { name } of redefinitionOf([define.default, define.noDefault]).columns) {
      const own = spec.columns.find((one) => one.name === name);
      if (own) db.exec(`ALTER TABLE t ADD COLUMN ${columnDefinition(own)}`);
    }
    db.exec("CREATE INDEX i ON t (note); INSERT INTO t (id, note) VALUES ('new', 'n')");
    const schema = db.prepare('SELECT sql FROM sqlite_schema').all();
    for (const one of [define.default, define.noDefault])
      expect(editOrRebuild(db, redefinitionOf([one])).kind).toBe('rebuild');
    expect(db.prepare('SELECT sql FROM sqlite_schema').all()).toEqual(schema);
    // As soon as the rows hold their values, nothing depends on the default.
    db.exec('UPDATE t SET note = note');
    for (const one of [define.default, define.noDefault])
      expect(editOrRebuild(db, redefinitionOf([one])).kind).toBe('redefine_columns');
    db.close();
  });

  it('never changes what a row reads, whatever was there before', () => {
    const definition = fc.record({
      type: fc.constantFrom(string(20), string(40), text),
      notNull: fc.boolean(),
      default: fc.constantFrom(null, literal('a'), literal("b'(,")),
    });
    const value = fc.constantFrom(null, 'a', "b'(,", '');
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ old: definition, next: definition, added: fc.boolean(), indexed: fc.boolean() }),
          { minLength: 1, maxLength: 4 },
        ),
        fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { maxLength: 4 }),
        fc.nat(4),
        (columns, rows, early) => {
          const named = columns.map(({ old, next, added, indexed }, at) => {
            const name = `c ${at}`;
            // ALTER adds no column that is required and has no default.
            const required = old.notNull && !added;
            return {
              name,
              old: { ...column(name, old.type), ...old, notNull: required },
              next: { ...column(name, next.type), ...next },
              added,
              indexed,
            };
          });
          const build = () => {
            const db = memory();
            const live = [...named.filter(({ added }) => !added), ...named.filter(({ added }) => added)];
            const insert = (row: readonly (string | null)[], at: number) => {
              const names = db.prepare("SELECT name FROM pragma_table_xinfo('t')").pluck().all() as string[];
              const list = names.map((name) => `"${name}"`).join(', ');
              const sql = `INSERT OR IGNORE INTO t (${list}) VALUES (${names.map(() => '?').join(', ')})`;
              db.prepare(sql).run(`r${at}`, ...row.slice(0, names.length - 1));
            };
            const created = live.flatMap((one) => (one.added ? [] : [`${columnDefinition(one.old)}, `]));
            db.exec(`CREATE TABLE t (\`id\` varchar(255), ${created.join('')}primary key (\`id\`))`);
            for (const [at, row] of rows.slice(0, early).entries()) insert(row, at);
            for (const one of live)
              if (one.added) db.exec(`ALTER TABLE t ADD COLUMN ${columnDefinition(one.old)}`);
            for (const [at, row] of rows.slice(early).entries()) insert(row, early + at);
            for (const { name, indexed } of live)
              if (indexed) db.exec(`CREATE INDEX "i ${name}" ON t ("${name}")`);
            return db;
          };
          const action: RedefineColumns = {
            kind: 'redefine_columns',
            stepId: 'step',
            table: 't',
            columns: named.map(({ name, next }) => ({
              name,
              definition: columnDefinition(next),
              reads: renderColumn(next),
              value: null,
              added: false,
            })),
          };
          const [edited, copied] = [build(), build()];
          const before = rowsOf(edited);
          const attempt = (work: () => void) => {
            try {
              work();
              return 'done';
            } catch {
              return 'refused';
            }
          };
          const outcome = attempt(() => {
            const settled = editOrRebuild(edited, action);
            if (settled.kind === 'redefine_columns') redefineColumns(edited, settled);
            else copy(edited, action);
          });
          edited.exec('DROP TABLE IF EXISTS _authoring_rebuild');
          expect(rowsOf(edited)).toEqual(before);
          expect(edited.pragma('integrity_check', { simple: true })).toBe('ok');
          expect(attempt(() => copy(copied, action))).toBe(outcome);
          if (outcome === 'done') expect(introspect(edited)).toEqual(introspect(copied));
          edited.close();
          copied.close();
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a run that redefines columns', () => {
  let subject: SqliteSubject;
  let database: TargetDatabase;
  let raw: Database;
  let fence = 0;

  beforeEach(async () => {
    subject = await sqliteSubject();
    database = await subject.databases.open(subject.environment);
    raw = new SqliteDatabase(subject.path);
  });
  afterEach(async () => {
    raw.close();
    await database.close();
    await subject.dispose();
  });

  async function run(steps: readonly Step[], before: ReadonlyMap<string, TableSpec>) {
    fence += 1;
    await database.enter('env-1', `run-${fence}`, fence, 'plan');
    try {
      for (const chunk of database.chunks('switch', steps, 0)) await database.execute(chunk, before, fence);
    } finally {
      await database.leave();
    }
    return applySteps(before, steps);
  }
  const create = (indexes: TableSpec['indexes'] = []) =>
    run([{ ...step('create_table', 't'), spec: { ...spec, indexes } }], new Map());
  const fill: Step = {
    ...step('backfill', 't'),
    // Where it shares one transaction with the others.
    phase: 'switch',
    rows: 'empty',
    column: 'name',
    value: { op: 'literal', value: 'filled' },
  };
  const matches = async (schema: ReadonlyMap<string, TableSpec>) => {
    const expected = schema.get('t');
    if (!expected) throw new Error('no table');
    expect((await database.introspect(['t'])).get('t')).toEqual(database.render(expected));
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
  };

  it('fills rows before it requires a value, without a copy', async () => {
    const before = await create([index('idx_t_name', ['name'])]);
    raw.exec("INSERT INTO t (id, name) VALUES ('a', NULL), ('b', 'x')");
    const root = rootOf(raw);
    const other: Step = { ...step('set_default', 't'), column: 'flag', from: null, to: literal(true) };
    await matches(await run([other, fill, define.required], before));
    expect(raw.prepare('SELECT name FROM t ORDER BY id').pluck().all()).toEqual(['filled', 'x']);
    expect(rootOf(raw)).toBe(root);
  });

  it('refuses rows without a value and leaves everything as it was', async () => {
    const before = await create();
    raw.exec("INSERT INTO t (id, name) VALUES ('a', NULL), ('b', 'x')");
    const schema = () => raw.prepare('SELECT name, sql FROM sqlite_schema').all();
    const text = schema();
    await expect(run([define.default, define.required], before)).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      message: expect.stringContaining("1 rows of 't' without a value for 'name'"),
    });
    expect(schema()).toEqual(text);
    raw.exec("UPDATE t SET name = 'y' WHERE id = 'a'");
    await matches(await run([define.default, define.required], before));
  });

  it('refuses rows too long for the new type', async () => {
    const before = await create();
    raw.exec("INSERT INTO t (id, name) VALUES ('a', 'far longer than that')");
    const shorter = { ...define.shorter, lossless: false } as Step;
    await expect(run([shorter], before)).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    raw.exec("UPDATE t SET name = 'short'");
    await matches(await run([shorter], before));
  });

  it('adds a required column to an empty table, and to no other', async () => {
    const before = await create();
    const add: Step = { ...step('add_column', 't'), column: column('code', text, { notNull: true }) };
    raw.exec("INSERT INTO t (id) VALUES ('a')");
    await expect(run([add], before)).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    raw.exec('DELETE FROM t');
    await matches(await run([add, define.required], before));
  });

  it('holds and restores a required column in place', async () => {
    const before = await create();
    raw.exec("INSERT INTO t (id, size) VALUES ('a', 7)");
    const root = rootOf(raw);
    const size = column('size', float, { notNull: true, default: literal(1) });
    const held = await run([{ ...step('hold_column', 't'), column: size, heldName: '_hold_1' }], before);
    raw.exec("INSERT INTO t (id, _hold_1) VALUES ('b', 8)");
    const restored = { ...size, notNull: false };
    await matches(
      await run(
        [
          { ...step('restore_column', 't'), column: restored, heldName: '_hold_1' },
          { ...step('set_not_null', 't'), column: 'size' },
        ],
        held,
      ),
    );
    expect(raw.prepare('SELECT size FROM t ORDER BY id').pluck().all()).toEqual([7, 8]);
    expect(rootOf(raw)).toBe(root);
  });

  it.each([
    [
      'before',
      (conversion: Step) => [conversion, fill, define.default, { ...define.required, column: 'name' }],
    ],
    ['behind', (conversion: Step) => [define.default, fill, define.required, conversion]],
  ])('has one copy where a conversion of values stands %s it', async (_, order) => {
    const before = await create();
    raw.exec("INSERT INTO t (id, name, note, flag) VALUES ('a', NULL, 'x', 0), ('b', 'y', NULL, NULL)");
    const conversion: Step = {
      ...step('change_type', 't'),
      column: 'note',
      from: text,
      to: json,
      conversion: { op: 'json_array', value: { op: 'column', name: 'note' } },
      lossless: false,
    };
    const noDefault: Step = { ...define.noDefault };
    const steps = [noDefault, ...order(conversion)];
    const described = [...database.describe(steps, before).values()].flat();
    expect(described.filter((sql) => sql.startsWith('DROP TABLE'))).toHaveLength(1);
    await matches(await run(steps, before));
    expect(raw.prepare('SELECT name, note, flag FROM t ORDER BY id').raw().all()).toEqual([
      ['filled', '["x"]', 0],
      ['y', null, null],
    ]);
  });

  it('keeps what rows read that are older than the column', async () => {
    const before = await create();
    raw.exec("INSERT INTO t (id) VALUES ('old')");
    const add: Step = { ...step('add_column', 't'), column: column('late', text, { default: literal('l') }) };
    const added = await run([add], before);
    const steps: readonly Step[] = [
      { ...step('set_default', 't'), column: 'late', from: literal('l'), to: literal('m') },
    ];
    await matches(await run(steps, added));
    raw.exec("INSERT INTO t (id) VALUES ('recent')");
    expect(raw.prepare('SELECT late FROM t ORDER BY id').pluck().all()).toEqual(['l', 'm']);
  });

  it('appends what ALTER can add while definitions wait', async () => {
    const before = await create();
    raw.exec("INSERT INTO t (id) VALUES ('a')");
    const root = rootOf(raw);
    const add: Step = { ...step('add_column', 't'), column: column('extra', datetime) };
    await matches(await run([define.optional, add, define.default], before));
    expect(rootOf(raw)).toBe(root);
  });

  it('is noticed by a connection that has statements prepared', async () => {
    const before = await create([index('idx_t_name', ['name'])]);
    raw.exec("INSERT INTO t (id, name) VALUES ('a', 'x')");
    const other = new SqliteDatabase(subject.path);
    const read = other.prepare('SELECT flag FROM t WHERE id = ?').pluck();
    const write = other.prepare('INSERT INTO t (id, name) VALUES (?, ?)');
    expect(read.get('a')).toBeNull();
    write.run('b', null);
    other.exec("DELETE FROM t WHERE id = 'b'");
    await run([define.required, define.default], before);
    expect(() => write.run('b', null)).toThrow(/NOT NULL/);
    write.run('b', 'y');
    expect(read.get('b')).toBe(1);
    expect(read.get('a')).toBeNull();
    expect(other.pragma('integrity_check', { simple: true })).toBe('ok');
    other.close();
  });

  it('writes a page or two, however many rows there are', async () => {
    const before = await create([index('idx_t_name', ['name'])]);
    raw.exec(`WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
      INSERT INTO t (id, name, note, size) SELECT printf('id-%d', i), printf('name %d', i), hex(i), i FROM n`);
    raw.pragma('wal_checkpoint(TRUNCATE)');
    const pages = () => Number(raw.pragma('page_count', { simple: true }));
    const [root, pagesBefore] = [rootOf(raw), pages()];
    await run([define.required, define.default, define.unbounded, define.optional], before);
    expect(statSync(`${subject.path}-wal`).size).toBeLessThan(200_000);
    expect(pages() - pagesBefore).toBeLessThan(3);
    expect(pagesBefore).toBeGreaterThan(5_000);
    expect(rootOf(raw)).toBe(root);
  });
});
