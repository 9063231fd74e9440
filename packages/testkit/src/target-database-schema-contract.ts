/** Owns what target databases promise about schemas: what was applied is what is found, for every kind of step. */
import type { Step, TableSpec } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { plain, step, type Workbench } from './target-database-subject.ts';
import {
  column,
  float,
  index,
  json,
  literal,
  string,
  table,
  tenantIndex,
  text,
  zoo,
} from './target-database-zoo.ts';

const thing = table(
  'thing',
  [
    column('organization_id', string(255)),
    column('name', string(80)),
    column('note', text),
    column('size', float, { notNull: true, default: literal(1) }),
  ],
  [index('idx_thing_name', ['name']), tenantIndex('uniq_thing_organization_id_name', ['name'])],
);
const nameIndex = index('idx_thing_name', ['name']);
const nameUnique = index('uniq_thing_name', ['name'], true);

function held(spec: TableSpec, name: string): TableSpec['columns'][number] {
  const found = spec.columns.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`${spec.name} has no column ${name}`);
  return found;
}

/** By name of the test: steps that start from `thing`. */
const CASES: Readonly<Record<string, readonly Step[]>> = {
  'adds a column': [{ ...step('add_column', 'thing'), column: column('extra', string(20)) }],
  'adds a required column with a default': [
    {
      ...step('add_column', 'thing'),
      column: column('extra', float, { notNull: true, default: literal(7) }),
    },
  ],
  'adds a column that defaults to now': [
    {
      ...step('add_column', 'thing'),
      column: column('seen', { kind: 'datetime' }, { default: { kind: 'now' } }),
    },
  ],
  'adds many columns at once': Array.from({ length: 12 }, (_, at) => ({
    ...step('add_column', 'thing', `c${at}`),
    column: column(`c${at}`, at % 2 === 0 ? text : float, at % 3 === 0 ? { default: literal(at) } : {}),
  })),
  'renames a column and leaves its indexes on it': [
    { ...step('rename_column', 'thing'), from: 'name', to: 'order' },
  ],
  'renames a table': [{ ...step('rename_table', 'thing'), to: 'select' }],
  'swaps two columns': [
    { ...step('rename_column', 'thing', '1'), from: 'name', to: '_hold_swap' },
    { ...step('rename_column', 'thing', '2'), from: 'note', to: 'name' },
    { ...step('rename_column', 'thing', '3'), from: '_hold_swap', to: 'note' },
  ],
  'widens a string': [
    {
      ...step('change_type', 'thing'),
      column: 'name',
      from: string(80),
      to: string(120),
      conversion: { op: 'column', name: 'name' },
      lossless: true,
    },
  ],
  'turns a string into JSON and requires it, with a default': [
    { ...step('drop_index', 'thing', '1'), index: nameIndex },
    { ...step('drop_index', 'thing', '2'), index: tenantIndex('uniq_thing_organization_id_name', ['name']) },
    {
      ...step('change_type', 'thing'),
      column: 'name',
      from: string(80),
      to: json,
      conversion: { op: 'json_array', value: { op: 'column', name: 'name' } },
      lossless: false,
    },
    { ...step('set_default', 'thing'), column: 'name', from: null, to: literal('[]') },
    { ...step('backfill', 'thing'), rows: 'empty', column: 'name', value: { op: 'literal', value: '[]' } },
    { ...step('set_not_null', 'thing'), column: 'name' },
  ],
  'changes the type of a column with a default': [
    {
      ...step('change_type', 'thing'),
      column: 'size',
      from: float,
      to: text,
      conversion: { op: 'cast', value: { op: 'column', name: 'size' }, from: float, to: text },
      lossless: false,
    },
    { ...step('set_default', 'thing'), column: 'size', from: literal(1), to: literal('one') },
  ],
  'sets and drops a default': [
    { ...step('set_default', 'thing', '1'), column: 'note', from: null, to: literal("it's") },
    { ...step('set_default', 'thing', '2'), column: 'size', from: literal(1), to: null },
  ],
  'drops NOT NULL': [{ ...step('drop_not_null', 'thing'), column: 'size' }],
  'creates, renames and drops indexes': [
    { ...step('create_index', 'thing', '1'), index: nameUnique },
    { ...step('rename_index', 'thing', '1'), index: nameUnique, to: 'uniq_thing_title' },
    { ...step('rename_index', 'thing', '2'), index: nameIndex, to: 'idx_thing_title' },
    { ...step('drop_index', 'thing', '1'), index: tenantIndex('uniq_thing_organization_id_name', ['name']) },
  ],
  'holds a column that indexes cover': [
    { ...step('hold_column', 'thing'), column: held(thing, 'name'), heldName: '_hold_name' },
  ],
  'holds a required column after releasing it, and takes its name again': [
    { ...step('drop_not_null', 'thing'), column: 'size' },
    { ...step('hold_column', 'thing'), column: held(thing, 'size'), heldName: '_hold_size' },
    { ...step('add_column', 'thing'), column: column('size', text) },
  ],
  'restores a held column': [
    { ...step('hold_column', 'thing'), column: held(thing, 'note'), heldName: '_hold_note' },
    {
      ...step('restore_column', 'thing'),
      column: { ...held(thing, 'note'), default: literal('-') },
      heldName: '_hold_note',
    },
  ],
  'purges held columns': [
    { ...step('hold_column', 'thing', '1'), column: held(thing, 'note'), heldName: '_hold_note' },
    { ...step('hold_column', 'thing', '2'), column: held(thing, 'name'), heldName: '_hold_name' },
    { ...step('purge_column', 'thing', '1'), column: held(thing, 'note'), heldName: '_hold_note' },
    { ...step('purge_column', 'thing', '2'), column: held(thing, 'name'), heldName: '_hold_name' },
  ],
  'holds a table and takes its name again': [
    { ...step('hold_table', 'thing'), spec: thing, heldName: '_hold_thing' },
    { ...step('create_table', 'thing'), spec: thing },
  ],
  'holds and restores a table': [
    { ...step('hold_table', 'thing'), spec: thing, heldName: '_hold_thing' },
    { ...step('restore_table', 'thing'), spec: thing, heldName: '_hold_thing' },
  ],
};

