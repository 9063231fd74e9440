/** Owns when two column defaults are the same. */
import type { ColumnDefault } from './table-spec.ts';

export function sameDefault(a: ColumnDefault | null, b: ColumnDefault | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind === 'now' || b.kind === 'now') return a.kind === b.kind;
  return a.value === b.value;
}
