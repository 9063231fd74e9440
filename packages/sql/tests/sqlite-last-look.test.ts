/**
 * Owns the proof that the last look before a switch reads no table on SQLite, however large it is: what it has to find an
 * index holds, which grew beside writers, misses no row that anybody writes, and is gone with the run, whichever way it
 * ends (invariants I-16, I-31, I-33).
 */
import {
  AuthoringError,
  applySteps,
  type Chunk,
  type ChunkWatch,
  diffTables,
  type Phase,
  reverseOf,
  type SchemaState,
  type Step,
  type TableSpec,
  type TargetDatabase,
} from '@objectstack/metadata-authoring';
import { column, float, literal, string, table, text } from '@objectstack/metadata-authoring-testkit';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileSteps } from '../src/dialects/sqlite/compile-steps.ts';
import { SqliteSession } from '../src/dialects/sqlite/session.ts';
import { WATCH_PACE } from '../src/environment/batch-size.ts';
import { type SqliteSubject, sqliteSubject } from './support/target-subjects.ts';

/** Three batches and a bit. */
const ROWS = WATCH_PACE.firstRows * 4;
const COLUMNS = {
  status: column('status', string(40)),
  quantity: column('quantity', text),
  note: column('note', text),
  size: column('size', float),
};
const big = (
  columns: Partial<typeof COLUMNS> | Readonly<Record<string, TableSpec['columns'][number]>> = {},
) => table('big', Object.values({ ...COLUMNS, ...columns }) as TableSpec['columns']);

interface Change {
  readonly name: string;
  readonly after: TableSpec;
  readonly renames?: readonly [from: string, to: string];
  readonly online?: true;
  /** Written after expand by the version before: the switch has to find it. */
  readonly late: string;
  /** What it comes to. */
  readonly found: string;
}

const CHANGES: readonly Change[] = [
  {
    name: 'a column becomes required, with a default',
    after: big({ status: column('status', string(40), { notNull: true, default: literal('new') }) }),
    late: "UPDATE big SET status = NULL WHERE id = 'k77'",
    found: "SELECT status = 'new' FROM big WHERE id = 'k77'",
  },
  {
    name: 'the same, renamed in the switch',
    after: big({ status: column('state', string(40), { notNull: true, default: literal('new') }) }),
    renames: ['status', 'state'],
    late: "UPDATE big SET status = NULL WHERE id = 'k77'",
    found: "SELECT state = 'new' FROM big WHERE id = 'k77'",
  },
  {
    name: 'text becomes a number',
    after: big({ quantity: column('quantity', float) }),
    late: "INSERT INTO big (id, quantity) VALUES ('late', '12')",
    found: "SELECT quantity = 12 FROM big WHERE id = 'late'",
  },
  {
    name: 'text becomes a number and required',
    after: big({ quantity: column('quantity', float, { notNull: true }) }),
    late: "UPDATE big SET quantity = '12' WHERE id = 'k77'",
    found: "SELECT quantity = 12 FROM big WHERE id = 'k77'",
  },
  {
    name: 'text is renamed and becomes a number, online',
    after: big({ quantity: column('amount', float) }),
    renames: ['quantity', 'amount'],
    online: true,
    late: "INSERT INTO big (id, quantity) VALUES ('late', '12')",
    found: "SELECT amount = 12 FROM big WHERE id = 'late'",
  },
  {
    name: 'a text gets a limit',
    after: big({ note: column('note', string(80)) }),
    late: "UPDATE big SET note = 'short' WHERE id = 'k77'",
    found: "SELECT note = 'short' FROM big WHERE id = 'k77'",
  },
];

let subject: SqliteSubject;
let database: TargetDatabase;
let raw: Database;
let fence = 0;
const before: SchemaState = new Map([['big', big()]]);

