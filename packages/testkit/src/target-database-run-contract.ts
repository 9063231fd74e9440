/** Owns what target databases promise about runs: fence, session lock, mark, and chunks that are all or nothing. */
import { applySteps, type StepTime, type TargetDatabase } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { expectCode } from './contract/expect-code.ts';
import { PLAN, plain, step, type Workbench } from './target-database-subject.ts';
import { column, index, table, text } from './target-database-zoo.ts';

const thing = table('thing', [column('v', text)]);
const create = { ...step('create_table', 'thing'), spec: thing };
const add = { ...step('add_column', 'thing'), column: column('extra', text) };

export function targetDatabaseRunContract(bench: () => Workbench): void {
  const environmentId = () => bench().subject.environment.id;
  const chunkOf = (database: TargetDatabase, no: number, ...steps: (typeof create | typeof add)[]) => {
    const [chunk] = database.chunks('expand', steps, no);
    if (!chunk) throw new Error('no chunk');
    return chunk;
  };

  it('has no mark before the first run, and one that says where it is from then on', async () => {
    const { database } = bench();
    expect(await database.mark()).toBeNull();
    await database.enter(environmentId(), 'run-1', 7, PLAN);
    const mark = { environmentId: environmentId(), fence: 7, runId: 'run-1', planHash: PLAN };
    expect(await database.mark()).toEqual({ ...mark, chunksDone: 0 });
    await database.execute(chunkOf(database, 0, create), new Map(), 7);
    expect(await database.mark()).toEqual({ ...mark, chunksDone: 1 });
    await database.leave();
    expect(await (await bench().another()).mark()).toEqual({ ...mark, chunksDone: 1 });
  });

  it('does nothing for a chunk that took effect, whoever runs it again', async () => {
    const { database } = bench();
    const chunk = chunkOf(database, 0, create);
    await database.enter(environmentId(), 'run-1', 1, PLAN);
    await database.execute(chunk, new Map(), 1);
    const before = plain(await database.introspect());
    await database.execute(chunk, new Map(), 1);
    await database.leave();
    const resumed = await bench().another();
    await resumed.enter(environmentId(), 'run-1', 2, PLAN);
    await resumed.execute(chunk, new Map(), 2);
    await resumed.execute(chunkOf(resumed, 1, add), new Map([['thing', thing]]), 2);
    await resumed.leave();
    expect(plain(await resumed.introspect(['thing']))).not.toEqual(before);
    expect((await resumed.mark())?.chunksDone).toBe(2);
  });

  it('tells what each step took and how long it held up writers, once a step, also where steps share their work', async () => {
    const { database, subject } = bench();
    await bench().create(thing);
    await subject.insert('thing', [{ id: 'a', v: 'x' }]);
    const steps = [
      add,
      { ...step('add_column', 'thing', 'more'), column: column('more', text) },
      { ...step('create_table', 'other'), spec: table('other', [column('v', text)]) },
      { ...step('create_index', 'thing'), index: index('idx_thing_v', ['v'], false) },
    ];
    const told: StepTime[] = [];
    const watch = { onRows: () => {}, goesOn: async () => {}, onStep: (time: StepTime) => told.push(time) };
    await database.enter(environmentId(), 'run-7', 7, PLAN);
    let schema = bench().schema;
    const startedAt = performance.now();
    for (const chunk of database.chunks('expand', steps, 0)) {
      await database.execute(chunk, schema, 7, watch);
      schema = applySteps(schema, chunk.steps);
    }
    const allMs = performance.now() - startedAt;
    await database.leave();
    expect(told.map(({ stepId }) => stepId)).toEqual(steps.map(({ id }) => id));
    expect(told.reduce((sum, { tookMs }) => sum + tookMs, 0)).toBeLessThanOrEqual(allMs);
    for (const { lockMs } of told) expect(lockMs).toBeLessThanOrEqual(allMs);
  });

  it('starts to count again for another run', async () => {
    const { database } = bench();
    await database.enter(environmentId(), 'run-1', 1, PLAN);
    await database.execute(chunkOf(database, 0, create), new Map(), 1);
    await database.leave();
    await database.enter(environmentId(), 'run-2', 2, PLAN);
    expect((await database.mark())?.chunksDone).toBe(0);
    await database.execute(chunkOf(database, 0, add), new Map([['thing', thing]]), 2);
    await database.leave();
    await bench().expectSchema(new Map([['thing', { ...thing, columns: [...thing.columns, add.column] }]]));
  });

  it('refuses to skip a chunk', async () => {
    const { database } = bench();
    await database.enter(environmentId(), 'run-1', 1, PLAN);
    await expectCode(database.execute(chunkOf(database, 1, create), new Map(), 1), 'ASSERTION_FAILED');
    await database.leave();
    expect([...(await database.introspect(['thing'])).keys()]).toEqual([]);
  });

  it('refuses a stale fence at the door and at the chunk', async () => {
    const { database } = bench();
    await database.enter(environmentId(), 'run-1', 5, PLAN);
    await database.leave();
    await expectCode(database.enter(environmentId(), 'run-2', 4, PLAN), 'LEASE_LOST');
    await expectCode(database.execute(chunkOf(database, 0, create), new Map(), 5), 'LEASE_LOST');
    await database.enter(environmentId(), 'run-1', 6, PLAN);
    await expectCode(database.execute(chunkOf(database, 0, create), new Map(), 5), 'LEASE_LOST');
    await database.leave();
    expect([...(await database.introspect(['thing'])).keys()]).toEqual([]);
  });

  it('lets one session in: the other is locked out, or takes over and locks out the first', async () => {
    const { database } = bench();
    const other = await bench().another();
    await database.enter(environmentId(), 'run-1', 1, PLAN);
    const entered = await other.enter(environmentId(), 'run-2', 2, PLAN).then(
      () => true,
      async (error: unknown) => {
        await expectCode(Promise.reject(error), 'ENVIRONMENT_LOCKED');
        return false;
      },
    );
    if (entered) {
      await expectCode(database.execute(chunkOf(database, 0, create), new Map(), 1), 'LEASE_LOST');
      await other.execute(chunkOf(other, 0, create), new Map(), 2);
    } else {
      await database.execute(chunkOf(database, 0, create), new Map(), 1);
      await database.leave();
      await other.enter(environmentId(), 'run-2', 2, PLAN);
    }
    await other.leave();
    await database.leave();
    await bench().expectSchema(new Map([['thing', thing]]));
  });

  it('forgets the fences of a control plane that was thrown away', async () => {
    const { database } = bench();
    await database.enter('another environment', 'run-9', 90, PLAN);
    await database.leave();
    await database.enter(environmentId(), 'run-1', 1, PLAN);
    expect(await database.mark()).toMatchObject({ environmentId: environmentId(), fence: 1, chunksDone: 0 });
    await database.leave();
  });

  it('leaves nothing of a chunk that fails, and counts those before it', async () => {
    const { database, subject } = bench();
    await bench().create(thing);
    await subject.insert('thing', [
      { id: 'a', v: 'same' },
      { id: 'b', v: 'same' },
    ]);
    const steps = [add, { ...step('create_index', 'thing'), index: index('uniq_thing_v', ['v'], true) }];
    const chunks = database.chunks('expand', steps, 0);
    const failing = chunks.at(-1);
    if (!failing) throw new Error('no chunk');
    const done = chunks.slice(0, -1).flatMap((chunk) => chunk.steps);
    await database.enter(environmentId(), 'run-7', 7, PLAN);
    let schema = bench().schema;
    for (const chunk of chunks.slice(0, -1)) {
      await database.execute(chunk, schema, 7);
      schema = applySteps(schema, chunk.steps);
    }
    await expectCode(database.execute(failing, schema, 7), 'PREFLIGHT_FAILED');
    expect(await database.settle(failing, schema, 7)).toBe(false);
    expect((await database.mark())?.chunksDone).toBe(failing.no);
    await bench().expectSchema(applySteps(bench().schema, done));
    expect(await subject.select('thing', ['v'])).toEqual([{ v: 'same' }, { v: 'same' }]);
    await database.leave();
  });

  it('never holds SQL in what it reports, and names step and statement', async () => {
    const { database } = bench();
    await bench().create(thing);
    await database.enter(environmentId(), 'run-7', 7, PLAN);
    const failed = database.execute(chunkOf(database, 0, create), new Map(), 7).then(
      () => null,
      (error: unknown) => error,
    );
    const error = (await failed) as Error & { code?: string; details?: Record<string, unknown> };
    expect(error.code).toMatch(/^(STATEMENT_FAILED|ASSERTION_FAILED)$/);
    const told = JSON.stringify([error.message, error.details]);
    expect(told).not.toMatch(/create table|varchar|insert into/i);
    if (error.code === 'STATEMENT_FAILED')
      expect(error.details).toMatchObject({
        stepId: create.id,
        statementHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    await database.leave();
  });
}
