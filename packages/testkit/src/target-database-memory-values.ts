/** Owns values in the in-memory target: typed expressions and casts, with the outcomes that real engines agree on. */
import {
  assertNever,
  type ColumnDefault,
  type ColumnType,
  type Expression,
} from '@objectstack/metadata-authoring';
import type { CellValue, TableRow } from './target-database-subject.ts';

/** A value that no cast can make into what was asked for. */
export class Uncastable extends Error {}

const TRUE = /^(true|t|yes|y|on|1)$/i;
const FALSE = /^(false|f|no|n|off|0)$/i;
const DAY = /^\d{4}-\d\d-\d\d/;
const CLOCK = /^\d\d:\d\d(:\d\d(\.\d+)?)?$/;

export function evaluate(expression: Expression, row: TableRow, target: ColumnType, now: string): CellValue {
  switch (expression.op) {
    case 'literal':
      return expression.value;
    case 'column':
      return row[expression.name] ?? null;
    case 'now':
      return nowOf(target, now);
    case 'coalesce':
      for (const candidate of expression.values) {
        const value = evaluate(candidate, row, target, now);
        if (value !== null) return value;
      }
      return null;
    case 'json_array': {
      const value = evaluate(expression.value, row, target, now);
      return value === null ? null : JSON.stringify([value]);
    }
    case 'json_first': {
      const value = evaluate(expression.value, row, { kind: 'json' }, now);
      return value === null ? null : firstOf(value);
    }
    case 'cast':
      return castValue(evaluate(expression.value, row, expression.from, now), expression.to);
    default:
      return assertNever(expression, 'expression');
  }
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
  const parsed: unknown = JSON.parse(String(value));
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (first === undefined || first === null) return null;
  return typeof first === 'object' ? JSON.stringify(first) : String(first);
}

/** @throws Uncastable */
function castValue(value: CellValue, to: ColumnType): CellValue {
  if (value === null) return null;
  const text = String(value).trim();
  switch (to.kind) {
    case 'string':
    case 'text':
      return String(value);
    case 'float':
      if (typeof value === 'boolean') return Number(value);
      if (text !== '' && Number.isFinite(Number(text))) return Number(text);
      break;
    case 'boolean':
      if (TRUE.test(text)) return true;
      if (FALSE.test(text)) return false;
      break;
    case 'date':
      if (isDay(text)) return text.slice(0, 10);
      break;
    case 'datetime':
      if (isDay(text)) return new Date(text).toISOString();
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
    !Number.isNaN(Date.parse(text))
  );
}
