/**
 * Owns the facts about engines that plans rely on, measured on the servers of this run. Every test begins with the
 * constant that would be wrong without its fact: `typeChangeForm`, `requireForm`, `requiredFrom` and `startsRequired` of
 * core's online-form.ts, `capabilities` of a dialect, or the statements of a step.
 */
import { readFileSync } from 'node:fs';
import type { ErrorCode } from '@objectstack/metadata-authoring';
import {
  column,
  step,
  string,
  type TargetSubject,
  table,
  Workbench,
} from '@objectstack/metadata-authoring-testkit';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { describePostgres } from '../../../tests/support/postgres.ts';
import {
  type MysqlSubject,
  mysqlSubject,
  type PostgresSubject,
  postgresSubject,
  type SqliteSubject,
  sqliteSubject,
} from './support/target-subjects.ts';

const ROWS = 2_000;
const impatient = { lockTimeoutMs: 100, lockRetryMs: 300 };
/** One attempt waits for a whole second where the server counts in those; the last one may begin just before the end. */
const LOCK_WAIT_MS_MAX = 3_500;

/** A step that needs a lock which somebody keeps gives up in time. */
async function givesUp(
  open: () => Promise<TargetSubject>,
  hold: (subject: TargetSubject) => Promise<() => Promise<void>>,
  code: ErrorCode = 'LOCK_TIMEOUT',
): Promise<void> {
  const bench = await Workbench.open(open);
  try {
    await bench.create(table('thing', [column('v', string(9))]));
    const release = await hold(bench.subject);
    const startedAt = performance.now();
    const add = { ...step('add_column', 'thing'), column: column('w', string(9)) };
    await expect(bench.apply([add])).rejects.toMatchObject({ code });
    expect(performance.now() - startedAt).toBeLessThan(LOCK_WAIT_MS_MAX);
    await release();
    await bench.apply([add]);
    await bench.expectSchema();
  } finally {
    await bench.close();
  }
}