beforeEach(async () => {
  subject = await sqliteSubject();
  database = await subject.databases.open(subject.environment);
  await run('create', 'expand', [
    { kind: 'create_table', id: 'expand:create_table:big', phase: 'expand', table: 'big', spec: big() },
  ]);
  raw = new SqliteDatabase(subject.path);
  raw.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
    INSERT INTO big (id, status, quantity, note, size) SELECT 'k' || i, CASE i % 2 WHEN 0 THEN 's' || i END, i, 'note ' || i, i FROM n`);
});
afterEach(async () => {
  raw.close();
  await database.close();
  await subject.dispose();
});

function planOf({ after, renames, online }: Pick<Change, 'after' | 'renames' | 'online'>): readonly Step[] {
  const columns = new Map(renames ? [['big', new Map([renames])]] : []);
  return diffTables({
    before,
    after: new Map([['big', after]]),
    renames: { tables: new Map(), columns },
    salt: 'x',
    engine: 'sqlite',
    ...(online ? { renameForm: 'online' } : {}),
  });
}

const stepsIn = (steps: readonly Step[], phase: Phase) => steps.filter((step) => step.phase === phase);

async function run(
  runId: string,
  phase: Phase,
  steps: readonly Step[],
  start: SchemaState = new Map(),
  { firstNo = 0, watch = undefined as ChunkWatch | undefined, reverses = false } = {},
): Promise<void> {
  fence += 1;
  await database.enter('env-1', runId, fence, 'plan');
  let schema = start;
  try {
    for (const chunk of database.chunks(phase, steps, firstNo)) {
      const sent = reverses ? { ...chunk, reverses: true as const } : chunk;
      await database.execute(sent, schema, fence, watch);
      schema = applySteps(schema, chunk.steps);
    }
  } finally {
    await database.leave();
  }
}

const proofs = () =>
  raw
    .prepare("SELECT sql FROM sqlite_schema WHERE name LIKE '\\_authoring\\_proof\\_%' ESCAPE '\\'")
    .pluck()
    .all();
const sound = () => expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');

/** Every statement that reads or writes rows, with how SQLite finds them. */
function explained(db: Database, seen: string[]): Database {
  const explain = (sql: string) => {
    if (!/^(SELECT|UPDATE|DELETE|INSERT)\b.*\bbig\b/s.test(sql) || sql.includes('sqlite_schema')) return;
    for (const { detail } of db.prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll('?', '1')}`).all() as {
      detail: string;
    }[])
      seen.push(detail);
  };
  return new Proxy(db, {
    get(target, key) {
      if (key === 'exec' || key === 'prepare')
        return (sql: string) => {
          explain(sql);
          return target[key](sql);
        };
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** As one transaction of the adapter does it. @returns how rows are found in it */
async function switchOver(
  chunks: readonly Chunk[],
  start: SchemaState,
  meanwhile = () => {},
): Promise<readonly string[]> {
  const seen: string[] = [];
  const db = new SqliteDatabase(subject.path);
  const session = new SqliteSession(explained(db, seen));
  let schema = start;
  try {
    for (const chunk of chunks) {
      const actions = compileSteps(chunk.steps, schema);
      const before = seen.length;
      for (const action of actions) await session.lookAhead(action, (attempt) => attempt());
      seen.length = before;
      meanwhile();
      await session.begin();
      for (const action of actions) await session.perform(action);
      await session.commit();
      schema = applySteps(schema, chunk.steps);
    }
  } finally {
    if (db.inTransaction) await session.rollback();
    db.close();
  }
  return seen;
}

/** From its first row to its last, or between two of them. */
const readsTable = (detail: string) =>
  /^(SCAN big\b|SEARCH big USING INTEGER PRIMARY KEY \(rowid>)/.test(detail) &&
  !detail.includes('_authoring_proof_');

describe('the last look on SQLite', () => {
  it.each(CHANGES.map((change) => [change.name, change] as const))(
    'I-31: %s: one transaction, in which nothing reads the table, and what is late is found',
    async (_, change) => {
      const steps = planOf(change);
      await run('run-1', 'expand', stepsIn(steps, 'expand'), before);
      expect(proofs()).toHaveLength(1);
      raw.exec('ANALYZE');
      raw.exec(change.late);
      sound();
      const start = applySteps(before, stepsIn(steps, 'expand'));
      const chunks = database.chunks('switch', stepsIn(steps, 'switch'), 0);
      expect(chunks).toHaveLength(1);
      expect((await switchOver(chunks, start)).filter(readsTable)).toEqual([]);
      expect(proofs()).toEqual([]);
      expect(raw.prepare(change.found).pluck().get()).toBe(1);
      sound();
      const expected = applySteps(
        before,
        steps.filter(({ phase }) => phase !== 'contract'),
      ).get('big');
      if (!expected) throw new Error('no table');
      expect((await database.introspect(['big'])).get('big')).toEqual(database.render(expected));
    },
  );

  it.each(CHANGES.map((change) => [change.name, change] as const))(
    'I-16: %s: the same where somebody dropped the index, by reading all of it',
    async (_, change) => {
      const steps = planOf(change);
      await run('run-1', 'expand', stepsIn(steps, 'expand'), before);
      const [name] = steps.flatMap((step) => (step.kind === 'watch_rows' ? [step.proof] : []));
      raw.exec(`DROP INDEX ${name}`);
      raw.exec(change.late);
      const start = applySteps(before, stepsIn(steps, 'expand'));
      const seen = await switchOver(database.chunks('switch', stepsIn(steps, 'switch'), 0), start);
      expect(seen.filter(readsTable)).not.toEqual([]);
      expect(raw.prepare(change.found).pluck().get()).toBe(1);
      sound();
    },
  );

  it('required only from the contract on: nothing reads the table there either', async () => {
    const steps = planOf({
      after: big({ size: column('extent', float, { notNull: true }) }),
      renames: ['size', 'extent'],
      online: true,
    });
    await run('run-1', 'expand', stepsIn(steps, 'expand'), before);
    const [first, second] = [stepsIn(steps, 'expand'), stepsIn(steps, 'switch')];
    const start = applySteps(before, first);
    await switchOver(database.chunks('switch', second, 0), start);
    expect(proofs()).toEqual([]);
    const switched = applySteps(start, second);
    const chunks = database.chunks('contract', stepsIn(steps, 'contract'), 0);
    const [growing, ...rest] = chunks;
    expect(growing?.batched).toBe(true);
    await run('run-2', 'contract', growing?.steps ?? [], switched);
    expect(proofs()).toHaveLength(1);
    expect((await switchOver(rest, switched)).filter(readsTable)).toEqual([]);
    expect(proofs()).toEqual([]);
    sound();
  });

  it('several columns become required at once: each is looked for in its own index', async () => {
    raw.exec("UPDATE big SET status = 'x'");
    const steps = planOf({
      after: big({
        status: column('status', string(40), { notNull: true }),
        note: column('note', text, { notNull: true }),
      }),
    });
    await run('run-1', 'expand', stepsIn(steps, 'expand'), before);
    expect(proofs()).toHaveLength(2);
    const start = applySteps(before, stepsIn(steps, 'expand'));
    const chunks = database.chunks('switch', stepsIn(steps, 'switch'), 0);
    raw.exec("UPDATE big SET note = NULL WHERE id = 'k9'");
    await expect(switchOver(chunks, start)).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      details: { count: 1, keys: ['k9'] },
    });
    expect(proofs()).toHaveLength(2);
    raw.exec("UPDATE big SET note = 'again' WHERE id = 'k9'");
    expect((await switchOver(chunks, start)).filter(readsTable)).toEqual([]);
    expect(proofs()).toEqual([]);
  });

  it('I-16 I-33: cut off in any batch it goes on, or is taken back, and leaves nothing', async () => {
    const [change] = CHANGES as readonly [Change];
    const steps = planOf(change);
    const expand = stepsIn(steps, 'expand');
    const watching = expand.filter(({ kind }) => kind === 'watch_rows');
    const earlier = expand.filter(({ kind }) => kind !== 'watch_rows');
    await run('run-1', 'expand', earlier, before);
    const start = applySteps(before, earlier);
    const schema = () =>
      raw
        .prepare(
          "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE '\\_authoring\\_env' ESCAPE '\\'",
        )
        .all();
    const clean = schema();
    const cutAt = (batch: number): ChunkWatch => {
      let batches = 0;
      return {
        onRows: () => undefined,
        goesOn: async () => {
          raw.exec(
            `UPDATE big SET status = CASE id WHEN 'k5' THEN NULL ELSE 'y' END WHERE id IN ('k5', 'k${ROWS - 5}')`,
          );
          if (batches === batch) throw new AuthoringError('RUN_CANCELLED', 'cut off');
          batches += 1;
        },
      };
    };
    const attempt = (watch?: ChunkWatch) => run('run-2', 'expand', watching, start, { watch });
    for (const batch of [0, 1, 1]) {
      await expect(attempt(cutAt(batch))).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
      sound();
    }
    expect(proofs()).toEqual([expect.stringMatching(/WHERE `status` IS NULL AND _rowid_ <= \d+$/)]);
    const [chunk] = database.chunks('expand', watching, 0);
    fence += 1;
    await database.enter('env-1', 'run-2', fence, 'plan');
    expect(await database.settle(chunk as Chunk, start, fence)).toBe(false);
    await database.leave();
    expect(schema()).toEqual(clean);
    await attempt();
    expect(proofs()).toEqual([expect.stringMatching(/WHERE `status` IS NULL$/)]);
    sound();
    await run(
      'run-2',
      'switch',
      watching.map((step) => reverseOf(step) as Step),
      start,
      { firstNo: 1, reverses: true },
    );
    expect(schema()).toEqual(clean);
  });

  it('grows none for a table that is read in no time', async () => {
    raw.exec(`DELETE FROM big WHERE _rowid_ >= ${WATCH_PACE.firstRows}`);
    for (const change of CHANGES.slice(0, 1)) {
      const steps = planOf(change);
      await run('run-1', 'expand', stepsIn(steps, 'expand'), before);
      expect(proofs()).toEqual([]);
      const start = applySteps(before, stepsIn(steps, 'expand'));
      await switchOver(database.chunks('switch', stepsIn(steps, 'switch'), 0), start);
      expect(proofs()).toEqual([]);
    }
  });
});

describe('a new default on SQLite', () => {
  const steps = planOf({ after: big({ status: column('status', string(40), { default: literal('new') }) }) });
  const chunks = () => database.chunks('expand', steps, 0);
  const rootOf = () =>
    raw.prepare("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = 'big'").pluck().get();
  const statuses = () =>
    raw.prepare("SELECT id, status FROM big WHERE id IN ('k1', 'k2', 'new') ORDER BY id").raw().all();

  it('is written without a look at the rows, which were looked at beforehand, a few at a time', async () => {
    const root = rootOf();
    expect((await switchOver(chunks(), before)).filter(readsTable)).toEqual([]);
    raw.exec("INSERT INTO big (id) VALUES ('new')");
    expect(statuses()).toEqual([
      ['k1', null],
      ['k2', 's2'],
      ['new', 'new'],
    ]);
    expect(rootOf()).toBe(root);
    sound();
  });

  it('is looked for again where it was when a lock was not granted', async () => {
    const db = new SqliteDatabase(subject.path, { timeout: 1 });
    const seen: string[] = [];
    const session = new SqliteSession(explained(db, seen));
    const [action] = compileSteps(chunks()[0]?.steps ?? [], before);
    if (action === undefined) throw new Error('no action');
    let looks = 0;
    let refused = 0;
    await session.lookAhead(action, async (attempt) => {
      looks += 1;
      if (looks === 2) {
        raw.exec('BEGIN IMMEDIATE');
        await attempt().catch((error: unknown) => {
          expect(session.isLockTimeout(error)).toBe(true);
          refused += 1;
        });
        raw.exec('COMMIT');
      }
      return attempt();
    });
    expect(refused).toBe(1);
    // As many as the time of each of them makes it, and none twice.
    expect(looks).toBeLessThanOrEqual(ROWS / WATCH_PACE.leastRows + 1);
    seen.length = 0;
    await session.begin();
    await session.perform(action);
    await session.commit();
    expect(seen.filter(readsTable)).toEqual([]);
    db.close();
  });

  it('is not what an old row reads: one is enough, and the table is copied', async () => {
    raw.exec('ALTER TABLE big DROP COLUMN status; ALTER TABLE big ADD COLUMN `status` varchar(40)');
    raw.exec(`UPDATE big SET status = 's2' WHERE _rowid_ < ${ROWS}`);
    const root = rootOf();
    await switchOver(chunks(), before);
    expect(raw.prepare(`SELECT status FROM big WHERE id = 'k${ROWS}'`).pluck().get()).toBeNull();
    expect(rootOf()).not.toBe(root);
    sound();
  });

  it.each([
    ['changed', 'ALTER TABLE big DROP COLUMN status; ALTER TABLE big ADD COLUMN `status` varchar(40)'],
    ['made anew', 'CREATE TABLE other AS SELECT 1 AS id; DROP TABLE other'],
  ])('is looked at again where the catalog was %s after the look', async (_, sql) => {
    const seen = await switchOver(chunks(), before, () => raw.exec(sql));
    expect(seen.filter(readsTable)).not.toEqual([]);
    const k2 = raw.prepare("SELECT status FROM big WHERE id = 'k2'").pluck().get();
    expect(k2).toBe(sql.startsWith('ALTER') ? null : 's2');
    sound();
  });

  it.each([
    [
      'takes the place of another one',
      'quantity',
      { after: { quantity: column('quantity', float, { default: literal(7) }) } },
    ],
    [
      'takes it and is required',
      'quantity',
      { after: { quantity: column('quantity', float, { notNull: true, default: literal(7) }) } },
    ],
    [
      'stands under another name too',
      'amount',
      {
        after: { quantity: column('amount', text, { default: literal('7') }) },
        renames: ['quantity', 'amount'],
        online: true,
      },
    ],
  ] as const)(
    'of a column that %s: no row reads it, and none is looked at',
    async (_, name, { after, ...how }) => {
      const notNull = 'notNull' in after.quantity && after.quantity.notNull;
      raw.exec(`UPDATE big SET quantity = NULL WHERE _rowid_ % 2`);
      const plan = planOf({ after: big(after), ...how });
      await run('run-1', 'expand', stepsIn(plan, 'expand'), before);
      const root = rootOf();
      const start = applySteps(before, stepsIn(plan, 'expand'));
      const switching = database.chunks('switch', stepsIn(plan, 'switch'), 0);
      raw.exec("INSERT INTO big (id, status) VALUES ('late', 'x')");
      expect((await switchOver(switching, start)).filter(readsTable)).toEqual([]);
      expect(rootOf()).toBe(root);
      raw.exec("INSERT INTO big (id, status) VALUES ('later', 'x')");
      const values = `SELECT CAST(${name} AS real) FROM big WHERE id IN ('k2', 'k3', 'late', 'later') ORDER BY id`;
      expect(raw.prepare(values).pluck().all()).toEqual(notNull ? [2, 7, 7, 7] : [2, null, null, 7]);
      sound();
    },
  );
});
