/** Owns values in the in-memory target: typed expressions and casts, with the outcomes that real engines agree on. */
import {
  assertNever,
  type ColumnDefault,
  type ColumnType,
  type Engine,
  type Expression,
} from '@objectstack/metadata-authoring';
import { keptNumber } from './kept-number.ts';
import type { CellValue, TableRow } from './target-database-subject.ts';

/** A value that no cast can make into what was asked for. */
export class Uncastable extends Error {}

const TRUE = /^(true|t|yes|y|on|1)$/i;
const FALSE = /^(false|f|no|n|off|0)$/i;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const DAY = /^\d{4}-\d\d-\d\d/;
const CLOCK = /^\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/**
 * @param target the type of the column that takes the value
 * @param engine whose number columns the numbers are kept by
 * @throws Uncastable for a row whose value does not convert
 */
export function evaluate(
  expression: Expression,
  row: TableRow,
  target: ColumnType,
  now: string,
  engine: Engine = 'sqlite',
): CellValue {
  const made = (inner: Expression, type: ColumnType) => evaluate(inner, row, type, now, engine);
  switch (expression.op) {
    case 'literal':
      return expression.value;
    case 'column':
      return row[expression.name] ?? null;
    case 'now':
      return nowOf(target, now);
    case 'coalesce':
      for (const candidate of expression.values) {
        const value = made(candidate, target);
        if (value !== null) return value;
      }
      return null;
    case 'concat': {
      const parts = expression.values.map((part) => made(part, TEXT));
      return parts.every((part) => part === null) ? null : parts.map((part) => part ?? '').join('');
    }
    case 'substring': {
      const { start, length } = expression;
      const value = made(expression.value, TEXT);
      if (value === null) return null;
      return [...String(value)].slice(start - 1, length === null ? undefined : start - 1 + length).join('');
    }
    case 'map': {
      const value = made(expression.value, expression.from);
      const found = expression.cases.find(({ from }) => from === value);
      if (found) return found.to;
      return expression.otherwise === 'keep' ? value : made(expression.otherwise, expression.to);
    }
    case 'map_items': {
      const value = made(expression.value, JSON_LIST);
      return value === null ? null : mappedItems(String(value), expression.cases);
    }
    case 'arithmetic': {
      const value = calculated(expression, row, now, engine);
      return value === null ? null : kept(value, engine);
    }
    case 'json_array': {
      const value = made(expression.value, target);
      return value === null ? null : JSON.stringify([value]);
    }
    case 'json_first': {
      const value = made(expression.value, JSON_LIST);
      return value === null ? null : firstOf(value);
    }
    case 'cast':
      return castValue(made(expression.value, expression.from), expression.to, engine);
    default:
      return assertNever(expression, 'expression');
  }
}

const TEXT: ColumnType = { kind: 'text' };
const JSON_LIST: ColumnType = { kind: 'json' };

type OpOf<K extends Expression['op']> = Extract<Expression, { op: K }>;

/** In 64 bits; only the outermost result is rounded. */
function calculated(
  { operator, left, right }: OpOf<'arithmetic'>,
  row: TableRow,
  now: string,
  engine: Engine,
): number | null {
  const [a, b] = [left, right].map((side) =>
    side.op === 'arithmetic'
      ? calculated(side, row, now, engine)
      : (evaluate(side, row, { kind: 'float' }, now, engine) as number | null),
  );
  if (a == null || b == null) return null;
  const value = OPERATORS[operator](a, b);
  if (!Number.isFinite(value)) throw new Uncastable(`${a} ${operator} ${b} cannot be calculated`);
  return value;
}

const OPERATORS: Readonly<Record<OpOf<'arithmetic'>['operator'], (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** @throws Uncastable */
function kept(value: number, engine: Engine): number {
  const number = keptNumber(value, engine);
  if (number === null) throw new Uncastable(`a number column has no room for ${value}`);
  return number;
}

/** @throws Uncastable for a NUL character in it: not every engine has that in a text */
function parsedList(text: string): unknown {
  if (text.replaceAll('\\\\', '').includes('\\u0000')) throw new Uncastable('a list holds a NUL character');
  return JSON.parse(text);
}

function mappedItems(text: string, cases: OpOf<'map_items'>['cases']): string {
  const list = parsedList(text);
  if (!Array.isArray(list)) return text;
  const byText = new Map<unknown, string>(cases.map(({ from, to }) => [from, to]));
  const items = list.map((item: unknown) => {
    const isMapped = byText.has(item);
    return { json: JSON.stringify(isMapped ? byText.get(item) : item), isMapped };
  });
  const stays = items.filter(
    ({ json, isMapped }, at) =>
      !items.slice(0, at).some((earlier) => earlier.json === json && (isMapped || earlier.isMapped)),
  );
  return `[${stays.map(({ json }) => json).join(',')}]`;
}

export function defaultValue(value: ColumnDefault | null, type: ColumnType, now: string): CellValue {
  if (value === null) return null;
  return value.kind === 'now' ? nowOf(type, now) : value.value;
}

function nowOf(type: ColumnType, now: string): string {
  if (type.kind === 'date') return now.slice(0, 10);
  return type.kind === 'time' ? now.slice(11, 23) : now;
}

function firstOf(value: CellValue): CellValue {
  const parsed = parsedList(String(value));
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (first === undefined || first === null) return null;
  return typeof first === 'object' ? JSON.stringify(first) : String(first);
}

/** @throws Uncastable */
function castValue(value: CellValue, to: ColumnType, engine: Engine): CellValue {
  if (value === null) return null;
  const text = String(value).trim();
  switch (to.kind) {
    case 'string':
    case 'text':
      return String(value);
    case 'float':
      if (typeof value === 'boolean') return Number(value);
      if (NUMBER.test(text) && Number.isFinite(Number(text)))
        return engine === 'sqlite' ? Number(text) : kept(Number(text), engine);
      break;
    case 'boolean':
      if (TRUE.test(text)) return true;
      if (FALSE.test(text)) return false;
      break;
    case 'date':
      if (isDay(text)) return text.slice(0, 10);
      break;
    case 'datetime':
      if (isDay(text)) return new Date(zoned(text)).toISOString();
      break;
    case 'time':
      if (CLOCK.test(text)) return text;
      break;
    case 'json':
      return String(value);
    default:
      assertNever(to, 'column type');
  }
  throw new Uncastable(`a value does not cast to ${to.kind}`);
}

function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const day = Date.parse(text.slice(0, 10));
  return (
    !Number.isNaN(day) &&
    new Date(day).toISOString().startsWith(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(zoned(text)))
  );
}

/** Without a zone it is UTC, as in the sessions of every engine. */
function zoned(text: string): string {
  return text.includes(':') && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text;
}
