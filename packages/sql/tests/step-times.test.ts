/**
 * What steps say of their locks, held against somebody who writes to their table meanwhile: nobody waited for longer than
 * they said, and what is said to be held is really waited for.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { applySteps, type SchemaState, type Step, type StepTime } from '@objectstack/metadata-authoring';
import { column, index, step, string, table, Workbench } from '@objectstack/metadata-authoring-testkit';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import type { OpenSubject } from './support/target-subjects.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A busy machine lets both wait for it. */
const SLACK_MS = 150;
/** Rows by their power of two: with more of them what is held stands out from the noise of a busy machine. */
const DOUBLINGS = inject('deep') ? 19 : 15;
const thing = table('thing', [column('v', string(40))]);
const WRITE = "UPDATE thing SET v = 'new' WHERE id = 'a'";

/** One write after the other. @returns what ends it, with the longest that one of them took, in milliseconds */
async function busyWriter(engine: EngineUnderTest, subject: OpenSubject): Promise<() => Promise<number>> {
  if (engine.connect === null) return busyThread(subject.environment.databaseUrl.replace('sqlite:', ''));
  const writer = await engine.connect(subject);
  let [longest, ends] = [0, false];
  const writing = (async () => {
    while (!ends) {
      const startedAt = performance.now();
      await writer.query(WRITE);
      longest = Math.max(longest, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  return async () => {
    ends = true;
    await writing;
    await writer.end();
    return longest;
  };
}

/** SQLite works in the thread that asks it: a writer beside it needs another one. */
async function busyThread(path: string): Promise<() => Promise<number>> {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const db = new (require('better-sqlite3'))(workerData.path, { timeout: 30000 });
     let longest = 0, ends = false;
     parentPort.on('message', () => { ends = true; });
     const write = () => {
       if (ends) { db.close(); parentPort.postMessage(longest); parentPort.close(); return; }
       const startedAt = performance.now();
       db.exec(workerData.sql);
       longest = Math.max(longest, performance.now() - startedAt);
       setTimeout(write, 1);
     };
     write();
     parentPort.postMessage('writes');`,
    { eval: true, workerData: { path, sql: WRITE } },
  );
  await once(worker, 'message');
  return async () => {
    worker.postMessage('end');
    const [longest] = await once(worker, 'message');
    return longest as number;
  };
}

function suite(engine: EngineUnderTest): void {
  let bench: Workbench;
  let subject: OpenSubject;
  let fence = 8;
  let schema: SchemaState;
  beforeAll(async () => {
    subject = await engine.open();
    bench = await Workbench.open(async () => subject);
    await bench.create(thing);
    schema = bench.schema;
    await bench.subject.insert('thing', [{ id: 'a', v: 'x' }]);
    for (let at = 0; at < DOUBLINGS; at += 1)
      await subject.exec(`INSERT INTO thing (id, v) SELECT concat(id, '${at.toString(36)}'), v FROM thing`);
  });
  afterAll(() => bench.close());

  async function run(steps: readonly Step[]): Promise<{ times: StepTime[]; waitedMs: number }> {
    const times: StepTime[] = [];
    const watch = { onRows: () => {}, goesOn: async () => {}, onStep: (time: StepTime) => times.push(time) };
    const { database } = bench;
    fence += 1;
    await database.enter(subject.environment.id, `run-${fence}`, fence, 'plan');
    const end = await busyWriter(engine, subject);
    let waitedMs = 0;
    try {
      for (const chunk of database.chunks(steps[0]?.phase ?? 'expand', steps, 0)) {
        await database.execute(chunk, schema, fence, watch);
        schema = applySteps(schema, chunk.steps);
      }
    } finally {
      await database.leave();
      waitedMs = await end();
    }
    return { times, waitedMs };
  }

  const build = (phase: 'expand' | 'switch'): Step => ({
    kind: 'create_index',
    id: `${phase}:create_index:thing.${phase}`,
    phase,
    table: 'thing',
    index: index(`idx_thing_${phase}`, ['v'], false),
  });

  it.each(['expand', 'switch'] as const)(
    'nobody waited for longer than an index in %s says',
    async (phase) => {
      const { times, waitedMs } = await run([build(phase)]);
      const [time] = times;
      if (!time) throw new Error('it told nothing');
      expect(waitedMs).toBeLessThanOrEqual(time.lockMs + SLACK_MS);
      expect(time.lockMs).toBeLessThanOrEqual(time.tookMs + SLACK_MS);
    },
  );

  it('nobody waited for longer than a fill says, and it says no more than one batch', async () => {
    const added = column('w', string(40));
    await run([{ ...step('add_column', 'thing', 'w'), column: added }]);
    const fill: Step = {
      ...step('backfill', 'thing'),
      ...{ rows: 'empty', column: 'w', value: { op: 'literal', value: 'new' } },
    };
    const { times, waitedMs } = await run([fill]);
    const [time] = times;
    if (!time) throw new Error('it told nothing');
    expect(waitedMs).toBeLessThanOrEqual(time.lockMs + SLACK_MS);
    expect(time.lockMs).toBeGreaterThan(0);
    expect(time.lockMs).toBeLessThan(time.tookMs);
  });
}

describeEveryEngine('what steps say of their locks', suite);
