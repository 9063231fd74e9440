/**
 * Owns what target databases promise of a table that was renamed: until contract the old version reads and writes it
 * under its own names, and either version sees what the other one wrote (invariants I-30, I-31, I-32).
 */
import {
  type DiffInput,
  diffTables,
  reverseOf,
  type SchemaState,
  type Step,
  type StepOf,
} from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import type { Workbench } from './target-database-subject.ts';
import { column, float, index, literal, string, table, text } from './target-database-zoo.ts';

/** Renamed, dropped, retyped, given another default, and left alone. */
const before = table(
  'deal',
  [
    column('name', string(80)),
    column('note', text),
    column('amount', float, { default: literal(5) }),
    column('stage', string(20), { notNull: true, default: literal('new') }),
    column('city', string(40)),
  ],
  [index('idx_deal_name', ['name'])],
);
const after = table(
  'opportunity',
  [
    column('title', string(80)),
    column('amount', string(30), { default: literal('7') }),
    column('stage', string(20), { notNull: true, default: literal('open') }),
    column('city', string(40)),
    column('owner', string(20), { notNull: true, default: literal('nobody') }),
  ],
  [index('idx_opportunity_title', ['title'])],
);
const there = {
  tables: new Map([['deal', 'opportunity']]),
  columns: new Map([['opportunity', new Map([['name', 'title']])]]),
};
const back = {
  tables: new Map([['opportunity', 'deal']]),
  columns: new Map([['deal', new Map([['title', 'name']])]]),
};
const OLD = ['id', 'name', 'note', 'amount', 'stage', 'city'];
const NEW = ['id', 'title', 'amount', 'stage', 'city', 'owner'];

type RenameMap = DiffInput['renames'];

const isView = (step: Step): step is StepOf<'drop_view'> => step.kind === 'drop_view';
const isSync = (step: Step): step is StepOf<'end_sync'> => step.kind === 'end_sync';

