/** Owns what a change of type does to values: keeps all, keeps what fits, or converts. */
import type { Expression } from '../expression/expression.ts';
import type { ColumnType } from '../storage/table-spec.ts';

function isCharacters(type: ColumnType): type is Extract<ColumnType, { kind: 'string' | 'text' }> {
  return type.kind === 'string' || type.kind === 'text';
}

/** Every possible value stays equal: string(80) → string(120), string → text. */
export function isWidening(from: ColumnType, to: ColumnType): boolean {
  if (from.kind === 'string' && to.kind === 'string') return to.length >= from.length;
  return isCharacters(from) && to.kind === 'text';
}

/** Values that fit stay equal, others make the step fail before it runs: string(120) → string(80), text → string. */
export function keepsValuesThatFit(from: ColumnType, to: ColumnType): boolean {
  return isCharacters(from) && isCharacters(to);
}

/** No value becomes another one: it stays what it is, or stops the step before it runs. */
export function keepsValues(from: ColumnType, to: ColumnType): boolean {
  if (sameType(from, to) || keepsValuesThatFit(from, to)) return true;
  return from.kind === 'float' && from.fits === true && to.kind === 'float' && to.written === undefined;
}

export function sameType(a: ColumnType, b: ColumnType): boolean {
  if (a.kind === 'string' && b.kind === 'string') return a.length === b.length;
  if (a.kind === 'float' && b.kind === 'float') return a.written === b.written;
  return a.kind === b.kind;
}

/** The conversion that a change of type uses when nobody gave one: wrap or unwrap JSON lists, else cast. */
export function conversionBetween(column: string, from: ColumnType, to: ColumnType): Expression {
  const value: Expression = { op: 'column', name: column };
  if (sameType(from, to) || keepsValuesThatFit(from, to)) return value;
  if (to.kind === 'json') return { op: 'json_array', value };
  if (from.kind === 'json') {
    const first: Expression = { op: 'json_first', value };
    return isCharacters(to) ? first : { op: 'cast', value: first, from: { kind: 'text' }, to };
  }
  return { op: 'cast', value, from, to };
}
