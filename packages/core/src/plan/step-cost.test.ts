import { describe, expect, it } from 'vitest';
import type { Engine } from '../ports/environment.ts';
import type { TableFacts } from '../ports/target-database.ts';
import { diffTables } from './diff-tables.ts';
import { type StepCost, stepCosts } from './step-cost.ts';
import type { ColumnSpec, ColumnType, SchemaState, TableSpec } from './storage/table-spec.ts';

const ENGINES: readonly Engine[] = ['sqlite', 'postgres', 'mysql'];
const ROWS = 1_000_000;

const column = (name: string, type: ColumnType, rest: Partial<ColumnSpec> = {}): ColumnSpec => ({
  name,
  type,
  notNull: false,
  default: null,
  owner: '',
  ...rest,
});
const text: ColumnType = { kind: 'text' };
const id = column('id', { kind: 'string', length: 255 }, { notNull: true });

const state = (table: Partial<TableSpec> & Pick<TableSpec, 'columns'>, name = 't'): SchemaState =>
  new Map([[name, { name, indexes: [], owner: '', ...table, columns: [id, ...table.columns] }]]);

const size = (table: string): TableFacts => ({
  table,
  rows: ROWS,
  exactRows: true,
  bytes: 100 * ROWS,
  exactBytes: true,
});

function costs(
  engine: Engine,
  before: SchemaState,
  after: SchemaState,
  tables: ReadonlyMap<string, string> = new Map(),
): readonly StepCost[] {
  const renames = { tables, columns: new Map() };
  const steps = diffTables({ before, after, renames, salt: 's', engine });
  return stepCosts(steps, engine, new Map([...before.keys()].map((name) => [name, size(name)])));
}

const words = ({ stepId, work, waiting }: StepCost) => `${stepId.split(':')[1]} ${work} ${waiting}`;
const indexed = {
  columns: [column('v', text)],
  indexes: [{ name: 'i', parts: [{ column: 'v', nullSafe: false }], unique: false, owner: '' }],
};

describe.each(ENGINES)('what a step costs · %s', (engine) => {
  it('a new column touches no row', () => {
    const [cost] = costs(engine, state({ columns: [] }), state({ columns: [column('v', text)] }));
    expect(cost).toMatchObject({ work: 'catalog', waiting: 'nobody', rows: 0, seconds: 0, heldSeconds: 0 });
  });

  it('an index reads every row, and only SQLite keeps writers waiting, for a batch of it', () => {
    const [cost] = costs(engine, state({ columns: [column('v', text)] }), state(indexed));
    expect(cost).toMatchObject({
      work: 'index',
      rows: ROWS,
      waiting: engine === 'sqlite' ? 'writers' : 'nobody',
    });
    expect(cost?.seconds).toBeGreaterThan(0.1);
    expect(cost?.heldSeconds).toBe(engine === 'sqlite' ? 0.025 : 0);
  });

  it('of a table that the plan makes there is nothing to read', () => {
    const found = costs(engine, new Map(), state(indexed));
    expect(found.map(({ seconds }) => seconds)).toEqual(found.map(() => 0));
  });

  it('asks for rows under the name of now', () => {
    const found = costs(
      engine,
      state({ columns: [column('v', text)] }),
      state(indexed, 'u'),
      new Map([['t', 'u']]),
    );
    const index = found.find(({ work }) => work === 'index');
    expect(index).toMatchObject({ table: 't', rows: ROWS });
  });

  it('a replaced column is filled in batches, for each of which a writer waits a moment', () => {
    const found = costs(
      engine,
      state({ columns: [column('v', text)] }),
      state({ columns: [column('v', { kind: 'float' })] }),
    );
    const batches = found.find(({ work }) => work === 'batches');
    expect(batches).toMatchObject({ waiting: 'writers', rows: ROWS });
    expect(batches?.seconds).toBeGreaterThan(1);
    expect(batches?.heldSeconds).toBeLessThan(0.1);
    expect(found.map(words)).not.toContainEqual(expect.stringContaining('copy'));
  });
});

describe('what differs between engines', () => {
  const required = (engine: Engine) =>
    costs(
      engine,
      state({ columns: [column('v', text)] }),
      state({ columns: [column('v', text, { notNull: true })] }),
    ).map(words);

  it('NOT NULL: proven beside writers, watched for, or copied', () => {
    expect(required('postgres')).toEqual(['prove_not_null reads nobody', 'set_not_null catalog nobody']);
    expect(required('sqlite')).toEqual([
      'watch_rows reads writers',
      'prove_not_null catalog nobody',
      'set_not_null catalog nobody',
      'unwatch_rows catalog nobody',
    ]);
    expect(required('mysql')).toEqual(['prove_not_null catalog nobody', 'set_not_null copy writers']);
  });

  it('a column that is held loses its NOT NULL first: a copy on MySQL, beside writers', () => {
    const drop = (engine: Engine) =>
      costs(engine, state({ columns: [column('v', text, { notNull: true })] }), state({ columns: [] })).map(
        words,
      );
    expect(drop('mysql')).toEqual(['drop_not_null copy nobody', 'hold_column catalog nobody']);
    expect(drop('postgres')).toEqual(['drop_not_null catalog nobody', 'hold_column catalog nobody']);
  });
});
