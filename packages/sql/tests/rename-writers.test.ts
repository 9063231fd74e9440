/**
 * Owns the proof that two versions that call a column differently see each other's updates, on every engine and in every
 * phase: whichever changed wins, a write of the same value changes nothing, and no trigger runs in a circle (I-32).
 */
import { diffTables, type Step, type TableSpec } from '@objectstack/metadata-authoring';
import { column, float, json, string, table, text, Workbench } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import type { OpenSubject } from './support/target-subjects.ts';

function suite({ open }: EngineUnderTest): void {
  let bench: Workbench;
  let subject: OpenSubject;
  beforeEach(async () => {
    subject = await open();
    bench = await Workbench.open(async () => subject);
  });
  afterEach(() => bench.close());

  const planTo = (after: TableSpec, from: string, to: string, ran: readonly Step[] = []): readonly Step[] =>
    diffTables({
      before: bench.schema,
      after: new Map([[after.name, after]]),
      renames: { tables: new Map(), columns: new Map([['thing', new Map([[from, to]])]]) },
      renameForm: 'online',
      salt: `s${ran.length}`,
      engine: subject.environment.engine,
      retiring: ran.filter((step) => step.kind === 'retire_column'),
    });
  const run = (steps: readonly Step[], phase: Step['phase']) =>
    bench.apply(steps.filter((step) => step.phase === phase));
  const both = async (id: string) => {
    const [row] = (await bench.subject.select('thing', ['id', 'v', 'w'])).filter((one) => one.id === id);
    return [row?.v, row?.w];
  };
  const write = (set: string, id = 'a') => subject.exec(`UPDATE thing SET ${set} WHERE id = '${id}'`);

  it('sees an update of either name, in expand, after the switch and on the way back', async () => {
    const was = table('thing', [column('v', string(40)), column('other', text)]);
    const is = table('thing', [column('w', string(40)), column('other', text)]);
    await bench.create(was);
    await bench.subject.insert('thing', [{ id: 'a', v: 'x', other: 'o' }]);
    const there = planTo(is, 'v', 'w');
    const seen = async () => {
      await write("v = 'old writes'");
      expect(await both('a')).toEqual(['old writes', 'old writes']);
      await write("w = 'new writes'");
      expect(await both('a')).toEqual(['new writes', 'new writes']);
      await write("w = 'New Writes'");
      expect(await both('a')).toEqual(['New Writes', 'New Writes']);
      await write('v = NULL');
      expect(await both('a')).toEqual([null, null]);
      await write("w = 'again', other = 'p'");
      await write("v = v, other = 'q'");
      expect(await both('a')).toEqual(['again', 'again']);
      await write('w = NULL');
      expect(await both('a')).toEqual([null, null]);
    };
    await run(there, 'expand');
    await seen();
    await run(there, 'switch');
    await seen();
    const back = planTo(was, 'w', 'v', there);
    await run(back, 'expand');
    await run(back, 'switch');
    await seen();
  });

  it('I-31: what is converted there and back again reads as it was written, under either name', async () => {
    const was = table('thing', [column('v', text), column('other', text)]);
    const is = table('thing', [column('w', float), column('other', text)]);
    await bench.create(was);
    await bench.subject.insert('thing', [
      { id: 'a', v: '007', other: 'x' },
      { id: 'b', v: '008', other: 'x' },
    ]);
    const there = planTo(is, 'v', 'w');
    await run(there, 'expand');
    // The fill writes the new name: that is nothing new to the old one.
    expect([await both('a'), await both('b')]).toEqual([
      ['007', 7],
      ['008', 8],
    ]);
    await run(there, 'switch');
    await subject.exec("UPDATE thing SET other = 'y'");
    await write('w = 9', 'b');
    await write("v = '0010'", 'a');
    expect([await both('a'), await both('b')]).toEqual([
      ['0010', 10],
      ['9', 9],
    ]);
    // Only whoever writes the old name is refused for what the new one cannot hold.
    await expect(write("v = 'ten'")).rejects.toThrow();
    expect(await both('a')).toEqual(['0010', 10]);
    const back = planTo(was, 'w', 'v', there);
    await run(back, 'expand');
    await run(back, 'switch');
    await write("v = 'ten'");
    expect(await both('a')).toEqual(['ten', null]);
    await run(back, 'contract');
    expect(await bench.subject.select('thing', ['id', 'v'])).toEqual([
      { id: 'a', v: 'ten' },
      { id: 'b', v: '9' },
    ]);
  });

  it('keeps what the new form holds beyond the old one', async () => {
    const was = table('thing', [column('v', string(40))]);
    const is = table('thing', [column('w', json)]);
    await bench.create(was);
    await bench.subject.insert('thing', [{ id: 'a', v: 'x' }]);
    const there = planTo(is, 'v', 'w');
    await run(there, 'expand');
    await run(there, 'switch');
    await write(`w = '["x","y"]'`);
    expect((await both('a')).map((value) => String(value).replaceAll(' ', ''))).toEqual(['x', '["x","y"]']);
    await write("v = 'x'");
    expect((await both('a')).map((value) => String(value).replaceAll(' ', ''))).toEqual(['x', '["x","y"]']);
    await write("v = 'z'");
    expect((await both('a')).map((value) => String(value).replaceAll(' ', ''))).toEqual(['z', '["z"]']);
  });

  it('copies a text as it is, also one that is longer than its column says', async () => {
    const was = table('thing', [column('v', string(4))]);
    await bench.create(was);
    const long = subject.environment.engine === 'sqlite' ? 'longer' : 'long';
    await bench.subject.insert('thing', [{ id: 'a', v: long }]);
    const there = planTo(table('thing', [column('w', string(4))]), 'v', 'w');
    await run(there, 'expand');
    await run(there, 'switch');
    expect(await both('a')).toEqual([long, long]);
  });

  it('runs in no circle where triggers may recurse', async () => {
    const recurse = subject.environment.engine === 'sqlite' ? 'PRAGMA recursive_triggers = ON; ' : '';
    const was = table('thing', [column('v', text)]);
    await bench.create(was);
    const there = planTo(table('thing', [column('w', float)]), 'v', 'w');
    await run(there, 'expand');
    await run(there, 'switch');
    await subject.exec(`${recurse}INSERT INTO thing (id, v) VALUES ('a', '05')`);
    await subject.exec(`${recurse}UPDATE thing SET w = 6`);
    expect(await both('a')).toEqual(['6', 6]);
    await subject.exec(`${recurse}UPDATE thing SET v = '07'`);
    expect(await both('a')).toEqual(['07', 7]);
  });
}

describeEveryEngine('a column under two names', suite);
