import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversionFact, type Fact } from '../metadata/fact.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import { renameFact } from '../metadata/rename-fact.ts';
import type { AuthoredExpression } from './expression/authored-expression.ts';
import type { Expression } from './expression/expression.ts';
import { factsBetween, inverted } from './jump-facts.ts';
import { jumpValuesOf } from './jump-values.ts';
import type { ColumnDefault, ColumnType, SchemaState } from './storage/table-spec.ts';

const TEXT: ColumnType = { kind: 'text' };
const FLOAT: ColumnType = { kind: 'float' };
const col = (name: string) => ({ op: 'column', name }) as const;
const map = (name: string, cases: Readonly<Record<string, string>>) =>
  ({
    op: 'map',
    value: col(name),
    cases: Object.entries(cases).map(([from, to]) => ({ from, to })),
  }) as const;

function state(
  name: string,
  columns: Readonly<Record<string, ColumnType>>,
  defaults: Readonly<Record<string, ColumnDefault>> = {},
): SchemaState {
  const specs = Object.entries(columns).map(([column, type]) => ({
    name: column,
    type,
    notNull: false,
    default: defaults[column] ?? null,
    owner: 'a',
  }));
  return new Map([[name, { name, columns: specs, indexes: [], owner: 'a' }]]);
}

const said = (
  field: string,
  sides: { readonly up?: AuthoredExpression; readonly down?: AuthoredExpression },
  object = 'deal',
): Fact => conversionFact({ ref: keyOf({ type: 'object', name: object }), field, ...sides }, '');
const renamed = (from: string, to: string, object = 'deal'): Fact =>
  renameFact({ ref: `object/${object}` as ItemKey, path: 'fields', from, to }, '');
const moved = (from: string, to: string): Fact => renameFact({ ref: `object/${from}`, from, to }, '');

const ups = (from: readonly Fact[], to: readonly Fact[], before: SchemaState, after: SchemaState) =>
  jumpValuesOf(factsBetween(from, to), before, after, (name) => name);
const downs = (from: readonly Fact[], to: readonly Fact[], before: SchemaState, after: SchemaState) =>
  jumpValuesOf(inverted(factsBetween(from, to)), after, before, (name) => name);
const plain = (values: ReturnType<typeof ups>) => ({
  values: Object.fromEntries(
    [...values.values].map(([table, columns]) => [table, Object.fromEntries(columns)]),
  ),
  problems: values.problems.map(({ message }) => message),
});

