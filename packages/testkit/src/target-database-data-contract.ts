/** Owns what target databases promise about rows: kept where nothing asks for a change, converted as asked. */
import type { ColumnType, Expression, Step } from '@objectstack/metadata-authoring';
import { conversionBetween } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { expectCode } from './contract/expect-code.ts';
import { CONVERSIONS, conversionName } from './target-database-conversions.ts';
import { type CellValue, step, type Workbench } from './target-database-subject.ts';
import {
  boolean,
  column,
  date,
  float,
  index,
  json,
  literal,
  string,
  table,
  text,
} from './target-database-zoo.ts';

const thing = table('thing', [
  column('organization_id', string(255)),
  column('name', string(80)),
  column('note', text),
  column('size', float, { notNull: true, default: literal(1) }),
]);
const rows = [
  { id: 'a', name: 'one', note: 'it\'s \\ "n"', size: 2.5 },
  { id: 'b', name: 'two', note: null, size: -3 },
  { id: 'c', name: null, note: '', size: 0 },
];
const everything = ['id', 'name', 'note', 'size'] as const;

function changeType(columnName: string, from: ColumnType, to: ColumnType): Step {
  const conversion: Expression = conversionBetween(columnName, from, to);
  return {
    ...step('change_type', 'thing', columnName),
    column: columnName,
    from,
    to,
    conversion,
    lossless: false,
  };
}