export function targetDatabaseSchemaContract(bench: () => Workbench): void {
  it('finds every type, default and kind of index as it renders them', async () => {
    await bench().create(...zoo);
    await bench().expectSchema();
  });

  it('reads every table back as a spec that renders the same', async () => {
    await bench().create(...zoo);
    const { database } = bench();
    const found = await database.introspect(zoo.map(({ name }) => name));
    const readings = [...found].map(([name, physical]) => database.specOf(name, physical));
    expect(readings.flatMap(({ unreadable }) => unreadable)).toEqual([]);
    expect(plain(new Map(readings.map(({ spec }) => [spec.name, database.render(spec)])))).toEqual(
      plain(found),
    );
  });

  it('says what no spec can say, instead of coming near it', () => {
    const { database } = bench();
    const [spec] = zoo;
    if (!spec) throw new Error('the zoo is empty');
    const physical = database.render(spec);
    const { unreadable } = database.specOf('zoo_types', {
      columns: new Map([
        ...physical.columns,
        ['odd', { type: 'geometry', notNull: false, default: null }],
        ['j_bare', { type: 'geometry(7)', notNull: false, default: null }],
      ]),
      indexes: new Map([
        ...physical.indexes,
        ['by_hand', { unique: true, parts: ['lower(s_bare)'], constraint: false, valid: true }],
        ['broken', { unique: false, parts: ['s_bare'], constraint: false, valid: false }],
      ]),
    });
    expect(unreadable.map(({ what, column, index }) => [what, column ?? index])).toEqual([
      ['type', 'j_bare'],
      ['type', 'odd'],
      ['index', 'by_hand'],
      ['index', 'broken'],
    ]);
  });

  it('introspects the named tables only, and ignores names that are not there', async () => {
    await bench().create(...zoo);
    const found = await bench().database.introspect(['case', 'nothing']);
    expect([...found.keys()]).toEqual(['case']);
  });

  it('gives the same chunks for the same steps, in order and without gaps', () => {
    const steps = zoo.map((spec) => ({ ...step('create_table', spec.name), spec }));
    const { database } = bench();
    const chunks = database.chunks('expand', steps, 3);
    expect(chunks).toEqual(database.chunks('expand', steps, 3));
    expect(chunks.flatMap((chunk) => chunk.steps)).toEqual(steps);
    expect(chunks.map(({ no }) => no)).toEqual(chunks.map((_, at) => at + 3));
    expect(database.chunks('expand', [], 0)).toEqual([]);
  });

  describe.each([
    ['empty', false],
    ['with rows', true],
  ] as const)('on a table %s', (_, filled) => {
    it.each(Object.entries(CASES))('%s', async (_name, steps) => {
      await bench().create(thing);
      if (filled)
        await bench().subject.insert('thing', [
          { id: 'a', name: 'one', note: 'n', size: 2 },
          { id: 'b', name: null, note: null, size: 3 },
        ]);
      const described = bench().database.describe(steps, bench().schema);
      expect([...described.keys()]).toEqual(steps.map(({ id }) => id));
      await bench().apply(steps);
      await bench().expectSchema();
    });
  });
}
