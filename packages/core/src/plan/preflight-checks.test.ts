import { describe, expect, it } from 'vitest';
import type { Engine } from '../ports/environment.ts';
import type { PreflightCheck } from '../ports/target-database.ts';
import { diffTables } from './diff-tables.ts';
import type { Expression } from './expression/expression.ts';
import { preflightChecksOf } from './preflight-checks.ts';
import type { RenameMap } from './rename-map.ts';
import type { Step } from './steps/step.ts';
import type { ColumnSpec, ColumnType, IndexSpec, SchemaState } from './storage/table-spec.ts';

const text: ColumnType = { kind: 'text' };
const float: ColumnType = { kind: 'float' };
const string = (length: number): ColumnType => ({ kind: 'string', length });

type Options = Partial<Pick<ColumnSpec, 'notNull' | 'default'>>;

function column(
  name: string,
  type: ColumnType,
  { notNull = false, default: value = null }: Options = {},
): ColumnSpec {
  return { name, type, notNull, default: value, owner: '' };
}

const state = (
  name: string,
  columns: readonly ColumnSpec[],
  indexes: readonly IndexSpec[] = [],
): SchemaState =>
  new Map([
    [name, { name, columns: [column('id', string(255), { notNull: true }), ...columns], indexes, owner: '' }],
  ]);

const NO_RENAMES: RenameMap = { tables: new Map(), columns: new Map() };

interface Planned {
  readonly before: SchemaState;
  readonly steps: readonly Step[];
}

function plan(
  engine: Engine,
  before: SchemaState,
  after: SchemaState,
  renames: RenameMap = NO_RENAMES,
  up: Readonly<Record<string, Expression>> = {},
): Planned {
  const stated = new Map([['t', new Map(Object.entries(up))]]);
  return { before, steps: diffTables({ before, after, renames, salt: 's', engine, syncs: [], up: stated }) };
}

/** Without the ids of steps, which goldens of plans show. */
const questions = ({ before, steps }: Planned) =>
  preflightChecksOf(steps, before).map(({ stepId: _, ...question }: PreflightCheck) => question);

const ENGINES: readonly Engine[] = ['sqlite', 'postgres', 'mysql'];
const one: ColumnSpec['default'] = { kind: 'literal', value: 1 };

describe.each(ENGINES)('the questions about a column that a shadow replaces · %s', (engine) => {
  it('speak of the column that is there now', () => {
    const planned = plan(engine, state('t', [column('v', text)]), state('t', [column('v', float)]));
    expect(planned.steps.map(({ kind }) => kind)).toContain('add_shadow');
    expect(questions(planned)).toEqual([
      { check: 'uncastable', table: 't', column: 'v', from: text, to: float },
    ]);
  });

  it('ask for length too where the new type has one', () => {
    const planned = plan(engine, state('t', [column('v', float)]), state('t', [column('v', string(9))]));
    expect(questions(planned)).toEqual([
      { check: 'uncastable', table: 't', column: 'v', from: float, to: string(9) },
      { check: 'too_long', table: 't', column: 'v', length: 9 },
    ]);
  });

  it('ask for empty values when the column is required and nothing fills it', () => {
    const required = column('v', float, { notNull: true });
    const planned = plan(engine, state('t', [column('v', text)]), state('t', [required]));
    expect(questions(planned)).toEqual([
      { check: 'uncastable', table: 't', column: 'v', from: text, to: float },
      { check: 'null_values', table: 't', column: 'v' },
    ]);
  });

  it('do not ask for empty values when a default fills them', () => {
    const required = column('v', float, { notNull: true, default: one });
    const planned = plan(engine, state('t', [column('v', text)]), state('t', [required]));
    expect(questions(planned)).toEqual([
      { check: 'uncastable', table: 't', column: 'v', from: text, to: float },
    ]);
  });

  it('do not change with a table that is renamed', () => {
    const before = state('t', [column('v', text)]);
    const after = state('u', [column('v', float, { notNull: true })]);
    const renames = { tables: new Map([['t', 'u']]), columns: new Map() };
    expect(questions(plan(engine, before, after, renames))).toEqual([
      { check: 'uncastable', table: 't', column: 'v', from: text, to: float },
      { check: 'null_values', table: 't', column: 'v' },
    ]);
  });

  it('ask for duplicates of a unique key by the names of now', () => {
    const unique: IndexSpec = {
      name: 'u',
      parts: [{ column: 'v', nullSafe: false }],
      unique: true,
      owner: '',
    };
    const planned = plan(
      engine,
      state('t', [column('v', text)], [unique]),
      state('t', [column('v', float)], [unique]),
    );
    expect(questions(planned)).toContainEqual({ check: 'duplicates', table: 't', parts: unique.parts });
  });
});