export function targetDatabaseDataContract(bench: () => Workbench): void {
  it('keeps every row and value through changes that are not about them', async () => {
    const { subject } = bench();
    await bench().create(thing);
    await subject.insert('thing', rows);
    await bench().apply([
      {
        ...step('add_column', 'thing'),
        column: column('extra', { kind: 'datetime' }, { default: { kind: 'now' } }),
      },
      { ...step('set_default', 'thing'), column: 'note', from: null, to: literal('-') },
      { ...step('drop_not_null', 'thing'), column: 'size' },
      {
        ...step('change_type', 'thing'),
        column: 'name',
        from: string(80),
        to: text,
        conversion: { op: 'column', name: 'name' },
        lossless: true,
      },
      { ...step('create_index', 'thing'), index: index('idx_thing_size', ['size']) },
    ]);
    await bench().expectSchema();
    expect(await subject.select('thing', everything)).toEqual(rows);
    expect((await subject.select('thing', ['extra'])).every(({ extra }) => extra !== null)).toBe(true);
  });

  it('keeps rows through renames of the table and of every column', async () => {
    const { subject } = bench();
    await bench().create(thing);
    await subject.insert('thing', rows);
    await bench().apply([
      { ...step('rename_table', 'thing'), to: 'order' },
      { ...step('rename_column', 'order', '1'), from: 'name', to: 'group' },
      { ...step('rename_column', 'order', '2'), from: 'note', to: 'name' },
    ]);
    expect(await subject.select('order', ['id', 'group', 'name', 'size'])).toEqual(
      rows.map(({ id, name, note, size }) => ({ id, group: name, name: note, size })),
    );
  });

  it('gives old rows the default of a new required column', async () => {
    const { subject } = bench();
    await bench().create(thing);
    await subject.insert('thing', rows);
    await bench().apply([
      {
        ...step('add_column', 'thing', 'n'),
        column: column('n', float, { notNull: true, default: literal(7) }),
      },
      {
        ...step('add_column', 'thing', 's'),
        column: column('s', text, { notNull: true, default: literal("it's") }),
      },
    ]);
    expect(await subject.select('thing', ['n', 's'])).toEqual(rows.map(() => ({ n: 7, s: "it's" })));
  });

  it('fills empty values, then requires them', async () => {
    const { subject } = bench();
    await bench().create(thing);
    await subject.insert('thing', rows);
    await bench().apply([
      {
        ...step('backfill', 'thing'),
        rows: 'empty',
        column: 'name',
        value: {
          op: 'coalesce',
          values: [
            { op: 'column', name: 'note' },
            { op: 'literal', value: 'none' },
          ],
        },
      },
      { ...step('set_not_null', 'thing'), column: 'name' },
    ]);
    await bench().expectSchema();
    expect(await subject.select('thing', ['name'])).toEqual([{ name: 'one' }, { name: 'two' }, { name: '' }]);
  });

  it.each(CONVERSIONS.map((conversion) => [conversionName(conversion), conversion] as const))(
    'converts %s',
    async (_, { from, to, values }) => {
      const { subject } = bench();
      await bench().create(table('thing', [column('v', from)]));
      await subject.insert(
        'thing',
        values.map(([v], at) => ({ id: `r${at}`, v })),
      );
      await bench().apply([changeType('v', from, to)]);
      await bench().expectSchema();
      const found = await subject.select('thing', ['v']);
      expect(found.map(({ v }) => (typeof v === 'string' ? v.replaceAll(', ', ',') : v))).toEqual(
        values.map(([, v]) => v),
      );
    },
  );

  it('converts a value more than once in one chunk', async () => {
    const { subject } = bench();
    await bench().create(table('thing', [column('v', string(80))]));
    await subject.insert('thing', [
      { id: 'a', v: '4' },
      { id: 'b', v: null },
    ]);
    await bench().apply([
      { ...changeType('v', string(80), json), id: 'first' },
      { ...changeType('v', json, float), id: 'second' },
      { ...step('backfill', 'thing'), rows: 'empty', column: 'v', value: { op: 'literal', value: 9 } },
      { ...step('set_not_null', 'thing'), column: 'v' },
    ]);
    await bench().expectSchema();
    expect(await subject.select('thing', ['v'])).toEqual([{ v: 4 }, { v: 9 }]);
  });

  it('keeps the values of held columns, also through a copy of the table, and gives them back', async () => {
    const { subject } = bench();
    await bench().create(thing);
    await subject.insert('thing', rows);
    const held = column('note', text);
    await bench().apply([{ ...step('hold_column', 'thing'), column: held, heldName: '_hold_note' }]);
    await bench().apply([{ ...step('set_default', 'thing'), column: 'name', from: null, to: literal('x') }]);
    await bench().apply([{ ...step('restore_column', 'thing'), column: held, heldName: '_hold_note' }]);
    await bench().expectSchema();
    expect(await subject.select('thing', everything)).toEqual(rows);
  });

  it('lets writers that do not know it leave a held required column out', async () => {
    const { subject } = bench();
    await bench().create(
      table('thing', [column('v', text, { notNull: true })], [index('uniq_thing_v', ['v'], true)]),
    );
    await bench().apply([
      { ...step('hold_column', 'thing'), column: column('v', text, { notNull: true }), heldName: '_hold_v' },
    ]);
    await subject.insert('thing', [{ id: 'a' }, { id: 'b' }]);
    expect(await subject.select('thing', ['id'])).toHaveLength(2);
  });

  it('keeps the rows of a held table until it is purged', async () => {
    const { subject } = bench();
    await bench().create(thing);
    await subject.insert('thing', rows);
    await bench().apply([{ ...step('hold_table', 'thing'), spec: thing, heldName: '_hold_thing' }]);
    expect(await subject.select('_hold_thing', everything)).toEqual(rows);
    await bench().apply([{ ...step('restore_table', 'thing'), spec: thing, heldName: '_hold_thing' }]);
    expect(await subject.select('thing', everything)).toEqual(rows);
    await bench().apply([{ ...step('hold_table', 'thing'), spec: thing, heldName: '_hold_thing' }]);
    await bench().apply([{ ...step('purge_table', '_hold_thing'), spec: thing }]);
    expect([...(await bench().database.introspect()).keys()]).not.toContain('_hold_thing');
  });

  it('refuses to purge what is not held', async () => {
    await bench().create(thing);
    await expectCode(bench().apply([{ ...step('purge_table', 'thing'), spec: thing }]), 'ASSERTION_FAILED');
    expect([...(await bench().database.introspect()).keys()]).toContain('thing');
  });

  const misfits: readonly (readonly [string, ColumnType, readonly CellValue[], Step])[] = [
    [
      'an empty value that becomes required',
      text,
      ['a', null],
      { ...step('set_not_null', 'thing'), column: 'v' },
    ],
    [
      'equal values under a new unique key',
      text,
      ['a', 'a'],
      { ...step('create_index', 'thing'), index: index('u', ['v'], true) },
    ],
    ['a text that is no number', text, ['1', '2x'], changeType('v', text, float)],
    ['an empty text that becomes a number', text, [''], changeType('v', text, float)],
    ['a text that is no day', text, ['2024-02-31'], changeType('v', text, date)],
    [
      'a number that is neither true nor false, by way of text',
      text,
      ['maybe'],
      changeType('v', text, boolean),
    ],
    ['a text that does not fit any more', text, ['abcdef'], changeType('v', text, string(5))],
  ];
  it.each(misfits)('stops at %s and leaves everything as it was', async (_, type, values, failing) => {
    const { subject } = bench();
    await bench().create(table('thing', [column('v', type)]));
    await subject.insert(
      'thing',
      values.map((v, at) => ({ id: `r${at}`, v })),
    );
    const details = await expectCode(
      bench().apply([{ ...step('add_column', 'thing'), column: column('extra', text) }, failing]),
      'PREFLIGHT_FAILED',
    );
    expect(details.stepId).toBe(failing.id);
    await bench().expectSchema();
    expect((await subject.select('thing', ['v'])).map(({ v }) => v)).toEqual(values);
  });
}
