/**
 * Owns which values do not cast on PostgreSQL: the server itself is asked, value by value, because no rule of ours
 * could follow its casts. Servers before 16 have no function for that; a temporary one catches the error.
 */
import { assertNever, type ColumnType, type Expression, operandsOf } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { typeText } from './column-type.ts';
import { compileExpression, operand } from './compile-expression.ts';
import { quoteText } from './quote.ts';

/** Lives in the transaction that asks, and goes with its rollback. */
export const CREATE_CASTABLE = `CREATE FUNCTION pg_temp.authoring_castable(value text, type text) RETURNS boolean
  LANGUAGE plpgsql AS $function$
  BEGIN
    EXECUTE format('SELECT CAST($1 AS %s)', type) USING value;
    RETURN true;
  EXCEPTION WHEN data_exception THEN
    RETURN false;
  END $function$;
CREATE FUNCTION pg_temp.authoring_calculable("left" float8, operator text, "right" float8, type text) RETURNS boolean
  LANGUAGE plpgsql AS $function$
  BEGIN
    EXECUTE format('SELECT ($1 %s $2)::%s', operator, type) USING "left", "right";
    RETURN true;
  EXCEPTION WHEN data_exception THEN
    RETURN false;
  END $function$;
CREATE FUNCTION pg_temp.authoring_readable(list json) RETURNS boolean
  LANGUAGE plpgsql AS $function$
  BEGIN
    PERFORM CASE json_typeof(list) WHEN 'array' THEN (SELECT count(item) FROM json_array_elements_text(list) AS items (item))::text ELSE list #>> '{}' END;
    RETURN true;
  EXCEPTION WHEN data_exception THEN
    RETURN false;
  END $function$`;

export const DROP_CASTABLE =
  'DROP FUNCTION pg_temp.authoring_castable(text, text), pg_temp.authoring_calculable(float8, text, float8, text), pg_temp.authoring_readable(json)';

/** A list may hold what no text can, a NUL or half of a character; it is written as an escape. */
function unreadable(list: string): string {
  return `(coalesce(position('\\u' in (${list})::text) > 0, false) AND NOT pg_temp.authoring_readable(${list}))`;
}

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
      const list = compileExpression(expression.value, { kind: 'json' }, columns);
      return inOrder([uncastableCondition(expression.value, columns)], unreadable(list));
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
      const froms = cases.map((one) => quoteText(String(one.from))).join(', ');
      const isListed = `${compileExpression(value, from, columns)} IN (${froms})`;
      return inOrder([inner], `CASE WHEN ${isListed} THEN false ELSE ${rest} END`);
    }
    case 'arithmetic':
      return incalculable(expression, columns, 'real');
    case 'literal':
    case 'column':
    case 'now':
      return null;
    default:
      return assertNever(expression, 'expression');
  }
}

/** Something that may fail is only asked for in some rows. */
export function failsLate(expression: Expression, columns: ColumnTypes): boolean {
  const late =
    expression.op === 'coalesce'
      ? expression.values.slice(1)
      : expression.op === 'map' && expression.otherwise !== 'keep'
        ? [expression.otherwise]
        : [];
  if (late.some((value) => uncastableCondition(value, columns) !== null)) return true;
  return operandsOf(expression).some((value) => failsLate(value, columns));
}

type Arithmetic = Extract<Expression, { op: 'arithmetic' }>;

/** @param type of what comes out: within another calculation it has 64 bits */
function incalculable(
  { operator, left, right }: Arithmetic,
  columns: ColumnTypes,
  type: string,
): string | null {
  const inner = [left, right].map((value) =>
    value.op === 'arithmetic' ? incalculable(value, columns, 'float8') : uncastableCondition(value, columns),
  );
  const own = `NOT pg_temp.authoring_calculable(${operand(left, columns)}, '${operator}', ${operand(right, columns)}, '${type}')`;
  return inOrder(inner, own);
}

/** A value that does not convert fails where it is asked for: what lies inside comes first and decides. */
function inOrder(inner: readonly (string | null)[], own: string | null): string | null {
  const present = inner.filter((condition) => condition !== null);
  if (own === null) return any(present);
  if (present.length === 0) return own;
  return `CASE ${present.map((condition) => `WHEN ${condition} THEN true`).join(' ')} ELSE ${own} END`;
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
    return `${condition === null ? '' : `WHEN ${condition} THEN true `}WHEN ${value} IS NOT NULL THEN false`;
  });
  return `CASE ${whens.join(' ')} ELSE ${conditions[last]} END`;
}

function uncastable(value: string, from: ColumnType, to: ColumnType): string | null {
  if (to.kind === 'string' || to.kind === 'text') return null;
  const isByHand = from.kind === 'float' && from.written !== undefined;
  if (from.kind === to.kind && !isByHand) return null;
  if (from.kind === 'boolean' && to.kind === 'float') return null;
  if (to.kind === 'boolean' && from.kind === 'float')
    return `(${value} IS NOT NULL AND ${value} NOT IN (0, 1))`;
  if ((from.kind === 'date' && to.kind === 'datetime') || (from.kind === 'datetime' && to.kind === 'date'))
    return null;
  return `(${value} IS NOT NULL AND NOT pg_temp.authoring_castable((${value})::text, '${typeText(to)}'))`;
}