describe('values of a jump', () => {
  it('are calculated in the type of what the field becomes, not of another one that has its name by then', () => {
    const tenfold: AuthoredExpression = { op: 'arithmetic', operator: '*', left: col('a'), right: 10 };
    const facts = [said('a', { up: tenfold }), renamed('a', 'b')];
    const before = state('deal', { a: TEXT });
    const { values, problems } = plain(ups([], facts, before, state('deal', { a: TEXT, b: FLOAT })));
    expect(problems).toEqual([]);
    expect(values).toEqual(plain(ups([], facts, before, state('deal', { b: FLOAT }))).values);
    expect(Object.keys(values.deal ?? {})).toEqual(['b']);
  });

  it('are put into one another over the versions in between, under the names of both ends', () => {
    const facts = [
      said('stage', { up: map('stage', { won: 'closed' }) }),
      renamed('stage', 'state'),
      moved('deal', 'order'),
      said('state', { up: map('state', { closed: 'done' }) }, 'order'),
    ];
    const before = state('deal', { stage: TEXT });
    const after = state('order', { state: TEXT });
    const first = {
      op: 'map',
      value: col('stage'),
      from: TEXT,
      to: TEXT,
      cases: [{ from: 'won', to: 'closed' }],
      otherwise: 'keep',
    };
    expect(plain(ups([], facts, before, after))).toEqual({
      values: { order: { state: { ...first, value: first, cases: [{ from: 'closed', to: 'done' }] } } },
      problems: [],
    });
  });

  it('go back by what was stated, else by the inverse, else as they are', () => {
    const facts = [
      said('a', {
        up: { op: 'concat', values: [col('a'), '!'] },
        down: { op: 'substring', value: col('a'), start: 1, length: 1 },
      }),
      said('b', { up: map('b', { x: 'y' }) }),
      said('c', { up: map('c', { x: 'z', y: 'z' }) }),
    ];
    const tables = state('deal', { a: TEXT, b: TEXT, c: TEXT });
    expect(plain(downs([], facts, tables, tables)).values).toEqual({
      deal: {
        a: { op: 'substring', value: col('a'), start: 1, length: 1 },
        b: {
          op: 'map',
          value: col('b'),
          from: TEXT,
          to: TEXT,
          cases: [{ from: 'y', to: 'x' }],
          otherwise: 'keep',
        },
        c: col('c'),
      },
    });
    // A rollback is the same jump, seen from the other end.
    expect(ups(facts, [], tables, tables)).toEqual(downs([], facts, tables, tables));
  });

  it('of a field that goes come from those that its values went to', () => {
    const facts = [
      said('region', { up: { op: 'substring', value: col('code'), start: 1, length: 2 } }),
      said('serial', { up: { op: 'substring', value: col('code'), start: 3 } }),
      said('code', { down: { op: 'concat', values: [col('region'), col('serial')] } }),
    ];
    const [before, after] = [state('deal', { code: TEXT }), state('deal', { region: TEXT, serial: TEXT })];
    expect(Object.keys(plain(ups([], facts, before, after)).values.deal ?? {})).toEqual(['region', 'serial']);
    expect(plain(downs([], facts, before, after)).values).toEqual({
      deal: { code: { op: 'concat', values: [col('region'), col('serial')] } },
    });
  });

  it('read the default of a field that the base has not, else nothing', () => {
    const total = { op: 'concat', values: [col('price'), col('currency'), col('note')] } as const;
    const facts = [said('total', { up: total })];
    const before = state('deal', { price: TEXT });
    const after = state(
      'deal',
      { price: TEXT, total: TEXT, currency: TEXT },
      { currency: { kind: 'literal', value: 'EUR' } },
    );
    expect(plain(ups([], facts, before, after)).values.deal?.total).toEqual({
      op: 'concat',
      values: [col('price'), { op: 'literal', value: 'EUR' }, { op: 'literal', value: null }],
    });
    const fill = said('currency', { up: { op: 'coalesce', values: [col('currency'), 'USD'] } });
    expect(
      plain(ups([], [fill], before, state('deal', { price: TEXT, currency: TEXT }))).values.deal,
    ).toEqual({
      currency: { op: 'literal', value: 'USD' },
    });
  });

  it('take the type that a column got on the way for the one that it has at the end', () => {
    const facts = [
      said('price', { up: { op: 'arithmetic', operator: '/', left: col('price'), right: 100 } }),
    ];
    const { values, problems } = plain(
      ups([], facts, state('deal', { price: TEXT }), state('deal', { price: FLOAT })),
    );
    expect(problems).toEqual([]);
    expect(values.deal?.price).toMatchObject({
      left: { op: 'cast', value: col('price'), from: TEXT, to: FLOAT },
    });
  });

  it('say what cannot be', () => {
    const facts = [said('price', { up: { op: 'arithmetic', operator: '/', left: col('day'), right: 100 } })];
    const tables = state('deal', { price: FLOAT, day: { kind: 'date' } });
    expect(plain(ups([], facts, tables, tables))).toEqual({
      values: {},
      problems: ['calculates with numbers, not with a date'],
    });
  });

  it('come out the same in one jump as in many (composition)', () => {
    const fields = ['a', 'b', 'c'] as const;
    const field = fc.constantFrom(...fields);
    const letter = fc.constantFrom('x', 'y', 'z');
    const expression = fc.oneof(
      field.map((name): AuthoredExpression => col(name)),
      fc
        .tuple(field, letter, letter)
        .map(([name, from, to]): AuthoredExpression => map(name, { [from]: to })),
      fc
        .tuple(field, field)
        .map(([a, b]): AuthoredExpression => ({ op: 'concat', values: [col(a), col(b)] })),
      fc.tuple(field, letter).map(([a, b]): AuthoredExpression => ({ op: 'coalesce', values: [col(a), b] })),
    );
    const facts = fc.array(
      fc.tuple(field, expression).map(([name, up]) => said(name, { up })),
      { maxLength: 4 },
    );
    const row = fc.record({ a: fc.option(letter), b: fc.option(letter), c: fc.option(letter) });
    const tables = state('deal', { a: TEXT, b: TEXT, c: TEXT });
    const after = (from: readonly Fact[], to: readonly Fact[], values: Row): Row => {
      const columns = ups(from, to, tables, tables).values.get('deal');
      return Object.fromEntries(
        fields.map((name) => [
          name,
          columns?.has(name) ? meaningOf(columns.get(name) as Expression, values) : values[name],
        ]),
      ) as Row;
    };
    fc.assert(
      fc.property(facts, facts, row, (first, second, values) => {
        const [b, c] = [unique(first), unique([...first, ...second])];
        expect(after([], c, values)).toEqual(after(b, c, after([], b, values)));
      }),
    );
  });
});

type Row = Readonly<Record<string, string | null>>;

const unique = (facts: readonly Fact[]) => [...new Map(facts.map((fact) => [fact.id, fact])).values()];

/** The meaning of the ops that the law is asked of. */
function meaningOf(expression: Expression, row: Row): string | null {
  switch (expression.op) {
    case 'column':
      return row[expression.name] ?? null;
    case 'literal':
      return expression.value === null ? null : String(expression.value);
    case 'coalesce':
      return expression.values.map((value) => meaningOf(value, row)).find((value) => value !== null) ?? null;
    case 'concat': {
      const parts = expression.values.map((value) => meaningOf(value, row));
      return parts.every((part) => part === null) ? null : parts.join('');
    }
    case 'map': {
      const value = meaningOf(expression.value, row);
      const found = expression.cases.find(({ from }) => from === value);
      return found ? (found.to as string | null) : value;
    }
    default:
      throw new Error(`no meaning for ${expression.op}`);
  }
}
