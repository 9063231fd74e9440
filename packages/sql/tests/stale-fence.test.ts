/**
 * The fence in the environment's own database (I-23): a session that entered, keeps its lock and asks nobody else writes
 * nothing more once another fence stands there, at whatever kind of chunk, and between two batches of one.
 */
import type { Chunk, Step } from '@objectstack/metadata-authoring';
import { column, index, step, table, text, Workbench } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import type { OpenSubject } from './support/target-subjects.ts';

const thing = table('thing', [column('v', text)]);
const before = new Map([['thing', thing]]);

const writes: Readonly<Record<string, Step>> = {
  'a change of tables': { ...step('add_column', 'thing'), column: column('extra', text) },
  'an index of a table that is there': {
    ...step('create_index', 'thing'),
    index: index('idx_thing_v', ['v']),
  },
  'a fill': {
    ...step('backfill', 'thing'),
    column: 'v',
    value: { op: 'literal', value: 'filled' },
    rows: 'empty',
  },
};

function suite({ open }: EngineUnderTest): void {
  let bench: Workbench;
  let subject: OpenSubject;
  beforeEach(async () => {
    subject = await open();
    bench = await Workbench.open(async () => subject);
    await bench.create(thing);
    await subject.insert(
      'thing',
      Array.from({ length: 20 }, (_, at) => ({ id: `r${String(at).padStart(2, '0')}`, v: null })),
    );
  });
  afterEach(() => bench.close());

  const entered = async (stepOf: Step): Promise<Chunk> => {
    await bench.database.enter(subject.environment.id, 'run-stale', 90, 'plan');
    const [chunk] = bench.database.chunks('expand', [stepOf], 0);
    if (!chunk) throw new Error('no chunk');
    return chunk;
  };
  /** The same run, resumed by somebody else: nothing but the fence tells the two apart. */
  const resumedElsewhere = () => subject.exec('UPDATE _authoring_env SET fence = 91');
  const rows = () => subject.select('thing', ['id', 'v']);

  it.each(Object.entries(writes))('lets a session with an older one not write %s', async (_, stepOf) => {
    const chunk = await entered(stepOf);
    await resumedElsewhere();
    const [tables, held] = [await bench.database.introspect(), await rows()];
    await expect(bench.database.execute(chunk, before, 90)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await expect(bench.database.settle(chunk, before, 90)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(await bench.database.introspect()).toEqual(tables);
    expect(await rows()).toEqual(held);
    expect(await bench.database.mark()).toMatchObject({ fence: 91, chunksDone: 0 });
  });

  it('ends a fill before its next batch', async () => {
    const chunk = await entered(writes['a fill'] as Step);
    let asked = 0;
    const watch = {
      onRows: () => {},
      goesOn: async () => {
        asked += 1;
        if (asked === 1) await resumedElsewhere();
      },
    };
    await expect(bench.database.execute(chunk, before, 90, watch)).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    expect(asked).toBe(1);
    expect((await rows()).map(({ v }) => v)).toEqual(Array.from({ length: 20 }, () => null));
  });
}

describeEveryEngine('a stale fence (I-23)', suite);
