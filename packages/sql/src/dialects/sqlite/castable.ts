/**
 * Owns which values do not cast on SQLite. Its own CAST never fails: it makes 0 of 'abc'. So the condition is asked by
 * preflight, and again inside the transaction before the table is rebuilt.
 */
import { assertNever, type ColumnType, type Expression } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { calculation, compileExpression, operand } from './compile-expression.ts';
import { quoteText } from './quote.ts';

/** True for rows whose value does not survive the conversion; null when every value casts. */
export function uncastableCondition(expression: Expression, columns: ColumnTypes): string | null {
  switch (expression.op) {
    case 'cast': {
      const value = compileExpression(expression.value, expression.from, columns);
      const own = uncastable(value, expression.from, expression.to);
      return inOrder([uncastableCondition(expression.value, columns)], own);
    }
    case 'json_first':
    case 'map_items': {
      const value = compileExpression(expression.value, { kind: 'json' }, columns);
      return inOrder([uncastableCondition(expression.value, columns)], noJson(value));
    }
    case 'json_array':
    case 'substring':
      return uncastableCondition(expression.value, columns);
    case 'concat':
      return any(expression.values.map((value) => uncastableCondition(value, columns)));
    case 'coalesce':
      return uncastableFirst(expression.values, columns);
    case 'map': {
      const { value, from, cases, otherwise } = expression;
      const inner = uncastableCondition(value, columns);
      const rest = otherwise === 'keep' ? null : uncastableCondition(otherwise, columns);
      if (rest === null) return inner;
      const froms = cases.map((one) =>
        typeof one.from === 'string' ? quoteText(one.from) : Number(one.from),
      );
      const isListed = `${compileExpression(value, from, columns)} IN (${froms.join(', ')})`;
      return inOrder([inner], `CASE WHEN ${isListed} THEN 0 ELSE ${rest} END`);
    }
    case 'arithmetic': {
      const { left, right } = expression;
      const [a, b] = [operand(left, columns), operand(right, columns)];
      const value = calculation(expression, columns);
      // Nothing comes of a division by 0, and infinity of what is too large.
      const own = `(${a} IS NOT NULL AND ${b} IS NOT NULL AND NOT coalesce(abs(${value}) <= ${REAL_MAX}, 0))`;
      return inOrder([uncastableCondition(left, columns), uncastableCondition(right, columns)], own);
    }
    case 'literal':
    case 'column':
    case 'now':
      return null;
    default:
      return assertNever(expression, 'expression');
  }
}

/** A value that is no JSON would make json_extract fail: what lies inside comes first and decides. */
function inOrder(inner: readonly (string | null)[], own: string | null): string | null {
  const present = inner.filter((condition) => condition !== null);
  if (own === null) return any(present);
  if (present.length === 0) return own;
  return `CASE ${present.map((condition) => `WHEN ${condition} THEN 1`).join(' ')} ELSE ${own} END`;
}

function any(conditions: readonly (string | null)[]): string | null {
  const present = conditions.filter((condition) => condition !== null);
  return present.length === 0 ? null : `(${present.join(' OR ')})`;
}

/** A value is only asked for where all before it are NULL. */
function uncastableFirst(values: readonly Expression[], columns: ColumnTypes): string | null {
  const conditions = values.map((value) => uncastableCondition(value, columns));
  const last = conditions.findLastIndex((condition) => condition !== null);
  if (last <= 0) return any(conditions);
  const whens = conditions.slice(0, last).map((condition, at) => {
    const value = compileExpression(values[at] as Expression, { kind: 'text' }, columns);
    return `${condition === null ? '' : `WHEN ${condition} THEN 1 `}WHEN ${value} IS NOT NULL THEN 0`;
  });
  return `CASE ${whens.join(' ')} ELSE ${conditions[last]} END`;
}

/** Or a list that holds a NUL character, which not every engine has in a text: none takes it out of a list. */
function noJson(value: string): string {
  return `(${value} IS NOT NULL AND (NOT json_valid(${value}) OR ${holdsNul(value)}))`;
}

/** Backslashes that stand for themselves come in pairs. */
function holdsNul(value: string): string {
  return `instr(replace(${value}, '\\\\', ''), '\\u0000') > 0`;
}

const REAL_MAX = '1.7976931348623157e308';

function uncastable(value: string, from: ColumnType, to: ColumnType): string | null {
  const some = (condition: string) => `(${value} IS NOT NULL AND NOT coalesce(${condition}, 0))`;
  const temporal = from.kind === 'date' || from.kind === 'datetime' || from.kind === 'time';
  const characters = from.kind === 'string' || from.kind === 'text';
  switch (to.kind) {
    case 'string':
    case 'text':
      return null;
    case 'float':
      if (from.kind === 'boolean') return null;
      if (from.kind === 'float')
        return from.written === undefined ? null : some(`typeof(${value}) IN ('integer', 'real')`);
      // A comparison with a number turns a text into a number only if all of it reads like one.
      return some(characters ? `CAST(${value} AS REAL) = trim(${value})` : '0');
    case 'boolean':
      if (from.kind === 'boolean') return null;
      if (from.kind === 'float') return some(`${value} IN (0, 1)`);
      return some(
        `lower(trim(${value})) IN ('true', 't', 'yes', 'y', 'on', '1', 'false', 'f', 'no', 'n', 'off', '0')`,
      );
    case 'date':
    case 'datetime':
      if (from.kind === 'time' || !(temporal || characters)) return some('0');
      return some(
        `${value} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(${value}, 1, 10)) = substr(${value}, 1, 10) AND datetime(${value}) IS NOT NULL`,
      );
    case 'time':
      if (!characters && from.kind !== 'time') return some('0');
      return some(`${value} GLOB '[0-9][0-9]:[0-9][0-9]*' AND time(${value}) IS NOT NULL`);
    case 'json':
      return some(`json_valid(${value})`);
    default:
      return assertNever(to, 'column type');
  }
}
