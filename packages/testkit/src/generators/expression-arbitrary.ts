/**
 * Owns generated value expressions, as an author would write them, over a table with a column of every type, and rows
 * for it: values that read alike in every engine, and what usually goes wrong with texts, numbers and lists.
 */
import type { AuthoredExpression, ColumnType } from '@objectstack/metadata-authoring';
import fc from 'fast-check';
import type { CellValue, TableRow } from '../target-database-subject.ts';
import { boolean, date, datetime, float, json, string, text } from '../target-database-zoo.ts';

export const EXPRESSION_COLUMNS: ReadonlyMap<string, ColumnType> = new Map([
  ['title', text],
  ['code', string(40)],
  ['size', float],
  ['price', float],
  ['done', boolean],
  ['day', date],
  ['seen', datetime],
  // By the names that the functions of an engine give to the parts of a list.
  ['value', json],
  ['key', text],
]);

const TEXTS = [
  ...['', 'a', 'A', 'a ', 'ab', 'b', 'open', 'won', 'Won', '12', '-7.5', ' 3 ', '1e3', '.5', '1234567'],
  ...['spaces at the end    ', 'twelve chars  '],
  ...['true', 'YES', 'off', '0', '2024-02-29', '2024-02-30', '2024-02-29T10:00:00Z', '2024-02-29 10:00'],
  ...['it\'s \\ "q" `x` $1', '🦊 fox', 'é', 'e\u0301', 'ß', '%_', 'two\nlines', '{"a":1}'],
] as const;
/** Any column takes them. */
const SHORT_TEXTS = TEXTS.filter((one) => one.length <= 12);
const NUMBERS = [0, 1, 2, -3.5, 0.1, 0.25, 1234.5, 999.99, 100] as const;
const LISTS = [
  ...['[]', '["a","b"]', '["a","a","b"]', '["x","a","x","b","x"]', '[1,true,null,"a",{"a":1},[2]]', '"a"'],
  ...['["🦊","it\'s \\\\ \\"q\\""]', '["won","open","A"]'],
  ...['["a\\u0000b","a"]', '["\\\\u0000"]'],
] as const;

const orNull = <T extends CellValue>(...values: readonly T[]) =>
  fc.option(fc.constantFrom(...values), { nil: null, freq: 6 });

export const arbitraryExpressionRow: fc.Arbitrary<TableRow> = fc.record({
  title: orNull<CellValue>(...TEXTS),
  code: orNull<CellValue>(...TEXTS),
  size: orNull<CellValue>(...NUMBERS),
  price: orNull<CellValue>(...NUMBERS),
  done: orNull<CellValue>(true, false),
  day: orNull<CellValue>('2024-02-29', '1999-12-31'),
  seen: orNull<CellValue>('2024-02-29T10:00:00.000Z', '2024-02-29T23:59:59.123Z'),
  value: orNull<CellValue>(...LISTS),
  key: orNull<CellValue>(...TEXTS),
});

export interface GeneratedExpression {
  readonly authored: AuthoredExpression;
  readonly target: ColumnType;
}

type Arbitrary = fc.Arbitrary<AuthoredExpression>;

const column = (...names: readonly string[]): Arbitrary =>
  fc.constantFrom(...names).map((name) => ({ op: 'column', name }));

function cast(value: Arbitrary, to: 'text' | 'number' | 'boolean' | 'date' | 'datetime'): Arbitrary {
  return value.map((inner) => ({ op: 'cast', value: inner, to }));
}

/** @param last a constant: nothing behind it is ever asked for */
function coalesce(value: Arbitrary, last: Arbitrary = value): Arbitrary {
  return fc
    .tuple(fc.array(value, { minLength: 1, maxLength: 2 }), last)
    .map(([values, end]) => ({ op: 'coalesce', values: [...values, end] }));
}

function cases<From extends CellValue, To extends CellValue>(from: readonly From[], to: readonly To[]) {
  return fc
    .uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength: 3 })
    .chain((froms) =>
      fc.tuple(...froms.map((one) => orNull(...to).map((other) => ({ from: one, to: other })))),
    );
}

/** Of single values, with another value for what no case lists. */
function map<To extends CellValue>(to: readonly To[], otherwise: Arbitrary, texts: Arbitrary): Arbitrary {
  const over = <From extends string | number | boolean>(value: Arbitrary, from: readonly From[]) =>
    fc
      .record({ value, cases: cases(from, to), otherwise })
      .map((parts): AuthoredExpression => ({ op: 'map', ...parts }));
  return fc.oneof(
    over(texts, TEXTS),
    over(column('size', 'price'), NUMBERS),
    over(column('done'), [true, false]),
    over(column('day'), ['2024-02-29', '2000-01-01']),
    over(column('seen'), ['2024-02-29T23:59:59.123Z', '2000-01-01']),
  );
}

