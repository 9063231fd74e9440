/** Owns the changes that a run is cut off in: every kind of step, put together by hand or planned as a publish plans it. */
import {
  applySteps,
  conversionBetween,
  diffTables,
  type Engine,
  type Expression,
  type SchemaState,
  type Step,
} from '@objectstack/metadata-authoring';
import {
  boolean,
  column,
  datetime,
  float,
  index,
  json,
  literal,
  step,
  string,
  type TableRow,
  table,
  tenantIndex,
  text,
} from '@objectstack/metadata-authoring-testkit';

export const thing = table(
  'thing',
  [
    column('organization_id', string(255)),
    column('name', string(80)),
    column('note', text),
    column('count', text),
    column('size', float, { notNull: true, default: literal(1) }),
    column('number', string(20)),
  ],
  [index('idx_thing_name', ['name']), tenantIndex('uniq_thing_organization_id_name', ['name'])],
);
export const start: SchemaState = new Map([['thing', thing]]);
export const rows: readonly TableRow[] = [
  { id: 'a', name: 'one', note: 'it\'s \\ "n" ä😀', count: '12.50', size: 2.5, number: 'A-1' },
  { id: 'b', name: 'two', note: null, count: '-3', size: 3, number: null },
];
const other = table('other', [column('v', text)], [index('uniq_other_v', ['v'], true)]);
const more = table('more', [column('at', datetime, { default: { kind: 'now' } })]);
const column_ = (name: string) =>
  thing.columns.find((found) => found.name === name) as (typeof thing.columns)[0];

function changeType(name: string, to: Parameters<typeof conversionBetween>[2]): Step {
  const { type: from } = column_(name);
  const lossless = from.kind === 'string' && to.kind === 'string' && to.length >= from.length;
  const conversion = conversionBetween(name, from, to);
  return { ...step('change_type', 'thing', name), column: name, from, to, conversion, lossless };
}

export const HISTORIES: Readonly<Record<string, readonly Step[]>> = {
  'create, hold, restore and purge tables': [
    { ...step('create_table', 'other'), spec: other },
    { ...step('create_table', 'more'), spec: more },
    { ...step('hold_table', 'thing'), spec: thing, heldName: '_hold_thing' },
    { ...step('hold_table', 'other'), spec: other, heldName: '_hold_other' },
    {
      ...step('restore_table', 'thing'),
      spec: { ...thing, indexes: thing.indexes.slice(0, 1) },
      heldName: '_hold_thing',
    },
    { ...step('purge_table', '_hold_other'), spec: other },
  ],
  'add columns and require them': [
    {
      ...step('add_column', 'thing', 's'),
      column: column('s', text, { notNull: true, default: literal("it's") }),
    },
    { ...step('add_column', 'thing', 'b'), column: column('b', boolean) },
    { ...step('set_default', 'thing', 'b'), column: 'b', from: null, to: literal(true) },
    { ...step('backfill', 'thing', 'b'), rows: 'empty', column: 'b', value: { op: 'literal', value: true } },
    { ...step('set_not_null', 'thing', 'b'), column: 'b' },
    { ...step('drop_not_null', 'thing', 'size'), column: 'size' },
  ],
  'rename a table and swap columns': [
    { ...step('rename_table', 'thing'), to: 'case' },
    { ...step('rename_column', 'case', '1'), from: 'number', to: '_hold_swap' },
    { ...step('rename_column', 'case', '2'), from: 'name', to: 'number' },
    { ...step('rename_column', 'case', '3'), from: '_hold_swap', to: 'name' },
  ],
  'change types': [
    changeType('count', float),
    changeType('note', json),
    changeType('name', string(120)),
    changeType('number', string(9)),
    changeType('size', string(20)),
  ],
  'hold, restore and purge columns': [
    { ...step('hold_column', 'thing', 'name'), column: column_('name'), heldName: '_hold_name' },
    { ...step('hold_column', 'thing', 'size'), column: column_('size'), heldName: '_hold_size' },
    { ...step('restore_column', 'thing'), column: column_('size'), heldName: '_hold_size' },
    { ...step('purge_column', 'thing'), column: column_('name'), heldName: '_hold_name' },
  ],
  'create, rename and drop indexes': [
    { ...step('create_index', 'thing'), index: index('uniq_thing_count', ['count'], true) },
    { ...step('rename_index', 'thing'), index: index('idx_thing_name', ['name']), to: 'idx_thing_title' },
    { ...step('drop_index', 'thing'), index: tenantIndex('uniq_thing_organization_id_name', ['name']) },
  ],
};

/** Columns of which others take the place: retyped, cut under a unique key, required. */
const replaced: SchemaState = new Map([
  [
    'thing',
    {
      ...thing,
      columns: thing.columns.map((found) => {
        if (found.name === 'count') return { ...found, type: float };
        if (found.name === 'name') return { ...found, type: string(40) };
        if (found.name === 'number') return { ...found, notNull: true, default: literal('none') };
        return found;
      }),
    },
  ],
]);

export const TAKING = [
  'let columns take the place of others',
  'let columns take a place and give it back',
] as const;

export function historiesOf(engine: Engine): Readonly<Record<string, readonly Step[]>> {
  const renames = { tables: new Map(), columns: new Map() };
  const there = diffTables({ before: start, after: replaced, renames, salt: 'x', engine });
  const live = applySteps(
    start,
    there.filter(({ phase }) => phase !== 'contract'),
  );
  const syncs = there.filter((found) => found.kind === 'end_sync');
  const back = diffTables({ before: live, after: start, renames, salt: 'y', engine, syncs });
  return {
    ...HISTORIES,
    ...viewedHistories(engine),
    ...renamedHistories(engine),
    ...statedHistories(engine),
    [TAKING[0]]: there,
    [TAKING[1]]: [
      ...there.filter(({ phase }) => phase !== 'contract'),
      ...back.map((found) => ({ ...found, id: `back:${found.id}` })),
    ],
  };
}

