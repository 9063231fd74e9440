/**
 * Owns the proof that an index of a large table grows beside writers on SQLite: the file is sound after every batch, a
 * build that is cut off goes on where it was, and what is given up leaves nothing (invariants I-16, I-32, I-33).
 */
import {
  AuthoringError,
  type Chunk,
  type ChunkWatch,
  type IndexSpec,
  type SchemaState,
  type TargetDatabase,
} from '@objectstack/metadata-authoring';
import {
  column,
  float,
  index,
  step,
  string,
  table,
  tenantIndex,
  text,
} from '@objectstack/metadata-authoring-testkit';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INDEX_PACE } from '../src/environment/batch-size.ts';
import { type SqliteSubject, sqliteSubject } from './support/target-subjects.ts';

/** Three batches, of which each may be larger by a half. */
const ROWS = INDEX_PACE.firstRows * 4;
const thing = table('thing', [
  column('organization_id', string(80)),
  column('name', string(80)),
  column('size', float),
  column('note', text),
]);
const schema: SchemaState = new Map([['thing', thing]]);

let subject: SqliteSubject;
let database: TargetDatabase;
let raw: Database;
let fence = 0;
let writes = 0;

beforeEach(async () => {
  subject = await sqliteSubject();
  database = await subject.databases.open(subject.environment);
  const created = { ...step('create_table', 'thing'), spec: thing };
  await enter('run-create');
  for (const chunk of database.chunks('expand', [created], 0))
    await database.execute(chunk, new Map(), fence);
  await database.leave();
  raw = new SqliteDatabase(subject.path);
  raw.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
    INSERT INTO thing (id, organization_id, name, size, note) SELECT 'k' || i, CASE i % 3 WHEN 0 THEN NULL ELSE 'o' || i % 3 END,
      CASE WHEN i % 7 > 0 THEN 'n' || (i * 7919 % ${ROWS}) END, CASE i % 3 WHEN 0 THEN i WHEN 1 THEN i + 0.5 END, 'note' FROM n`);
});
afterEach(async () => {
  raw.close();
  await database.close();
  await subject.dispose();
});

async function enter(run: string): Promise<void> {
  fence += 1;
  await database.enter('env-1', run, fence, 'plan');
}

function building(spec: IndexSpec): Chunk {
  const [chunk] = database.chunks('expand', [{ ...step('create_index', 'thing'), index: spec }], 0);
  if (!chunk?.batched) throw new Error('no batched chunk');
  return chunk;
}

/** As a new process would go on with it. @param goesOn before each batch, which may stop it there @returns rows looked at */
async function attempt(chunk: Chunk, goesOn: (batches: number) => void): Promise<number> {
  await enter('run-index');
  let batches = 0;
  let rows = 0;
  const watch: ChunkWatch = {
    onRows: ({ done }) => {
      rows = done;
    },
    goesOn: async () => {
      goesOn(batches);
      batches += 1;
    },
  };
  await database.execute(chunk, schema, fence, watch).finally(() => database.leave());
  return rows;
}

const cut = () => new AuthoringError('RUN_CANCELLED', 'cut off');
const textOf = (name: string) =>
  raw.prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?").pluck().get(name);
const objects = () =>
  raw.prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").raw().all();

function expectSound(): void {
  expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
}

/** Every way in which a row comes, changes or goes, with triggers or without. */
function write(): void {
  writes += 1;
  const n = writes;
  raw.exec(`
    INSERT INTO thing (id, name, size) VALUES ('new${n}', 'w${n}', ${n});
    INSERT OR REPLACE INTO thing (id, name, size) VALUES ('k${n + 5}', 'replaced${n}', NULL), ('k${ROWS - n}', NULL, 1.5);
    INSERT OR IGNORE INTO thing (id, name) VALUES ('k${n + 6}', 'ignored');
    INSERT INTO thing (id, name) VALUES ('k${n + 7}', 'x') ON CONFLICT (id) DO UPDATE SET name = 'upserted${n}', size = -size;
    UPDATE thing SET name = 'u${n}', size = size + 1 WHERE id IN ('k${n + 50}', 'k${ROWS - n - 50}');
    UPDATE thing SET name = NULL WHERE id IN ('k${n + 80}', 'k${ROWS - n - 80}');
    DELETE FROM thing WHERE id IN ('k${n + 120}', 'k${ROWS - n - 120}');`);
}

describe('an index that grows', () => {
  it.each([
    ['plain', index('idx_thing_name', ['name']), 'name'],
    ['of numbers', index('idx_thing_size_name', ['size', 'name']), 'size'],
    ['within a tenant', tenantIndex('idx_thing_organization_id_name', ['id']), 'id'],
  ])(
    'I-32 I-33: %s, beside writers of every kind, cut off at every batch: the file is sound, and the index whole in the end',
    async (_, spec, key) => {
      const chunk = building(spec);
      for (let batch = 0; batch < 2; batch += 1) {
        write();
        const stopped = attempt(chunk, (batches) => {
          write();
          if (batches === 1) throw cut();
        });
        await expect(stopped).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
        expect(textOf(spec.name)).toMatch(/ WHERE _rowid_ <= \d+$/);
        expectSound();
        write();
        expectSound();
      }
      // It went on where it was: two batches were done before, and few rows were written since.
      let batches = 0;
      await attempt(chunk, () => {
        write();
        batches += 1;
      });
      expect(batches).toBeLessThanOrEqual(Math.ceil((ROWS + 100) / INDEX_PACE.firstRows) - 2);
      expect(textOf(spec.name)).not.toMatch(/WHERE/);
      expectSound();
      const counted = raw.prepare(
        `SELECT count(*) FROM thing INDEXED BY ${spec.name} WHERE ${key} > '' OR ${key} <= ''`,
      );
      const rows = raw
        .prepare(`SELECT count(*) FROM thing NOT INDEXED WHERE ${key} IS NOT NULL`)
        .pluck()
        .get();
      expect(counted.pluck().get()).toBe(rows);
      expect((await database.introspect(['thing'])).get('thing')?.indexes.get(spec.name)).toEqual(
        database.render({ ...thing, indexes: [spec] }).indexes.get(spec.name),
      );
      expect(raw.prepare('SELECT name FROM sqlite_schema').pluck().all()).not.toContain('_authoring_growth');
    },
  );

  it('I-16: is done already when only the word of it was lost', async () => {
    const spec = index('idx_thing_name', ['name']);
    await attempt(building(spec), () => undefined);
    const whole = textOf(spec.name);
    raw.exec(`UPDATE _authoring_env SET step_no = 0, attempting = 0, cursor = '${ROWS}'`);
    await attempt(building(spec), () => undefined);
    expect(textOf(spec.name)).toBe(whole);
    expect(await database.mark()).toMatchObject({ chunksDone: 1 });
  });

  it('I-16: given up half way it leaves nothing, and begins anew when it is wanted again', async () => {
    const before = objects();
    const spec = index('idx_thing_name', ['name']);
    const chunk = building(spec);
    const stopped = attempt(chunk, (batches) => {
      if (batches === 2) throw cut();
    });
    await expect(stopped).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    await enter('run-index');
    expect(await database.settle(chunk, schema, fence)).toBe(false);
    await database.leave();
    expect(objects()).toEqual(before);
    await attempt(chunk, () => undefined);
    expect(textOf(spec.name)).not.toMatch(/WHERE/);
    expectSound();
  });

  it('names the rows that a unique one finds twice, whenever they come, and goes on when they are corrected', async () => {
    const spec = index('uniq_thing_note', ['note'], true);
    raw.exec('UPDATE thing SET note = id');
    raw.exec(`UPDATE thing SET note = 'k3' WHERE id = 'k${ROWS - 3}'`);
    const chunk = building(spec);
    const refused = await attempt(chunk, () => undefined).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'PREFLIGHT_FAILED', details: { table: 'thing', count: 2 } });
    expect((refused as AuthoringError).details.keys).toEqual(expect.arrayContaining(['k3', `k${ROWS - 3}`]));
    expectSound();
    // What it came to is refused to whoever writes; what it did not is found by it.
    expect(() => raw.exec("UPDATE thing SET note = 'k4' WHERE id = 'k5'")).toThrow(/UNIQUE/);
    raw.exec(`UPDATE thing SET note = NULL WHERE id = 'k${ROWS - 3}'`);
    await attempt(chunk, () => undefined);
    expectSound();
    expect(() => raw.exec(`UPDATE thing SET note = 'k4' WHERE id = 'k${ROWS - 4}'`)).toThrow(/UNIQUE/);
  });

  it('does not go on with an index that somebody changed meanwhile, and begins anew when it was dropped', async () => {
    const spec = index('idx_thing_name', ['name']);
    const chunk = building(spec);
    const half = () =>
      expect(
        attempt(chunk, (batches) => {
          if (batches === 1) throw cut();
        }),
      ).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    await half();
    raw.exec('ALTER TABLE thing RENAME COLUMN name TO title');
    await expect(attempt(chunk, () => undefined)).rejects.toMatchObject({ code: 'SCHEMA_DRIFT' });
    raw.exec('ALTER TABLE thing RENAME COLUMN title TO name; DROP INDEX idx_thing_name');
    await attempt(chunk, () => undefined);
    expect(textOf(spec.name)).not.toMatch(/WHERE/);
    expectSound();
  });

  it('leaves an index of that name alone that it did not begin', async () => {
    raw.exec('CREATE INDEX idx_thing_name ON thing (size)');
    const failed = attempt(building(index('idx_thing_name', ['name'])), () => undefined);
    await expect(failed).rejects.toMatchObject({ code: 'STATEMENT_FAILED' });
    expect(textOf('idx_thing_name')).toBe('CREATE INDEX idx_thing_name ON thing (size)');
  });

  it('is built at once where somebody gave a key a collation of its own', async () => {
    raw.exec('ALTER TABLE thing ADD COLUMN odd text COLLATE NOCASE');
    raw.exec("UPDATE thing SET odd = 'A' || id");
    let batches = 0;
    await attempt(building(index('idx_thing_odd', ['odd'])), (n) => {
      batches = n + 1;
    });
    expect(batches).toBe(1);
    expectSound();
    expect(
      raw.prepare("SELECT count(*) FROM thing INDEXED BY idx_thing_odd WHERE odd = 'aK7'").pluck().get(),
    ).toBe(1);
  });

  it('sets its connection back when it is done', async () => {
    const sent: string[] = [];
    const observed = await import('../src/environment/open-target-databases.ts').then(
      ({ openTargetDatabases }) =>
        openTargetDatabases({ observer: { before: (_, sql) => sent.push(sql), after: () => undefined } }),
    );
    await database.close();
    database = await observed.open(subject.environment);
    await attempt(building(index('idx_thing_name', ['name'])), () => undefined);
    const settings = sent.filter((sql) => sql.includes('wal_autocheckpoint = '));
    expect(settings).toEqual(['PRAGMA wal_autocheckpoint = 0', 'PRAGMA wal_autocheckpoint = 1000']);
  });
});
