/** Owns which types an expression may cast to which: where a cast is well defined on every engine. */
import type { ColumnType } from '../storage/table-spec.ts';
import type { CastTarget } from './authored-expression.ts';

/** What the names in an author's `cast` stand for. */
export const CAST_TYPES: Readonly<Record<CastTarget, ColumnType>> = {
  text: { kind: 'text' },
  number: { kind: 'float' },
  boolean: { kind: 'boolean' },
  date: { kind: 'date' },
  datetime: { kind: 'datetime' },
};

/** Texts cast to everything but lists, as far as they read like it. */
const CASTS: Readonly<Record<ColumnType['kind'], readonly ColumnType['kind'][]>> = {
  string: ['float', 'boolean', 'date', 'datetime', 'time'],
  text: ['float', 'boolean', 'date', 'datetime', 'time'],
  float: ['string', 'text', 'boolean'],
  boolean: ['string', 'text', 'float'],
  date: ['string', 'text', 'datetime'],
  datetime: ['string', 'text', 'date'],
  time: ['string', 'text'],
  json: [],
};

export function isCharacters({ kind }: ColumnType): boolean {
  return kind === 'string' || kind === 'text';
}

/** Values of the one are values of the other, but for their length. */
export function isSame(a: ColumnType, b: ColumnType): boolean {
  return a.kind === b.kind || (isCharacters(a) && isCharacters(b));
}

export function castsTo(from: ColumnType, to: ColumnType): boolean {
  return CASTS[from.kind].includes(to.kind);
}