export const VIEWED = [
  'rename a table, and leave its old name to a view',
  'rename a table, and back again',
] as const;

/** Renamed with a column of it, while another column becomes a text: both versions go on writing it. */
const renamedThing: SchemaState = new Map([
  [
    'case',
    {
      ...thing,
      name: 'case',
      columns: thing.columns.map((found) => {
        if (found.name === 'number') return { ...found, name: 'code' };
        return found.name === 'size' ? { ...found, type: string(20) } : found;
      }),
      indexes: [],
    },
  ],
]);

function viewedHistories(engine: Engine): Readonly<Record<string, readonly Step[]>> {
  const there = diffTables({
    before: start,
    after: renamedThing,
    renames: {
      tables: new Map([['thing', 'case']]),
      columns: new Map([['case', new Map([['number', 'code']])]]),
    },
    salt: 'x',
    engine,
  });
  const done = there.filter(({ phase }) => phase !== 'contract');
  const back = diffTables({
    before: applySteps(start, done),
    after: start,
    renames: {
      tables: new Map([['case', 'thing']]),
      columns: new Map([['thing', new Map([['code', 'number']])]]),
    },
    salt: 'y',
    engine,
    syncs: there.filter((found) => found.kind === 'end_sync'),
    views: there.filter((found) => found.kind === 'drop_view'),
  });
  return {
    [VIEWED[0]]: there,
    [VIEWED[1]]: [...done, ...back.map((found) => ({ ...found, id: `back:${found.id}` }))],
  };
}

export const RENAMED = [
  'rename columns while both names are written',
  'rename columns while both names are written, and back again',
] as const;

/** One under a unique key, one that gets a value in every row, one that becomes a number. */
const renamedColumns: SchemaState = new Map([
  [
    'thing',
    {
      ...thing,
      columns: thing.columns.map((found) => {
        if (found.name === 'name')
          return { ...found, name: 'title', notNull: true, default: literal('none') };
        if (found.name === 'number')
          return { ...found, name: 'code', notNull: true, default: literal('none') };
        return found.name === 'count' ? { ...found, name: 'amount', type: float } : found;
      }),
      indexes: [
        index('idx_thing_title', ['title']),
        tenantIndex('uniq_thing_organization_id_title', ['title']),
      ],
    },
  ],
]);
const NAMES = [
  ['name', 'title'],
  ['number', 'code'],
  ['count', 'amount'],
] as const;

function renamedHistories(engine: Engine): Readonly<Record<string, readonly Step[]>> {
  const common = { engine, renameForm: 'online' } as const;
  const there = diffTables({
    ...common,
    before: start,
    after: renamedColumns,
    renames: { tables: new Map(), columns: new Map([['thing', new Map(NAMES)]]) },
    salt: 'x',
  });
  const done = there.filter(({ phase }) => phase !== 'contract');
  const back = diffTables({
    ...common,
    before: applySteps(start, done),
    after: start,
    renames: {
      tables: new Map(),
      columns: new Map([['thing', new Map(NAMES.map(([from, to]) => [to, from]))]]),
    },
    salt: 'y',
    retiring: there.filter((found) => found.kind === 'retire_column'),
  });
  return {
    [RENAMED[0]]: there,
    [RENAMED[1]]: [...done, ...back.map((found) => ({ ...found, id: `back:${found.id}` }))],
  };
}

export const STATED = "give columns the values that an author's facts make of others";

/** Split in two, options of another name, and a value for whoever has none. */
const stated: SchemaState = new Map([
  [
    'thing',
    {
      ...thing,
      columns: [
        ...thing.columns
          .filter(({ name }) => name !== 'count')
          .map((found) => (found.name === 'number' ? { ...found, notNull: true } : found)),
        column('whole', string(20)),
        column('rest', string(20)),
      ],
    },
  ],
]);
const of = (name: string): Expression => ({ op: 'column', name });
const part = (name: string, first: number, length: number | null): Expression => ({
  op: 'substring',
  value: of(name),
  start: first,
  length,
});

function statedHistories(engine: Engine): Readonly<Record<string, readonly Step[]>> {
  const renamedOption: Expression = {
    op: 'map',
    value: of('name'),
    from: string(80),
    to: string(80),
    cases: [{ from: 'one', to: 'first' }],
    otherwise: 'keep',
  };
  const steps = diffTables({
    before: start,
    after: stated,
    renames: { tables: new Map(), columns: new Map() },
    up: new Map([
      [
        'thing',
        new Map<string, Expression>([
          ['whole', part('count', 1, 2)],
          ['rest', part('count', 3, null)],
          ['name', renamedOption],
          ['number', { op: 'coalesce', values: [of('number'), { op: 'literal', value: 'none' }] }],
        ]),
      ],
    ]),
    down: new Map([
      [
        'thing',
        new Map<string, Expression>([
          ['count', { op: 'concat', values: [of('whole'), of('rest')] }],
          ['name', { ...renamedOption, cases: [{ from: 'first', to: 'one' }] }],
        ]),
      ],
    ]),
    salt: 'x',
    engine,
  });
  return { [STATED]: steps };
}
