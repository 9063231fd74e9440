/**
 * Owns the proof that a statement which waits or lasts can be ended from beside it: the call fails at once, nothing of it
 * stays, and the same handle goes on (what `mda run cancel` relies on).
 */
import { setTimeout as pause } from 'node:timers/promises';
import { column, step, table, text, Workbench } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest, type Writer } from './support/every-engine.ts';
import type { OpenSubject } from './support/target-subjects.ts';

/** Nobody waits this long: only an interruption ends the statement before. */
const patient = { lockTimeoutMs: 60_000 };
const thing = table('thing', [column('v', text)]);
const added = [{ ...step('add_column', 'thing'), column: column('w', text) }];

function suite({ open, connect }: EngineUnderTest): void {
  let subject: OpenSubject;
  let bench: Workbench;
  beforeEach(async () => {
    subject = await open(patient);
    bench = await Workbench.open(async () => subject);
    await bench.create(thing);
  });
  afterEach(() => bench.close());

  it('ends nothing where nothing runs', async () => {
    await bench.database.interrupt();
    await bench.apply(added);
    await bench.expectSchema();
  });

  if (connect === null) return;

  it('ends a statement that waits for a lock, and leaves nothing of it', async () => {
    const keeper: Writer = await connect(subject);
    const isMysql = subject.environment.engine === 'mysql';
    if (isMysql) await keeper.query('LOCK TABLES thing WRITE');
    else {
      await keeper.query('BEGIN');
      await keeper.query('LOCK TABLE thing IN ACCESS EXCLUSIVE MODE');
    }
    const startedAt = performance.now();
    const waiting = bench.apply(added).then(
      () => 'done',
      (error: unknown) => error,
    );
    await pause(500);
    await bench.database.interrupt();
    expect(await waiting).toMatchObject({ code: 'STATEMENT_TIMEOUT' });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await keeper.query(isMysql ? 'UNLOCK TABLES' : 'ROLLBACK');
    await keeper.end();
    await bench.expectSchema();
    await bench.apply(added);
    await bench.expectSchema();
  });
}

describeEveryEngine('an interruption', suite);
