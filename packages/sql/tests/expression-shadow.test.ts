/**
 * A column that takes the place of another by an author's expression: rows that were there and rows that are written
 * meanwhile get its values, whichever column is written; a row without one stops the fill by its key, and no writer.
 */
import {
  type AuthoredExpression,
  bindExpression,
  type ColumnSpec,
  type StepOf,
  syncName,
} from '@objectstack/metadata-authoring';
import { column, float, json, step, table, text, Workbench } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import type { OpenSubject } from './support/target-subjects.ts';

const thing = table('thing', [
  column('total', float),
  column('count', float),
  column('tags', json),
  column('first', text),
  column('last', text),
]);
const SHADOW = '_authoring_new_x';

function suite({ open }: EngineUnderTest): void {
  let bench: Workbench;
  let subject: OpenSubject;

  beforeEach(async () => {
    subject = await open();
    bench = await Workbench.open(async () => subject);
    await bench.create(thing);
  });
  afterEach(async () => {
    await bench.close();
  });

  /** The steps by which the first column is replaced by what the expression makes. */
  function replaced(of: string, authored: AuthoredExpression) {
    const old = thing.columns.find(({ name }) => name === of) as ColumnSpec;
    const bound = bindExpression(
      authored,
      new Map(thing.columns.map(({ name, type }) => [name, type])),
      old.type,
    );
    if ('problems' in bound) throw new Error(JSON.stringify(bound.problems));
    const shadow = { ...old, name: SHADOW };
    const sync = syncName(`thing.${SHADOW}`);
    const about = { column: of, from: old.type, shadow, up: bound.expression, sync };
    const swap: Omit<StepOf<'swap_column'>, keyof ReturnType<typeof step>> = {
      ...{ old, heldName: '_hold_1', column: old, takes: SHADOW, ends: sync, up: bound.expression },
      down: null,
    };
    return {
      add: { ...step('add_shadow', 'thing'), ...about },
      fill: { ...step('backfill', 'thing'), column: SHADOW, value: bound.expression, rows: 'stale' as const },
      check: { ...step('check_shadow', 'thing'), ...about },
      swap: { ...step('swap_column', 'thing'), ...swap },
    };
  }

  const values = async (name: string) => (await subject.select('thing', [name])).map((row) => row[name]);

  it('names the rows that cannot be calculated, and lets their writers write', async () => {
    const rate = {
      op: 'arithmetic',
      operator: '/',
      left: { op: 'column', name: 'total' },
      right: { op: 'column', name: 'count' },
    } as const;
    const { add, fill, check, swap } = replaced('total', rate);
    await subject.insert('thing', [
      { id: 'a', total: 9, count: 2 },
      { id: 'b', total: 1, count: 0 },
      { id: 'c', total: null, count: 0 },
    ]);
    await bench.apply([add]);
    await subject.insert('thing', [
      { id: 'd', total: 5, count: 0 },
      { id: 'e', total: 6, count: 4 },
    ]);
    await expect(bench.apply([fill])).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      message: expect.stringContaining("the row 'b' of 'thing'"),
    });
    await subject.exec("UPDATE thing SET count = 4 WHERE id = 'b'");
    // Whether the batch of row 'a' was taken back with it is the engine's matter.
    expect((await values(SHADOW)).slice(1)).toEqual([0.25, null, null, 1.5]);
    await expect(bench.apply([check])).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      details: { keys: ['d'] },
    });
    await subject.exec("UPDATE thing SET count = 10 WHERE id = 'd'");
    await bench.apply([fill, check]);
    // From here on what cannot be calculated is refused where it is written.
    await expect(subject.exec("UPDATE thing SET count = 0 WHERE id = 'd'")).rejects.toThrow();
    await bench.apply([swap]);
    expect(await values('total')).toEqual([4.5, 0.25, null, 0.5, 1.5]);
  });

  it('follows every column that it reads', async () => {
    const whole = {
      op: 'concat',
      values: [{ op: 'column', name: 'first' }, ' ', { op: 'column', name: 'last' }],
    } as const;
    const { add, fill, check, swap } = replaced('first', whole);
    await subject.insert('thing', [{ id: 'a', first: 'Ada', last: 'Byron' }]);
    await bench.apply([add, fill]);
    await subject.insert('thing', [{ id: 'b', first: 'Alan', last: null }]);
    await subject.exec("UPDATE thing SET last = 'Lovelace' WHERE id = 'a'");
    await subject.exec("UPDATE thing SET last = 'Turing' WHERE id = 'b'");
    await bench.apply([check]);
    expect(await values(SHADOW)).toEqual(['Ada Lovelace', 'Alan Turing']);
    await bench.apply([swap]);
    expect(await values('first')).toEqual(['Ada Lovelace', 'Alan Turing']);
  });

  it('maps the items of lists that are there, that come, and that were missed', async () => {
    const mapped = {
      op: 'map_items',
      value: { op: 'column', name: 'tags' },
      cases: [{ from: 'vip', to: 'key' }],
    } as const;
    const { add, fill, check, swap } = replaced('tags', mapped);
    await subject.insert('thing', [
      { id: 'a', tags: '["vip","x","key"]' },
      { id: 'b', tags: null },
    ]);
    await bench.apply([add]);
    await subject.insert('thing', [{ id: 'c', tags: '["VIP","vip "]' }]);
    await bench.apply([fill]);
    // As if a writer had come by without the trigger: the check fills what is empty, under its lock.
    await subject.exec(`UPDATE thing SET ${SHADOW} = NULL WHERE id = 'a'`);
    await bench.apply([check, swap]);
    expect((await values('tags')).map((list) => list && JSON.parse(String(list)))).toEqual([
      ['key', 'x'],
      null,
      ['VIP', 'vip '],
    ]);
  });
}

describeEveryEngine('a column replaced by an expression', suite);