describe.each(ENGINES)('the questions about a column that points at another table · %s', (engine) => {
  const to = (reference: string | undefined): ColumnSpec => ({
    ...column('v', string(255)),
    ...(reference === undefined ? {} : { reference }),
  });
  const tables = (reference: string | undefined, ...others: readonly string[]): SchemaState =>
    new Map([...state('t', [to(reference)]), ...others.flatMap((name) => [...state(name, [])])]);
  const orphans = (before: SchemaState, after: SchemaState, renames?: RenameMap) =>
    questions(plan(engine, before, after, renames)).filter(({ check }) => check === 'orphan_references');
  const question = { check: 'orphan_references', table: 't', column: 'v', many: false };

  it('ask what a text names that becomes a relation', () => {
    expect(orphans(tables(undefined, 'a'), tables('a', 'a'))).toEqual([{ ...question, target: 'a' }]);
    expect(orphans(tables('b', 'a', 'b'), tables('a', 'a', 'b'))).toEqual([{ ...question, target: 'a' }]);
  });

  it('find no row in a target that the plan makes or drops', () => {
    expect(orphans(tables(undefined), tables('a', 'a'))).toEqual([{ ...question, target: null }]);
    expect(orphans(tables('a', 'a'), tables('a'))).toEqual([{ ...question, target: null }]);
  });

  it('ask a target that is renamed under its name of now, and nothing where it is the same table', () => {
    const renames = { tables: new Map([['a', 'b']]), columns: new Map() };
    expect(orphans(tables(undefined, 'a'), tables('b', 'b'), renames)).toEqual([
      { ...question, target: 'a' },
    ]);
    expect(orphans(tables('a', 'a'), tables('b', 'b'), renames)).toEqual([]);
  });

  it('ask nothing of a target that is not in this database, or of a column that points where it did', () => {
    expect(orphans(tables(undefined), tables('elsewhere'))).toEqual([]);
    expect(orphans(tables('a', 'a'), tables('a', 'a'))).toEqual([]);
    expect(orphans(tables('a'), tables('a', 'a'))).toEqual([]);
  });
});

describe.each(ENGINES)('the questions about a column that becomes required · %s', (engine) => {
  it('ask for empty values unless a default fills them', () => {
    const before = state('t', [column('v', string(9))]);
    const literal: ColumnSpec['default'] = { kind: 'literal', value: 'x' };
    expect(questions(plan(engine, before, state('t', [column('v', string(9), { notNull: true })])))).toEqual([
      { check: 'null_values', table: 't', column: 'v' },
    ]);
    const filled = state('t', [column('v', string(9), { notNull: true, default: literal })]);
    expect(questions(plan(engine, before, filled))).toEqual([]);
  });
});

describe.each(ENGINES)('the questions about what an author said of values · %s', (engine) => {
  const source: Expression = { op: 'column', name: 'v' };
  const cast: Expression = { op: 'cast', value: source, from: text, to: float };
  const half: Expression = {
    op: 'arithmetic',
    operator: '/',
    left: source,
    right: { op: 'column', name: 'n' },
  };
  const numbers = { v: float, n: float };
  const about = { check: 'stated_values', table: 't' } as const;
  const before = state('t', [column('v', float), column('n', float)]);

  it('ask what the expression makes of the columns that are there now', () => {
    const planned = plan(engine, before, state('t', [column('v', float), column('n', float)]), NO_RENAMES, {
      v: half,
    });
    expect(questions(planned)).toEqual([
      { ...about, column: 'v', made: { value: half, type: float, columns: numbers } },
    ]);
  });

  it('ask it of a new column that is made of others, and for rows of which it makes nothing', () => {
    const after = state('t', [...(before.get('t')?.columns ?? []), column('w', float, { notNull: true })]);
    const made = { value: half, type: float, columns: numbers };
    expect(questions(plan(engine, before, after, NO_RENAMES, { w: half }))).toEqual([
      { ...about, column: 'w', made },
      { check: 'null_values', table: 't', column: 'w', made },
    ]);
    const filled: Expression = { op: 'coalesce', values: [half, { op: 'literal', value: 0 }] };
    expect(questions(plan(engine, before, after, NO_RENAMES, { w: filled }))).toEqual([
      { ...about, column: 'w', made: { ...made, value: filled } },
    ]);
  });

  it('ask what fills empty values only of the rows that are empty', () => {
    const old = state('t', [column('v', text), column('w', float)]);
    const after = state('t', [column('v', text), column('w', float, { notNull: true })]);
    const fill: Expression = { op: 'coalesce', values: [{ op: 'column', name: 'w' }, cast] };
    const columns = { v: text, w: float };
    expect(questions(plan(engine, old, after, NO_RENAMES, { w: fill }))).toEqual([
      { ...about, column: 'w', made: { value: cast, type: float, columns: { v: text } }, among: 'w' },
      { check: 'null_values', table: 't', column: 'w', made: { value: fill, type: float, columns } },
    ]);
  });

  it('ask for choices that are not offered, but for those that were there', () => {
    const old = state('t', [{ ...column('v', string(255)), choices: ['a'] }]);
    const after = state('t', [{ ...column('v', string(255)), choices: ['a', 'b'] }]);
    const value: Expression = { op: 'substring', value: source, start: 1, length: 1 };
    const made = { value, type: string(255), columns: { v: string(255) } };
    expect(questions(plan(engine, old, after, NO_RENAMES, { v: value }))).toEqual([
      { ...about, column: 'v', made, choices: ['a', 'b'], replaces: 'v' },
    ]);
  });

  it('speak of tables by their names of now', () => {
    const renames = { tables: new Map([['t', 'u']]), columns: new Map() };
    const after = state('u', [column('v', float), column('n', float)]);
    const stated = new Map([['u', new Map([['v', half]])]]);
    const steps = diffTables({ before, after, renames, salt: 's', engine, syncs: [], up: stated });
    expect(questions({ before, steps })).toEqual([
      { ...about, column: 'v', made: { value: half, type: float, columns: numbers } },
    ]);
  });
});
