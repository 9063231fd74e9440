/**
 * Owns the proof that a statement which does not end is ended by the server, each under the limit of what it does, that
 * nothing of it stays, and that the same run goes on from there (invariant I-19).
 */
import {
  type Chunk,
  LIMITS,
  type SchemaState,
  type Step,
  type StepOf,
} from '@objectstack/metadata-authoring';
import { column, index, step, table, text, Workbench } from '@objectstack/metadata-authoring-testkit';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { AnswerWait } from '../src/environment/answer-wait.ts';
import { lasting, STATEMENT_LIMITS, StatementLimit } from '../src/environment/statement-limits.ts';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import { type OpenSubject, postgresSubject } from './support/target-subjects.ts';

const LIMIT_MS = 300;
/** Of the statement, and of what it waits for a lock, where the server counts in seconds. */
const ENDED_MS_MAX = 8_000;
const thing = table('thing', [column('v', text)]);
const fill = {
  ...step('backfill', 'thing', 'v'),
  column: 'v',
  value: { op: 'literal', value: 'filled' },
  rows: 'empty',
} as const satisfies StepOf<'backfill'>;

/** From now on whoever changes a row of the table sleeps over it. */
const SLEEPY = {
  postgres: [
    "CREATE FUNCTION sleepy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'",
    'CREATE TRIGGER sleepy BEFORE UPDATE ON thing FOR EACH ROW EXECUTE FUNCTION sleepy()',
  ],
  mysql: ['CREATE TRIGGER sleepy BEFORE UPDATE ON thing FOR EACH ROW DO SLEEP(60)'],
  sqlite: [],
};
const AWAKE = {
  postgres: 'DROP TRIGGER sleepy ON thing',
  mysql: 'DROP TRIGGER sleepy',
  sqlite: '',
};

/** One run that is taken up again as often as it takes, as by another process each time. */
class Run {
  readonly #bench: Workbench;
  readonly #schema: SchemaState;
  readonly #chunk: Chunk;
  #fence = 100;

  constructor(bench: Workbench, change: Step) {
    this.#bench = bench;
    this.#schema = bench.schema;
    this.#chunk = bench.database.chunks(change.phase, [change], 0)[0] as Chunk;
  }

  async attempt(): Promise<void> {
    this.#fence += 1;
    const database = await this.#bench.another();
    await database.enter(this.#bench.subject.environment.id, 'run-slow', this.#fence, 'plan');
    await database.execute(this.#chunk, this.#schema, this.#fence).finally(() => database.leave());
  }
}

async function endsInTime(work: () => Promise<unknown>): Promise<unknown> {
  const startedAt = performance.now();
  const outcome = await work().then(
    () => 'done',
    (error: unknown) => error,
  );
  expect(performance.now() - startedAt).toBeLessThan(ENDED_MS_MAX);
  return outcome;
}

function suite({ open, connect }: EngineUnderTest): void {
  let subject: OpenSubject;
  let bench: Workbench;

  async function given(limited: 'batch' | 'table'): Promise<void> {
    subject = await open({ lockTimeoutMs: 100, statementLimits: { [limited]: LIMIT_MS } });
    bench = await Workbench.open(async () => subject);
    await bench.create(thing);
    await subject.insert('thing', [
      { id: 'a', v: null },
      { id: 'b', v: null },
    ]);
    for (const sql of SLEEPY[subject.environment.engine]) await subject.exec(sql);
  }
  afterEach(() => bench.close());

  if (connect === null) {
    it('means nothing where a statement has the process to itself', async () => {
      await given('batch');
      await new Run(bench, fill).attempt();
      expect(await subject.select('thing', ['v'])).toEqual([{ v: 'filled' }, { v: 'filled' }]);
    });
    return;
  }

  it.each([
    ['batch', 'a batch of rows', fill],
    ['table', 'a statement over a whole table', { ...fill, id: 'switch:backfill:thing.v', phase: 'switch' }],
  ] as const)(
    'I-19: %s: ends %s that does not end, and goes on when it is resumed',
    async (limited, _, change) => {
      await given(limited);
      const run = new Run(bench, change);
      const outcome = await endsInTime(() => run.attempt());
      expect(outcome).toMatchObject({
        code: 'STATEMENT_TIMEOUT',
        details: { stepId: change.id, statementHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
      expect(await subject.select('thing', ['v'])).toEqual([{ v: null }, { v: null }]);
      await subject.exec(AWAKE[subject.environment.engine]);
      await run.attempt();
      expect(await subject.select('thing', ['v'])).toEqual([{ v: 'filled' }, { v: 'filled' }]);
    },
  );
}

describeEveryEngine('a limit on the time of statements', suite);

describePostgres('a limit on an index that is built beside writers', (server) => {
  let subject: Awaited<ReturnType<typeof postgresSubject>>;
  let bench: Workbench;
  let writer: pg.Client;
  const build = { ...step('create_index', 'thing'), index: index('idx_thing_v', ['id']) };

  beforeEach(async () => {
    subject = await postgresSubject(server, { lockTimeoutMs: 100, statementLimits: { table: LIMIT_MS } });
    bench = await Workbench.open(async () => subject);
    await bench.create(thing);
    writer = new pg.Client({ connectionString: subject.url });
    await writer.connect();
    await writer.query('BEGIN');
    await writer.query("INSERT INTO thing (id, v) VALUES ('a', 'x')");
  });
  afterEach(async () => {
    await writer.end();
    await bench.close();
  });

  it('I-19: ends the wait for an older transaction, and builds it when that one has ended', async () => {
    const run = new Run(bench, build);
    expect(await endsInTime(() => run.attempt())).toMatchObject({ code: 'STATEMENT_TIMEOUT' });
    await writer.query('COMMIT');
    await run.attempt();
    expect(
      (await bench.database.introspect(['thing'])).get('thing')?.indexes.get('idx_thing_v'),
    ).toMatchObject({
      valid: true,
    });
  });
});

describe('the limit of a session', () => {
  it('is told to the server when it changes or may be forgotten, with what it waits for a lock', async () => {
    const told: number[] = [];
    const statementLimits = { catalog: 10, batch: 20, table: 30 };
    const answers = new AnswerWait(1_000, () => {});
    const options = { statementLimits, lockTimeoutMs: 5, silenceMs: 100 };
    const limit = new StatementLimit(options, answers, async (limitMs) => {
      told.push(limitMs);
    });
    for (const wanted of ['catalog', 'catalog', 'batch', 'batch', 'table'] as const) await limit.use(wanted);
    limit.forget();
    await limit.use('table');
    expect(told).toEqual([15, 25, 35, 35]);
  });

  it('is finite for every kind of work, and longest where every row is looked at', () => {
    expect(Object.values(STATEMENT_LIMITS).every((limitMs) => Number.isFinite(limitMs))).toBe(true);
    expect(STATEMENT_LIMITS.table).toBe(LIMITS.table_statement_ms);
    expect(lasting(fill)).toEqual({ lasts: 'table' });
    expect(lasting({ ...step('rename_column', 'thing'), from: 'a', to: 'b' })).toEqual({});
  });
});