export function targetDatabaseViewContract(bench: () => Workbench): void {
  const plan = (to: SchemaState, renames: RenameMap, salt: string, left: readonly Step[] = []) =>
    diffTables({
      before: bench().schema,
      after: to,
      renames,
      salt,
      engine: bench().subject.environment.engine,
      syncs: left.filter(isSync),
      views: left.filter(isView),
    });
  const run = async (steps: readonly Step[], ...phases: readonly Step['phase'][]) => {
    for (const phase of phases) await bench().apply(steps.filter((step) => step.phase === phase));
  };
  const renamed = async () => {
    const { subject } = bench();
    await bench().create(before);
    await subject.insert('deal', [
      { id: 'a', name: 'Ada', note: 'n', amount: 2.5, stage: 'won', city: null },
    ]);
    const steps = plan(new Map([['opportunity', after]]), there, 's');
    await run(steps, 'expand', 'switch');
    return steps;
  };

  it('I-32: both versions read and write, each under its own names', async () => {
    const { subject } = bench();
    await renamed();
    await bench().expectSchema();
    await subject.insert('deal', [{ id: 'b', name: 'Bob', note: 'old', amount: 4, city: 'Rome' }]);
    await subject.insert('opportunity', [
      { id: 'c', title: 'Cy', amount: '12', stage: 'open', city: 'Bonn' },
    ]);
    expect(await subject.select('deal', OLD)).toEqual([
      { id: 'a', name: 'Ada', note: 'n', amount: 2.5, stage: 'won', city: null },
      { id: 'b', name: 'Bob', note: 'old', amount: 4, stage: 'open', city: 'Rome' },
      { id: 'c', name: 'Cy', note: null, amount: 12, stage: 'open', city: 'Bonn' },
    ]);
    expect(await subject.select('opportunity', NEW)).toEqual([
      { id: 'a', title: 'Ada', amount: '2.5', stage: 'won', city: null, owner: 'nobody' },
      { id: 'b', title: 'Bob', amount: '4', stage: 'open', city: 'Rome', owner: 'nobody' },
      { id: 'c', title: 'Cy', amount: '12', stage: 'open', city: 'Bonn', owner: 'nobody' },
    ]);
  });

  it('reads of a view which columns of which table it shows, wherever they went', async () => {
    const steps = await renamed();
    const { database } = bench();
    const left = steps.find(isView);
    const shown = new Map(
      left?.columns.map(({ name, column }) => [name, { table: 'opportunity', column }] as const),
    );
    expect(shown.get('name')).toEqual({ table: 'opportunity', column: 'title' });
    expect(await database.views()).toEqual(new Map([['deal', { columns: shown, plain: true }]]));
    expect(await database.views(['opportunity', 'nothing', 'deal'])).toEqual(await database.views());
    expect(await database.views(['opportunity'])).toEqual(new Map());
    expect(await database.views([])).toEqual(new Map());
    expect([...(await database.introspect()).keys()]).not.toContain('deal');
    await run(steps, 'contract');
    expect(await database.views()).toEqual(new Map());
  });

  it('what a writer of the old version leaves out takes the default that is in force', async () => {
    const { subject } = bench();
    await renamed();
    await subject.insert('deal', [{ id: 'b', name: 'Bob' }]);
    const [, row] = await subject.select('deal', ['amount', 'stage', 'created_at']);
    expect(row).toMatchObject({ stage: 'open' });
    expect(row?.created_at).not.toBeNull();
    // A long text has no default of its own on every engine: what has one, has it here too.
    const given = await subject.select('opportunity', ['id', 'amount']);
    expect(given[1]).toEqual({ id: 'b', amount: '7' });
    expect(row?.amount).toBe(7);
  });

  it('contract takes the old name away and leaves the tables that the version asks for', async () => {
    const { subject } = bench();
    const steps = await renamed();
    await run(steps, 'contract');
    await bench().expectSchema(new Map([['opportunity', after]]));
    await expect(subject.insert('deal', [{ id: 'b', name: 'Bob' }])).rejects.toThrow();
    await subject.insert('opportunity', [{ id: 'c', title: 'Cy', amount: '12' }]);
  });

  it('I-31: the way back keeps what was written under both names, and leaves the new name', async () => {
    const { subject } = bench();
    const steps = await renamed();
    await subject.insert('deal', [
      { id: 'b', name: 'Bob', note: 'old', amount: 4, stage: 'won', city: 'Rome' },
    ]);
    await subject.insert('opportunity', [{ id: 'c', title: 'Cy', amount: '12', stage: 'won', city: 'Bonn' }]);
    const again = plan(
      new Map([['deal', before]]),
      back,
      'b',
      steps.filter(({ phase }) => phase === 'contract'),
    );
    await run(again, 'expand', 'switch');
    expect(await subject.select('deal', ['id', 'name', 'note', 'amount'])).toEqual([
      { id: 'a', name: 'Ada', note: 'n', amount: 2.5 },
      { id: 'b', name: 'Bob', note: 'old', amount: 4 },
      { id: 'c', name: 'Cy', note: null, amount: 12 },
    ]);
    await subject.insert('opportunity', [{ id: 'd', title: 'Di', city: 'Ulm' }]);
    expect(await subject.select('opportunity', ['id', 'title', 'city'])).toContainEqual({
      id: 'd',
      title: 'Di',
      city: 'Ulm',
    });
    await run(again, 'contract');
    await bench().expectSchema(new Map([['deal', before]]));
    await expect(subject.insert('opportunity', [{ id: 'e', title: 'E' }])).rejects.toThrow();
  });

  it('I-31: every step of the switch can be taken back', async () => {
    const { subject } = bench();
    await bench().create(before);
    await subject.insert('deal', [{ id: 'a', name: 'Ada', amount: 2.5 }]);
    const steps = plan(new Map([['opportunity', after]]), there, 's');
    await run(steps, 'expand', 'switch');
    const undone = steps
      .filter(({ phase }) => phase === 'switch')
      .map((step) => reverseOf(step))
      .filter((step): step is Step => step !== null && !('irreversible' in step))
      .reverse();
    await bench().apply(undone);
    await subject.insert('deal', [{ id: 'b', name: 'Bob', amount: 3 }]);
    expect(await subject.select('deal', ['id', 'name', 'amount'])).toEqual([
      { id: 'a', name: 'Ada', amount: 2.5 },
      { id: 'b', name: 'Bob', amount: 3 },
    ]);
    await expect(subject.insert('opportunity', [{ id: 'c' }])).rejects.toThrow();
  });

  it('a second rename leaves both names, and a chain only the one that nobody takes', async () => {
    const { subject } = bench();
    const first = table('first', [column('v', text)]);
    const second = table('second', [column('v', text)]);
    await bench().create(first, second);
    await subject.insert('first', [{ id: 'a', v: '1' }]);
    const chain = plan(
      new Map([
        ['second', { ...first, name: 'second' }],
        ['third', { ...second, name: 'third' }],
      ]),
      {
        tables: new Map([
          ['first', 'second'],
          ['second', 'third'],
        ]),
        columns: new Map(),
      },
      'c',
    );
    await run(chain, 'expand', 'switch');
    await subject.insert('first', [{ id: 'b', v: '2' }]);
    expect(await subject.select('second', ['id', 'v'])).toEqual([
      { id: 'a', v: '1' },
      { id: 'b', v: '2' },
    ]);
    const again = plan(
      new Map([
        ['fourth', { ...first, name: 'fourth' }],
        ['third', { ...second, name: 'third' }],
      ]),
      { tables: new Map([['second', 'fourth']]), columns: new Map() },
      'd',
      chain.filter(({ phase }) => phase === 'contract'),
    );
    await run(again, 'expand', 'switch');
    await subject.insert('first', [{ id: 'c', v: '3' }]);
    await subject.insert('second', [{ id: 'd', v: '4' }]);
    expect((await subject.select('fourth', ['id'])).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    await run(again, 'contract');
    await expect(subject.insert('first', [{ id: 'e' }])).rejects.toThrow();
    await expect(subject.insert('second', [{ id: 'e' }])).rejects.toThrow();
  });

  it('an exchange of two names leaves no view', async () => {
    const [first, second] = [table('first', [column('v', text)]), table('second', [column('w', text)])];
    await bench().create(first, second);
    const steps = plan(
      new Map([
        ['second', { ...first, name: 'second' }],
        ['first', { ...second, name: 'first' }],
      ]),
      {
        tables: new Map([
          ['first', 'second'],
          ['second', 'first'],
        ]),
        columns: new Map(),
      },
      'x',
    );
    expect(steps.map(({ kind }) => kind)).not.toContain('create_view');
    await run(steps, 'expand', 'switch');
    await bench().expectSchema();
  });
}