const literal = (...values: readonly (string | number | boolean)[]): Arbitrary => fc.constantFrom(...values);

function expressions(
  depth: number,
): Readonly<Record<'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'list', Arbitrary>> {
  const days = column('day');
  const moments = column('seen');
  const texts = column('title', 'code', 'key');
  const numbers = column('size', 'price');
  if (depth === 0)
    return {
      text: texts,
      number: numbers,
      boolean: column('done'),
      date: days,
      datetime: moments,
      list: column('value'),
    };
  const inner = expressions(depth - 1);
  const kept = fc
    .record({ value: inner.text, cases: cases(TEXTS, SHORT_TEXTS) })
    .map((parts): AuthoredExpression => ({ op: 'map', ...parts }));
  const sum = fc
    .record({
      operator: fc.constantFrom('+', '-', '*' as const),
      left: numbers,
      right: fc.oneof(numbers, literal(3, 0.2)),
    })
    .map((parts): AuthoredExpression => ({ op: 'arithmetic', ...parts }));
  const part = fc
    .record({ value: inner.text, start: fc.integer({ min: 1, max: 4 }), length: orNull(1, 2, 7) })
    .map((parts): AuthoredExpression => ({ op: 'substring', ...parts }));
  const parts = fc.oneof(
    ...[inner.text, literal(' ', '-', "it's"), numbers, sum, inner.boolean, days, moments],
  );
  const concat = fc
    .tuple(inner.text, fc.array(parts, { maxLength: 2 }))
    .map(([one, more]): AuthoredExpression => ({ op: 'concat', values: [...more, one] }));
  const first = inner.list.map((value): AuthoredExpression => ({ op: 'json_first', value }));
  const arithmetic = fc
    .record({
      operator: fc.constantFrom('+', '-', '*', '/' as const),
      left: fc.oneof(inner.number, literal(1000, -1)),
      right: inner.number,
    })
    .map((parts): AuthoredExpression => ({ op: 'arithmetic', ...parts }));
  return {
    text: fc.oneof(
      ...[texts, part, concat, kept, coalesce(inner.text, literal('none', '')), first],
      map(SHORT_TEXTS, fc.oneof(inner.text, literal('other')), inner.text),
      cast(fc.oneof(numbers, sum, inner.boolean, days, moments), 'text'),
    ),
    number: fc.oneof(
      ...[numbers, arithmetic, cast(fc.oneof(inner.text, inner.boolean), 'number')],
      coalesce(inner.number, literal(0, 7.25)),
      map(NUMBERS, fc.oneof(inner.number, literal(5)), inner.text),
    ),
    boolean: fc.oneof(
      ...[column('done'), cast(fc.oneof(texts, numbers), 'boolean')],
      coalesce(inner.boolean, literal(false)),
      map([true, false], fc.oneof(inner.boolean, literal(true)), inner.text),
    ),
    date: fc.oneof(
      ...[days, cast(fc.oneof(texts, moments), 'date')],
      coalesce(inner.date, literal('2020-01-01')),
      map(['2024-02-29', '2010-10-10'], inner.date, inner.text),
    ),
    datetime: fc.oneof(
      ...[moments, cast(fc.oneof(texts, days), 'datetime')],
      coalesce(inner.datetime, literal('2020-01-01T00:00:00Z')),
      map(['2024-02-29T10:00:00+01:00', '2010-10-10'], inner.datetime, inner.text),
    ),
    list: fc.oneof(
      column('value'),
      fc
        .record({
          value: inner.list,
          cases: fc
            .uniqueArray(fc.constantFrom('a', 'b', 'x', 'won', '🦊'), { minLength: 1, maxLength: 3 })
            .chain((froms) =>
              fc.tuple(
                ...froms.map((from) =>
                  fc.constantFrom('a', 'b', 'x', 'it\'s \\ "q"', 'é').map((to) => ({ from, to })),
                ),
              ),
            ),
        })
        .map((parts): AuthoredExpression => ({ op: 'map_items', ...parts })),
      fc
        .oneof(inner.text, inner.boolean, numbers, days)
        .map((value): AuthoredExpression => ({ op: 'json_array', value })),
      coalesce(inner.list),
    ),
  };
}

/** Any well-typed expression, and a column that takes it, by a cast where one is well defined. */
export function arbitraryExpression(depth = 3): fc.Arbitrary<GeneratedExpression> {
  const by = expressions(depth);
  const taken = (values: Arbitrary, ...targets: readonly ColumnType[]) =>
    fc.record({ authored: values, target: fc.constantFrom(...targets) });
  return fc.oneof(
    taken(by.text, text, string(12), json),
    taken(by.number, float, json),
    taken(by.boolean, boolean, text),
    taken(by.date, date, datetime),
    taken(by.datetime, datetime, text),
    taken(by.list, json),
  );
}
