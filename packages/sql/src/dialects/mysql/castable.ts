/**
 * Owns which values do not cast on MySQL. In a query it casts whatever it is given, to NULL or to less; so the condition
 * is asked by preflight, and again under the table's lock before anything is converted.
 */
import { assertNever, type ColumnType, type Expression } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { calculation, comparable, compared, compileExpression, operand } from './compile-expression.ts';
import { isCut } from './map-items.ts';
import { quoteText } from './quote.ts';

export const NUMBER = '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$';
const DAY = '(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?';
const ZONE = '(Z|[+-][0-9]{2}:?[0-9]{2})?';
/** Beyond it float(8,2) holds nothing. */
const FLOAT_LIMIT = '999999.995';

/**
 * True for rows whose value does not survive the conversion; null when every value casts.
 * @param row what columns are read from: `NEW.` in a trigger
 */
export function uncastableCondition(expression: Expression, columns: ColumnTypes, row = ''): string | null {
  switch (expression.op) {
    case 'cast': {
      const inner = uncastableCondition(expression.value, columns, row);
      const value = compileExpression(expression.value, expression.from, columns, row);
      const own = uncastable(value, expression.from, expression.to);
      return inner === null || own === null ? (inner ?? own) : any([inner, own]);
    }
    case 'map_items': {
      const value = compileExpression(expression.value, { kind: 'json' }, columns, row);
      const inner = uncastableCondition(expression.value, columns, row);
      return any([inner, holdsNul(value), isCut(value, expression.cases)]);
    }
    case 'json_first': {
      const value = compileExpression(expression.value, { kind: 'json' }, columns, row);
      return any([uncastableCondition(expression.value, columns, row), holdsNul(value)]);
    }
    case 'json_array':
    case 'substring':
      return uncastableCondition(expression.value, columns, row);
    case 'concat':
      return any(expression.values.map((value) => uncastableCondition(value, columns, row)));
    case 'coalesce':
      return uncastableFirst(expression.values, columns, row);
    case 'map': {
      const { value, from, cases, otherwise } = expression;
      const inner = uncastableCondition(value, columns, row);
      const rest = otherwise === 'keep' ? null : uncastableCondition(otherwise, columns, row);
      if (rest === null) return inner;
      const froms = cases.map((one) => compared(one.from, from)).join(', ');
      const isListed = `${comparable(compileExpression(value, from, columns, row), from)} IN (${froms})`;
      return any([inner, `CASE WHEN ${isListed} THEN 0 ELSE ${rest} END`]);
    }
    case 'arithmetic':
      return incalculable(expression, columns, row, FLOAT_LIMIT);
    case 'literal':
    case 'column':
    case 'now':
      return null;
    default:
      return assertNever(expression, 'expression');
  }
}

type Arithmetic = Extract<Expression, { op: 'arithmetic' }>;

/** @param limit of what comes out: within another calculation only what would make that one fail */
function incalculable(
  { left, right, ...expression }: Arithmetic,
  columns: ColumnTypes,
  row: string,
  limit: string,
): string {
  const inner = [left, right].map((value) =>
    value.op === 'arithmetic'
      ? incalculable(value, columns, row, DOUBLE_LIMIT)
      : uncastableCondition(value, columns, row),
  );
  const [a, b] = [operand(left, columns, row), operand(right, columns, row)];
  const value = calculation({ ...expression, left, right }, columns, row);
  const whens = [
    ...inner.filter((condition) => condition !== null).map((condition) => `WHEN ${condition} THEN 1`),
    ...(expression.operator === '/' ? [`WHEN abs(${b}) < ${SMALLEST_DIVISOR} THEN ${a} IS NOT NULL`] : []),
  ];
  const own = `coalesce(abs(${value}) >= ${limit}, 0)`;
  return whens.length === 0 ? own : `CASE ${whens.join(' ')} ELSE ${own} END`;
}

/** Two numbers below it never make one that the server has no room for: it would stop also where it is only asked. */
const DOUBLE_LIMIT = '1e150';
const SMALLEST_DIVISOR = '1e-150';

/** Not every engine has that character in a text: none takes it out of a list. Backslashes of its own come in pairs. */
function holdsNul(value: string): string {
  const unpaired = `replace(${value}, ${quoteText('\\\\')}, '')`;
  return `coalesce(locate(${quoteText('\\u0000')}, ${unpaired}) > 0, 0)`;
}

function any(conditions: readonly (string | null)[]): string | null {
  const present = conditions.filter((condition) => condition !== null);
  return present.length === 0 ? null : `(${present.join(' OR ')})`;
}

/** A value is only asked for where all before it are NULL. */
function uncastableFirst(values: readonly Expression[], columns: ColumnTypes, row: string): string | null {
  const conditions = values.map((value) => uncastableCondition(value, columns, row));
  const last = conditions.findLastIndex((condition) => condition !== null);
  if (last <= 0) return any(conditions);
  const whens = conditions.slice(0, last).map((condition, at) => {
    const value = compileExpression(values[at] as Expression, { kind: 'text' }, columns, row);
    return `${condition === null ? '' : `WHEN ${condition} THEN 1 `}WHEN ${value} IS NOT NULL THEN 0`;
  });
  return `CASE ${whens.join(' ')} ELSE ${conditions[last]} END`;
}

function uncastable(value: string, from: ColumnType, to: ColumnType): string | null {
  const unless = (condition: string) => `(${value} IS NOT NULL AND NOT coalesce(${condition}, 0))`;
  const isDay = from.kind === 'date' || from.kind === 'datetime';
  const characters = from.kind === 'string' || from.kind === 'text';
  switch (to.kind) {
    case 'string':
    case 'text':
      return null;
    case 'float':
      if (from.kind === 'boolean') return null;
      if (from.kind === 'float')
        return from.written === undefined
          ? null
          : unless(`abs(${value}) < ${FLOAT_LIMIT} AND round(${value}, 2) = ${value}`);
      return unless(
        characters ? `${value} REGEXP '${NUMBER}' AND abs(${value} + 0e0) < ${FLOAT_LIMIT}` : '0',
      );
    case 'boolean':
      if (from.kind === 'boolean') return null;
      if (from.kind === 'float') return unless(`${value} IN (0, 1)`);
      return unless(
        `lower(trim(${value})) IN ('true', 't', 'yes', 'y', 'on', '1', 'false', 'f', 'no', 'n', 'off', '0')`,
      );
    case 'date':
    case 'datetime':
      if (isDay) return null;
      if (!characters) return unless('0');
      // No cast asks whether there is such a day: within a write it would fail instead of answering.
      return unless(
        `trim(${value}) REGEXP '^${DAY}([T ]${CLOCK}${ZONE})?$' AND substring(trim(${value}), 9, 2) <= day(last_day(concat(left(trim(${value}), 7), '-01')))`,
      );
    case 'time':
      if (from.kind === 'time') return null;
      if (!characters) return unless('0');
      return unless(`${value} REGEXP '^${CLOCK}$'`);
    case 'json':
      return unless(`json_valid(${value})`);
    default:
      return assertNever(to, 'column type');
  }
}
