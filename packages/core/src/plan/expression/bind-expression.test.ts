import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../limits.ts';
import type { ColumnType } from '../storage/table-spec.ts';
import type { AuthoredExpression } from './authored-expression.ts';
import { bindExpression } from './bind-expression.ts';
import type { Expression } from './expression.ts';

const text: ColumnType = { kind: 'text' };
const float: ColumnType = { kind: 'float' };
const boolean: ColumnType = { kind: 'boolean' };
const date: ColumnType = { kind: 'date' };
const datetime: ColumnType = { kind: 'datetime' };
const json: ColumnType = { kind: 'json' };

const columns = new Map<string, ColumnType>([
  ['first_name', { kind: 'string', length: 80 }],
  ['note', text],
  ['amount', float],
  ['done', boolean],
  ['day', date],
  ['seen', datetime],
  ['at', { kind: 'time' }],
  ['tags', json],
]);

const column = (name: string) => ({ op: 'column', name }) as const;
const literal = (value: string | number | boolean | null) => ({ op: 'literal', value }) as const;

function bound(authored: AuthoredExpression, target: ColumnType): Expression {
  const result = bindExpression(authored, columns, target);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.expression;
}

function problems(authored: AuthoredExpression, target: ColumnType = text): readonly string[] {
  const result = bindExpression(authored, columns, target);
  if ('expression' in result) throw new Error(JSON.stringify(result.expression));
  return result.problems.map(
    ({ path, op, message, suggestion }) => `${path} (${op}): ${message}; ${suggestion}`,
  );
}

