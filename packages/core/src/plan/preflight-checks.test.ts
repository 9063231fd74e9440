import { describe, expect, it } from 'vitest';
import type { Engine } from '../ports/environment.ts';
import type { PreflightCheck } from '../ports/target-database.ts';
import { diffTables } from './diff-tables.ts';
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

function plan(
  engine: Engine,
  before: SchemaState,
  after: SchemaState,
  renames: RenameMap = NO_RENAMES,
): readonly Step[] {
  return diffTables({ before, after, renames, salt: 's', engine, syncs: [] });
}

/** Without the ids of steps, which goldens of plans show. */
const questions = (steps: readonly Step[]) =>
  preflightChecksOf(steps).map(({ stepId: _, ...question }: PreflightCheck) => question);

const ENGINES: readonly Engine[] = ['sqlite', 'postgres', 'mysql'];
const one: ColumnSpec['default'] = { kind: 'literal', value: 1 };

describe.each(ENGINES)('the questions about a column that a shadow replaces · %s', (engine) => {
  it('speak of the column that is there now', () => {
    const steps = plan(engine, state('t', [column('v', text)]), state('t', [column('v', float)]));
    expect(steps.map(({ kind }) => kind)).toContain('add_shadow');
    expect(questions(steps)).toEqual([
      { check: 'uncastable', table: 't', column: 'v', from: text, to: float },
    ]);
  });

  it('ask for length too where the new type has one', () => {
    const steps = plan(engine, state('t', [column('v', float)]), state('t', [column('v', string(9))]));
    expect(questions(steps)).toEqual([
      { check: 'uncastable', table: 't', column: 'v', from: float, to: string(9) },
      { check: 'too_long', table: 't', column: 'v', length: 9 },
    ]);
  });

  it('ask for empty values when the column is required and nothing fills it', () => {
    const required = column('v', float, { notNull: true });
    const steps = plan(engine, state('t', [column('v', text)]), state('t', [required]));
    expect(questions(steps)).toEqual([
      { check: 'uncastable', table: 't', column: 'v', from: text, to: float },
      { check: 'null_values', table: 't', column: 'v' },
    ]);
  });

  it('do not ask for empty values when a default fills them', () => {
    const required = column('v', float, { notNull: true, default: one });
    const steps = plan(engine, state('t', [column('v', text)]), state('t', [required]));
    expect(questions(steps)).toEqual([
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
    const steps = plan(
      engine,
      state('t', [column('v', text)], [unique]),
      state('t', [column('v', float)], [unique]),
    );
    expect(questions(steps)).toContainEqual({ check: 'duplicates', table: 't', parts: unique.parts });
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