describe('what SQLite does', () => {
  let subject: SqliteSubject;
  let db: Database;

  beforeEach(async () => {
    subject = await sqliteSubject();
    db = new SqliteDatabase(subject.path);
    db.exec('CREATE TABLE t (id varchar(255), v varchar(40), primary key (id)); PRAGMA user_version = 1');
    const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
    db.transaction(() => {
      for (let at = 0; at < ROWS; at += 1) insert.run(`r${at}`, 'x'.repeat(40));
    })();
  });
  afterEach(async () => {
    db.close();
    await subject.dispose();
  });

  /** Pages of the file that a statement changes. */
  function pagesWrittenBy(sql: string): number {
    const size = db.pragma('page_size', { simple: true }) as number;
    const pages = () => {
      const file = readFileSync(subject.path);
      return Array.from({ length: file.length / size }, (_, at) => file.subarray(at * size, (at + 1) * size));
    };
    const before = pages();
    db.exec(sql);
    const after = pages();
    return after.filter((page, at) => !before[at]?.equals(page)).length;
  }

  it('capabilities.transactionalDdl: DDL rolls back with its transaction', () => {
    db.exec('BEGIN; ALTER TABLE t ADD COLUMN w text; CREATE INDEX i ON t (v); ROLLBACK');
    expect(db.prepare("SELECT name FROM pragma_table_info('t')").pluck().all()).toEqual(['id', 'v']);
  });

  it('add_column, add_shadow: ADD COLUMN writes no row, NOT NULL with a constant default neither', () => {
    expect(pagesWrittenBy("ALTER TABLE t ADD COLUMN w text NOT NULL DEFAULT 'x'")).toBeLessThanOrEqual(2);
    expect(db.prepare("SELECT count(*) FROM t WHERE w = 'x'").pluck().get()).toBe(ROWS);
  });

  it('swap_column: RENAME COLUMN writes no row', () => {
    expect(pagesWrittenBy('ALTER TABLE t RENAME COLUMN v TO w')).toBeLessThanOrEqual(2);
  });

  it('typeChangeForm: the declared length of a text bounds nothing', () => {
    db.exec("CREATE TABLE u (v varchar(3)); INSERT INTO u VALUES ('longer')");
    expect(db.prepare('SELECT v, typeof(v) FROM u').raw().get()).toEqual(['longer', 'text']);
  });

  it('typeChangeForm: a number stored under another type stays what it was, so that its rows must be written', () => {
    db.exec('CREATE TABLE u (v text); INSERT INTO u VALUES (1.5)');
    expect(db.prepare('SELECT typeof(v) FROM u').pluck().get()).toBe('text');
  });

  it('create_view: a trigger of a view is given NULL for a column that is left out as for one that is written NULL', () => {
    db.exec('CREATE TABLE seen (v text); CREATE VIEW old AS SELECT id, v FROM t');
    db.exec(
      'CREATE TRIGGER old_i INSTEAD OF INSERT ON old BEGIN INSERT INTO seen VALUES (typeof(NEW.v)); END',
    );
    db.exec("INSERT INTO old (id) VALUES ('a'); INSERT INTO old (id, v) VALUES ('b', NULL)");
    expect(db.prepare('SELECT v FROM seen').pluck().all()).toEqual(['null', 'null']);
  });

  it('capabilities.inBatches: SQLite keeps a partial index of rows up to a row id, also when REPLACE takes one away', () => {
    db.exec("CREATE TABLE some (id text PRIMARY KEY, v text); INSERT INTO some VALUES ('a', 1), ('b', 2)");
    db.exec(
      'CREATE INDEX half ON some (v) WHERE _rowid_ <= 2; CREATE TRIGGER gone AFTER DELETE ON some BEGIN SELECT RAISE(ABORT, 1); END',
    );
    db.exec("INSERT OR REPLACE INTO some VALUES ('a', 3); UPDATE some SET v = 4 WHERE id = 'b'");
    expect(db.prepare('SELECT v FROM some INDEXED BY half WHERE _rowid_ <= 2').pluck().all()).toEqual(['4']);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('requiredFrom contract: NOT NULL is asked before a trigger could fill a column', () => {
    db.exec('CREATE TABLE n (v text, w text NOT NULL)');
    db.exec('CREATE TRIGGER s AFTER INSERT ON n BEGIN UPDATE n SET w = v WHERE _rowid_ = NEW._rowid_; END');
    expect(() => db.exec("INSERT INTO n (v) VALUES ('x')")).toThrow('NOT NULL constraint failed');
  });

  it('lockTimeoutMs: a writer that keeps the file does not hold up a run for longer', () =>
    givesUp(
      () => sqliteSubject(impatient),
      async (held) => {
        const other = new SqliteDatabase((held as SqliteSubject).path);
        other.exec('BEGIN IMMEDIATE');
        return async () => {
          other.close();
        };
      },
      // One file has one writer: who comes in vain does not even begin.
      'ENVIRONMENT_LOCKED',
    ));
});

describePostgres('what PostgreSQL does', (server) => {
  let subject: PostgresSubject;
  let other: pg.Client;

  beforeEach(async () => {
    subject = await postgresSubject(server);
    other = new pg.Client({ connectionString: subject.url });
    await other.connect();
    await subject.query('CREATE TABLE t (id varchar(255) PRIMARY KEY, v varchar(40))');
    await subject.query(`INSERT INTO t SELECT 'r' || n, 'x' FROM generate_series(1, ${ROWS}) n`);
  });
  afterEach(async () => {
    await other.end();
    await subject.dispose();
  });

  const run = (sql: string) => subject.query(sql);
  const fileNode = async (): Promise<unknown> =>
    (await run("SELECT pg_relation_filenode('t') AS node")).rows[0]?.node;
  const rewrites = async (sql: string): Promise<boolean> => {
    const before = await fileNode();
    await run(sql);
    return (await fileNode()) !== before;
  };
  /** What the server says of itself while the statement runs. */
  const saidBy = async (sql: string): Promise<string> => {
    const said: string[] = [];
    other.on('notice', ({ message }) => said.push(message ?? ''));
    await other.query('SET client_min_messages = debug1');
    await other.query(sql);
    return said.join('\n');
  };

  it('capabilities.transactionalDdl: DDL rolls back with its transaction', async () => {
    await other.query('BEGIN');
    await other.query('ALTER TABLE t ADD COLUMN w text');
    await other.query('CREATE INDEX i ON t (v)');
    await other.query('ROLLBACK');
    const { rows } = await run(
      "SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 ORDER BY attnum",
    );
    expect(rows.map(({ attname }) => attname)).toEqual(['id', 'v']);
  });

  it('add_column, add_shadow: ADD COLUMN keeps the file, NOT NULL with a constant default too', async () => {
    expect(await rewrites("ALTER TABLE t ADD COLUMN w text NOT NULL DEFAULT 'x'")).toBe(false);
    expect((await run("SELECT count(*)::int AS n FROM t WHERE w = 'x'")).rows).toEqual([{ n: ROWS }]);
  });

  it('swap_column: RENAME COLUMN keeps the file', async () => {
    expect(await rewrites('ALTER TABLE t RENAME COLUMN v TO w')).toBe(false);
  });

  it.each(['varchar(120)', 'text'])(
    'typeChangeForm in_place: varchar(40) to %s keeps the file',
    async (type) => {
      expect(await rewrites(`ALTER TABLE t ALTER COLUMN v TYPE ${type}`)).toBe(false);
    },
  );

  it.each(['varchar(20)', 'real USING 1', 'json USING NULL'])(
    'typeChangeForm shadow: varchar(40) to %s writes the file anew',
    async (type) => {
      expect(await rewrites(`ALTER TABLE t ALTER COLUMN v TYPE ${type}`)).toBe(true);
    },
  );

  it('typeChangeForm shadow: text to varchar(n) writes the file anew', async () => {
    await run('ALTER TABLE t ALTER COLUMN v TYPE text');
    expect(await rewrites('ALTER TABLE t ALTER COLUMN v TYPE varchar(40)')).toBe(true);
  });

  it('requireForm in_place: after a validated check SET NOT NULL looks at no row', async () => {
    expect(await saidBy('ALTER TABLE t ALTER COLUMN v SET NOT NULL')).toContain('verifying table');
    await run('ALTER TABLE t ALTER COLUMN v DROP NOT NULL');
    await run('ALTER TABLE t ADD CONSTRAINT c CHECK (v IS NOT NULL) NOT VALID');
    await run('ALTER TABLE t VALIDATE CONSTRAINT c');
    const said = await saidBy('ALTER TABLE t ALTER COLUMN v SET NOT NULL');
    expect(said).toContain('sufficient to prove that it does not contain nulls');
  });

  it('prove_not_null: a check that is not valid yet refuses at once, and others write while it is validated', async () => {
    await run('ALTER TABLE t ADD CONSTRAINT c CHECK (v IS NOT NULL) NOT VALID');
    await expect(run("INSERT INTO t VALUES ('n', NULL)")).rejects.toMatchObject({ code: '23514' });
    await other.query('BEGIN');
    await other.query('ALTER TABLE t VALIDATE CONSTRAINT c');
    await run("SET lock_timeout = '500ms'");
    await run("INSERT INTO t VALUES ('n', 'x')");
    await other.query('COMMIT');
  });

  it('capabilities.outsideTransactions: an index is built concurrently beside writers that are open, and only outside of a transaction', async () => {
    await other.query('BEGIN');
    await expect(other.query('CREATE INDEX CONCURRENTLY i ON t (v)')).rejects.toMatchObject({
      code: '25001',
    });
    await other.query('ROLLBACK');
    const writer = new pg.Client({ connectionString: subject.url });
    await writer.connect();
    try {
      await writer.query('BEGIN');
      await writer.query("INSERT INTO t VALUES ('open', 'x')");
      const built = other.query('CREATE INDEX CONCURRENTLY i ON t (v)');
      // It waits for that writer, and nobody waits for it.
      await run("SET lock_timeout = '500ms'");
      await run("INSERT INTO t VALUES ('while', 'x')");
      await writer.query("UPDATE t SET v = 'y' WHERE id = 'open'");
      await writer.query('COMMIT');
      await built;
    } finally {
      await writer.end();
    }
    expect((await run("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).rows).toEqual([
      { indisvalid: true },
    ]);
  });

  it('check_shadow: replacing a trigger’s function waits for no writer, and counts from the next row', async () => {
    const as = (value: string) =>
      `CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.v := ''${value}''; RETURN NEW; END'`;
    await run(as('one'));
    await run('CREATE TRIGGER f BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()');
    await other.query('BEGIN');
    await other.query("INSERT INTO t VALUES ('a', NULL)");
    await run("SET lock_timeout = '500ms'");
    await run(as('two'));
    await other.query("INSERT INTO t VALUES ('b', NULL)");
    await other.query('COMMIT');
    expect((await run("SELECT v FROM t WHERE id IN ('a', 'b') ORDER BY id")).rows).toEqual([
      { v: 'one' },
      { v: 'two' },
    ]);
  });

  it('requiredFrom switch: a trigger fills a column before NOT NULL is asked', async () => {
    await run('CREATE TABLE n (v text, w text NOT NULL)');
    await run(
      'CREATE FUNCTION s() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.w := NEW.v; RETURN NEW; END $$',
    );
    await run('CREATE TRIGGER s BEFORE INSERT ON n FOR EACH ROW EXECUTE FUNCTION s()');
    await run("INSERT INTO n (v) VALUES ('x')");
    await expect(run('INSERT INTO n DEFAULT VALUES')).rejects.toMatchObject({ code: '23502' });
  });

  it('lockTimeoutMs: a reader that keeps a table does not hold up a run for longer', () =>
    givesUp(
      () => postgresSubject(server, impatient),
      async (held) => {
        const reader = new pg.Client({ connectionString: (held as PostgresSubject).url });
        await reader.connect();
        await reader.query('BEGIN');
        await reader.query('SELECT * FROM thing');
        return () => reader.end();
      },
    ));
});

/** Refused for the sake of the ALGORITHM: the same statement without it would copy, or rebuild, or lock. */
const ALGORITHM_REFUSED = [1845, 1846];

/** By whoever kills it, or by its limit. */
const INTERRUPTED = [1317, 1969];

describeMysql('what MySQL and MariaDB do', (server) => {
  const isMariaDb = server.label.startsWith('mariadb');
  let subject: MysqlSubject;

  beforeEach(async () => {
    subject = await mysqlSubject(server);
    await subject.query(
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    );
    await subject.query(
      'CREATE TABLE t (id varchar(255) NOT NULL PRIMARY KEY, v20 varchar(20), v40 varchar(40), v70 varchar(70), v120 varchar(120), f float(8,2)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4',
    );
    await subject.query("INSERT INTO t (id, v40) VALUES ('a', 'x'), ('b', 'y')");
  });
  afterEach(async () => {
    await subject.dispose();
  });

  /** Its errno, or null when it is accepted. */
  const outcomeOf = async (sql: string): Promise<number | null> => {
    try {
      await subject.query(sql);
      return null;
    } catch (error) {
      return (error as { errno?: number }).errno ?? -1;
    }
  };
  const isInstant = async (change: string, algorithm = 'INSTANT'): Promise<boolean> => {
    const outcome = await outcomeOf(`ALTER TABLE t ${change}, ALGORITHM=${algorithm}`);
    if (outcome !== null) expect(ALGORITHM_REFUSED).toContain(outcome);
    return outcome === null;
  };

  it('capabilities.transactionalDdl: DDL commits by itself, with what was open', async () => {
    await subject.query('START TRANSACTION');
    await subject.query("INSERT INTO t (id) VALUES ('open')");
    await subject.query('ALTER TABLE t ADD COLUMN w text');
    await subject.query('ROLLBACK');
    const rows = await subject.query("SELECT w FROM t WHERE id = 'open'");
    expect(rows).toEqual([{ w: null }]);
  });

  it('add_column, add_shadow: ADD COLUMN is instant, NOT NULL with a constant default too', async () => {
    expect(await isInstant('ADD COLUMN a text NULL')).toBe(true);
    expect(await isInstant("ADD COLUMN b varchar(80) NOT NULL DEFAULT 'x'")).toBe(true);
    expect(await isInstant('ADD COLUMN c float(8,2) NOT NULL DEFAULT 1.00')).toBe(true);
    expect(await isInstant('ADD COLUMN d boolean NOT NULL DEFAULT 1')).toBe(true);
    expect(await subject.query('SELECT DISTINCT b, c, d FROM t')).toEqual([{ b: 'x', c: 1, d: 1 }]);
  });

  it('startsRequired: rows that are there take a value of the engine’s own for these types, and of no day', async () => {
    await subject.query(
      'ALTER TABLE t ADD COLUMN a varchar(9) NOT NULL, ADD COLUMN b float(8,2) NOT NULL, ADD COLUMN c boolean NOT NULL',
    );
    expect(await subject.query('SELECT DISTINCT a, b, c FROM t')).toEqual([{ a: '', b: 0, c: 0 }]);
    expect(await outcomeOf('ALTER TABLE t ADD COLUMN d date NOT NULL')).not.toBeNull();
  });

  it('swap_column: two RENAME COLUMN of one statement are instant', async () => {
    expect(await isInstant('RENAME COLUMN v40 TO held, RENAME COLUMN v120 TO v40')).toBe(true);
  });

  it('requireForm shadow: MODIFY … NOT NULL rebuilds the table', async (context) => {
    expect(await isInstant('MODIFY COLUMN f float(8,2) NOT NULL')).toBe(false);
    if (!isMariaDb) return context.skip();
    const change = "MODIFY COLUMN v40 varchar(40) NOT NULL DEFAULT 'x', ALGORITHM=NOCOPY";
    expect(ALGORITHM_REFUSED).toContain(await outcomeOf(`ALTER TABLE t ${change}`));
  });

  it.each([
    ['v70', 'varchar(120)'],
    ['v20', 'varchar(63)'],
  ])(
    'typeChangeForm in_place: %s to %s keeps the bytes of its length, and is instant',
    async (name, type) => {
      expect(await isInstant(`MODIFY COLUMN ${name} ${type} NULL`)).toBe(true);
    },
  );

  it.each([
    ['v40', 'varchar(120)'],
    ['v40', 'varchar(64)'],
    ['v40', 'text'],
    ['v120', 'text'],
    ['v120', 'varchar(70)'],
    ['v40', 'float(8,2)'],
    ['f', 'varchar(20)'],
  ])('typeChangeForm shadow: %s to %s is not instant', async (name, type) => {
    expect(await isInstant(`MODIFY COLUMN ${name} ${type} NULL`)).toBe(false);
  });

  it('statementLimits: the server ends a statement of DDL that lasts too long, also one that waits', async (context) => {
    if (!isMariaDb) return context.skip();
    await subject.query('SET SESSION max_statement_time = 0.2');
    expect(INTERRUPTED).toContain(await outcomeOf('CREATE TABLE slow AS SELECT SLEEP(20) AS s'));
    const keeper = await mysql.createConnection({ uri: subject.url });
    await keeper.query('LOCK TABLES t READ');
    expect(INTERRUPTED).toContain(await outcomeOf('ALTER TABLE t ADD COLUMN late int'));
    await keeper.end();
    await subject.query('SET SESSION max_statement_time = 0');
    expect(await subject.query('SHOW TABLES')).toHaveLength(1);
    expect(Object.keys((await subject.query('SELECT * FROM t'))[0] ?? {})).not.toContain('late');
  });

  it('create_index: an index is built in place while others write', async () => {
    expect(await outcomeOf('ALTER TABLE t ADD KEY i (v40), ALGORITHM=INPLACE, LOCK=NONE')).toBeNull();
    expect(await outcomeOf('ALTER TABLE t ADD UNIQUE KEY u (v120), ALGORITHM=INPLACE, LOCK=NONE')).toBeNull();
  });

  it('rename_index: a key gets its name in one look at the catalog', async () => {
    await subject.query('ALTER TABLE t ADD KEY i (v40)');
    expect(await outcomeOf('ALTER TABLE t RENAME KEY i TO j, ALGORITHM=INPLACE, LOCK=NONE')).toBeNull();
  });

  it('createSync: a handler of a trigger catches what a cast raises within a write', async () => {
    const trigger = async (body: string) => {
      await subject.query('DROP TRIGGER IF EXISTS s');
      await subject.query(`CREATE TRIGGER s BEFORE INSERT ON t FOR EACH ROW ${body}`);
    };
    await trigger('SET NEW.f = NEW.v40 + 0e0');
    expect(await outcomeOf("INSERT INTO t (id, v40) VALUES ('c', 'two')")).not.toBeNull();
    await trigger(
      'BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.f = NULL; SET NEW.f = NEW.v40 + 0e0; END',
    );
    expect(await outcomeOf("INSERT INTO t (id, v40) VALUES ('c', 'two')")).toBeNull();
  });

  it('requiredFrom switch: a trigger fills a column before NOT NULL is asked, also one that the writer leaves out', async () => {
    await subject.query('CREATE TABLE n (id varchar(9) PRIMARY KEY, v varchar(9), w varchar(9) NOT NULL)');
    await subject.query('CREATE TRIGGER s BEFORE INSERT ON n FOR EACH ROW SET NEW.w = NEW.v');
    expect(await outcomeOf("INSERT INTO n (id, v) VALUES ('a', 'x')")).toBeNull();
    expect(await outcomeOf("INSERT INTO n (id, v, w) VALUES ('b', 'x', NULL)")).toBeNull();
    expect(await outcomeOf("INSERT INTO n (id) VALUES ('c')")).not.toBeNull();
  });

  it('lockTimeoutMs: a reader that keeps a table does not hold up a run for longer', () =>
    givesUp(
      () => mysqlSubject(server, impatient),
      async (held) => {
        const reader = await mysql.createConnection({ uri: (held as MysqlSubject).url });
        await reader.query('START TRANSACTION');
        await reader.query('SELECT * FROM thing');
        return () => reader.end();
      },
    ));
});