describe('an expression over the columns that are there', () => {
  it('takes a constant as the column does', () => {
    expect(bound(5, text)).toEqual(literal('5'));
    expect(bound(true, text)).toEqual(literal('true'));
    expect(bound('2024-02-29', date)).toEqual(literal('2024-02-29'));
    expect(bound('2024-02-29T10:00:00+02:00', datetime)).toEqual(literal('2024-02-29T08:00:00.000Z'));
    expect(bound('2024-02-29 10:00', datetime)).toEqual(literal('2024-02-29T10:00:00.000Z'));
    expect(bound('a', json)).toEqual({ op: 'json_array', value: literal('a') });
    expect(bound(null, json)).toEqual(literal(null));
  });

  it.each<[AuthoredExpression, ColumnType, string]>([
    ['5', float, '"5" is no number'],
    [1, boolean, '1 is no boolean'],
    ['2024-02-30', date, '"2024-02-30" is no date'],
    ['2024-02-29T25:00:00Z', datetime, '"2024-02-29T25:00:00Z" is no datetime'],
    ['24:00', { kind: 'time' }, '"24:00" is no time'],
    ['🦊🦊🦊', { kind: 'string', length: 2 }, '"🦊🦊🦊" is longer than 2 characters'],
  ])('refuses %j where it can be no value', (authored, target, message) => {
    expect(problems(authored, target)[0]).toContain(`(literal): ${message}`);
  });

  it('casts at the end where a cast is well defined', () => {
    expect(bound(column('note'), float)).toEqual({
      op: 'cast',
      value: column('note'),
      from: text,
      to: float,
    });
    expect(bound(column('first_name'), text)).toEqual(column('first_name'));
    expect(bound(column('first_name'), json)).toEqual({ op: 'json_array', value: column('first_name') });
    expect(bound({ op: 'now' }, text)).toEqual({
      op: 'cast',
      value: { op: 'now' },
      from: datetime,
      to: text,
    });
    expect(bound({ op: 'now' }, date)).toEqual({ op: 'now' });
    expect(problems(column('day'), float)).toEqual([
      ' (column): gives a date, where a number is needed; take another column, or map its values with map',
    ]);
    expect(problems(column('tags'), text)).toEqual([
      ' (column): gives a list, where a text is needed; take an item of the list with json_first',
    ]);
  });

  it('casts parts of a concat to text, and joins constants at once', () => {
    expect(
      bound({ op: 'concat', values: [column('first_name'), null, ' ', column('amount')] }, text),
    ).toEqual({
      op: 'concat',
      values: [
        column('first_name'),
        literal(' '),
        { op: 'cast', value: column('amount'), from: float, to: text },
      ],
    });
    expect(bound({ op: 'concat', values: ['a', 1, true] }, text)).toEqual(literal('a1true'));
  });

  it('asks nothing behind a constant of a coalesce', () => {
    expect(
      bound({ op: 'coalesce', values: [null, column('note'), 'none', column('first_name')] }, text),
    ).toEqual({
      op: 'coalesce',
      values: [column('note'), literal('none')],
    });
    expect(bound({ op: 'coalesce', values: [column('note')] }, text)).toEqual(column('note'));
  });

  it('maps values of one type to values of another', () => {
    expect(
      bound(
        { op: 'map', value: column('first_name'), cases: [{ from: 'yes', to: true }], otherwise: false },
        boolean,
      ),
    ).toEqual({
      op: 'map',
      value: column('first_name'),
      from: { kind: 'string', length: 80 },
      to: boolean,
      cases: [{ from: 'yes', to: true }],
      otherwise: literal(false),
    });
    expect(bound({ op: 'map', value: column('note'), cases: [{ from: 'a', to: '7' }] }, float)).toEqual({
      op: 'cast',
      value: {
        op: 'map',
        value: column('note'),
        from: text,
        to: text,
        cases: [{ from: 'a', to: '7' }],
        otherwise: 'keep',
      },
      from: text,
      to: float,
    });
  });

  it('converts a value only so many times', () => {
    const cast = (value: AuthoredExpression, times: number): AuthoredExpression =>
      times === 0
        ? value
        : { op: 'cast', value: cast(value, times - 1), to: times % 2 ? 'datetime' : 'text' };
    expect(bound(cast(column('note'), LIMITS.expression_conversions), datetime).op).toBe('cast');
    expect(problems(cast(column('note'), LIMITS.expression_conversions), text)).toEqual([
      ` (cast): converts a value more than ${LIMITS.expression_conversions} times; take casts back that cancel each other out, or put the cases of maps into one map`,
    ]);
  });

  it('says all problems at once, each with its place and what to do', () => {
    expect(
      problems({
        op: 'concat',
        values: [
          column('fist_name'),
          { op: 'substring', value: column('amount'), start: 1 },
          { op: 'arithmetic', operator: '+', left: column('note'), right: '1' },
          { op: 'arithmetic', operator: '/', left: column('amount'), right: 0 },
          { op: 'arithmetic', operator: '*', left: 2, right: 3 },
          { op: 'map', value: column('amount'), cases: [{ from: '1', to: 'a' }], otherwise: 'b' },
          { op: 'map', value: column('note'), cases: [{ from: 1, to: 'a' }] },
          {
            op: 'map',
            value: column('note'),
            cases: [
              { from: 'x', to: 'a' },
              { from: 'x', to: 'b' },
            ],
          },
          { op: 'map', value: column('tags'), cases: [{ from: 'x', to: 'a' }] },
          { op: 'map_items', value: column('note'), cases: [{ from: 'x', to: 'a' }] },
          { op: 'json_array', value: column('tags') },
          { op: 'cast', value: column('tags'), to: 'text' },
          { op: 'cast', value: column('at'), to: 'number' },
          { op: 'cast', value: 'x', to: 'number' },
        ],
      }),
    ).toEqual([
      "values.0 (column): there is no column 'fist_name'; did you mean 'first_name'?",
      'values.1 (substring): takes a part of a text, not of a number; cast it to text first',
      'values.2.left (column): calculates with numbers, not with a text; cast it to number first',
      'values.2.right (literal): calculates with numbers, not with a text; write a number',
      'values.3.right (arithmetic): nothing is divided by 0; divide by another number',
      'values.4 (arithmetic): is the same in every row; write the value itself',
      'values.5.cases.0.from (map): "1" is never a value here: they are of type number; write a number',
      'values.6.cases.0.from (map): 1 is never a value here: they are of type text; write a text',
      'values.7.cases.1.from (map): "x" has a case already; remove one of the two',
      'values.8 (map): maps single values, not a list; map the items of a list with map_items',
      'values.9 (map_items): takes a list, not a text; map a single value with map',
      'values.10 (json_array): makes a list of a single value, not of a list; take the list itself',
      'values.11 (cast): a list does not cast; take an item of it with json_first first',
      'values.12 (cast): a time does not cast to number; cast to text, or map its values with map',
      'values.13 (cast): is the same in every row; write the value itself',
    ]);
  });
});
