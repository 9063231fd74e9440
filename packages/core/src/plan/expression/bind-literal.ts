/** Owns whether a constant can be a value of a column, and in which form it then stands in an expression. */
import { assertNever } from '../../error.ts';
import type { ColumnType } from '../storage/table-spec.ts';
import type { Scalar } from './authored-expression.ts';

export type BoundLiteral = { readonly value: Scalar } | { readonly problem: string };

/** @returns an instant in UTC with milliseconds, a day and a time as they are written */
export function bindLiteral(value: Scalar, type: ColumnType): BoundLiteral {
  if (value === null) return { value };
  const wrong = { problem: `${JSON.stringify(value)} is no ${TYPE_NAMES[type.kind]}` };
  switch (type.kind) {
    case 'string':
    case 'text': {
      const text = String(value);
      if (typeof value === 'number' && text.includes('e')) return wrong;
      if (type.kind === 'text' || [...text].length <= type.length) return { value: text };
      return { problem: `${JSON.stringify(value)} is longer than ${type.length} characters` };
    }
    case 'float':
      return typeof value === 'number' ? { value } : wrong;
    case 'boolean':
      return typeof value === 'boolean' ? { value } : wrong;
    case 'date':
      return typeof value === 'string' && DAY.test(value) && isDay(value) ? { value } : wrong;
    case 'datetime': {
      const instant = typeof value === 'string' ? instantOf(value) : null;
      return instant === null ? wrong : { value: instant };
    }
    case 'time':
      return typeof value === 'string' && CLOCK.test(value) ? { value } : wrong;
    case 'json':
      return wrong;
    default:
      return assertNever(type, 'column type');
  }
}

/** What a type is called in messages. */
export const TYPE_NAMES: Readonly<Record<ColumnType['kind'], string>> = {
  string: 'text',
  text: 'text',
  float: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  json: 'list',
};

const DAY = /^\d{4}-\d\d-\d\d$/;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

function isDay(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Without a zone it is UTC, as in the sessions of every engine. */
function instantOf(text: string): string | null {
  const match = INSTANT.exec(text);
  if (!match?.[1] || !isDay(match[1])) return null;
  const zoned = match[2] && !match[6] ? `${text}Z` : text;
  const at = Date.parse(zoned.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
