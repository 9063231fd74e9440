/**
 * Owns the proof that rows written between preflight and step are named by their keys on every engine, that nothing of
 * the step stays, and that the step passes once they are corrected; and that many duplicates are counted in little memory.
 */
import { AuthoringError, type Chunk, type Step } from '@objectstack/metadata-authoring';
import { column, index, step, string, table, Workbench } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import type { OpenSubject } from './support/target-subjects.ts';

const ROWS = 50_000;

function suite({ open }: EngineUnderTest): void {
  let bench: Workbench;
  let subject: OpenSubject;
  beforeEach(async () => {
    subject = await open();
    bench = await Workbench.open(async () => subject);
    await bench.create(table('thing', [column('v', string(40))]));
  });
  afterEach(() => bench.close());

  const unique: Step = { ...step('create_index', 'thing'), index: index('u', ['v'], true) };
  const required: Step = { ...step('set_not_null', 'thing'), column: 'v' };

  async function attempt(failing: Step, fence: number): Promise<void> {
    const [chunk] = bench.database.chunks(failing.phase, [failing], 0) as readonly [Chunk];
    await bench.database.enter(subject.environment.id, `run-refused-${fence}`, fence, 'plan');
    try {
      await bench.database.execute(chunk, bench.schema, fence);
    } finally {
      await bench.database.leave();
    }
  }

  it('a unique key: the rows that share one are named, and nothing of the index stays', async () => {
    await subject.insert('thing', [
      { id: 'a', v: 'same' },
      { id: 'b', v: 'same' },
      { id: 'c', v: 'other' },
    ]);
    await expect(attempt(unique, 101)).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      details: {
        stepId: unique.id,
        count: 2,
        keys: ['a', 'b'],
        findings: [{ check: 'duplicates', groups: 1 }],
      },
    });
    await bench.expectSchema();
    await subject.exec("UPDATE thing SET v = 'its own' WHERE id = 'b'");
    await attempt(unique, 102);
  });

  it('a required column: the rows without a value are named', async () => {
    await subject.insert('thing', [
      { id: 'a', v: 'x' },
      { id: 'b', v: null },
    ]);
    await expect(attempt(required, 101)).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      details: { stepId: required.id, keys: ['b'] },
    });
    await bench.expectSchema();
    await subject.exec("UPDATE thing SET v = 'y' WHERE id = 'b'");
    await attempt(required, 102);
  });

  it(`${ROWS.toLocaleString('en')} duplicates are counted by the engine, and few of them come here`, async () => {
    for (let from = 0; from < ROWS; from += 5_000) {
      const values = Array.from(
        { length: 5_000 },
        (_, at) => `('k${from + at}', 'group ${(from + at) % 500}')`,
      );
      await subject.exec(`INSERT INTO thing (id, v) VALUES ${values.join(', ')}`);
    }
    const parts = [{ column: 'v', nullSafe: false }];
    const [found] = await bench.database.preflight([
      { check: 'duplicates', stepId: unique.id, table: 'thing', parts },
    ]);
    expect(found).toMatchObject({ count: ROWS, groups: 500, exact: true });
    expect(found?.keys).toHaveLength(20);
    expect(found?.largest).toHaveLength(5);
  });

  it('duplicates that lie far from each other are one group, and who looks for them can be told to stop', async () => {
    // More than one slice of a table, where it is looked at in slices.
    await subject.exec("INSERT INTO thing (id, v) VALUES ('a', 'far'), ('b', 'near'), ('c', 'near')");
    for (let from = 0; from < 110_000; from += 10_000) {
      const values = Array.from({ length: 10_000 }, (_, at) => `('k${from + at}', 'own ${from + at}')`);
      await subject.exec(`INSERT INTO thing (id, v) VALUES ${values.join(', ')}`);
    }
    await subject.exec("INSERT INTO thing (id, v) VALUES ('y', 'far'), ('z', 'far')");
    const check = {
      check: 'duplicates',
      stepId: unique.id,
      table: 'thing',
      parts: [{ column: 'v', nullSafe: false }],
    } as const;
    let asked = 0;
    const [found] = await bench.database.preflight([check], async () => {
      asked += 1;
    });
    expect(found).toMatchObject({
      count: 5,
      groups: 2,
      largest: [
        { rows: 3, sample: '••• (3 characters)' },
        { rows: 2, sample: 'n••• (4 characters)' },
      ],
      keys: ['a', 'b', 'c', 'y', 'z'],
    });
    const stop = async () => {
      asked -= 1;
      if (asked === 1) throw new AuthoringError('RUN_CANCELLED', 'enough');
    };
    await expect(bench.database.preflight([check], stop)).rejects.toThrow('enough');
    expect(await bench.database.preflight([check])).toHaveLength(1);
  });
}

describeEveryEngine('rows that an engine refuses', suite);
