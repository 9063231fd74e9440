/** Owns the shape of a goal of PERFORMANCE.md and of what measuring it gives. */
import type { Comparison } from '../measure/interleave.ts';
import type { Workbench } from '../workbench.ts';

export interface Goal {
  readonly id: string;
  measure(bench: Workbench): Promise<void>;
}

export interface Row {
  readonly goal: string;
  readonly what: string;
  readonly objects: number;
  readonly raw: string;
  readonly ours: string;
  /** NaN: not measured. */
  readonly ratio: number;
  /** Highest ratio that meets the goal; null: printed for comparison only. */
  readonly target: number | null;
  readonly pairs: number;
  readonly dropped: number;
  /** Why a goal is missed or a line stands here. */
  readonly note?: string;
}

/** Goals that name a package of 1,000 objects; other sizes stand beside it for comparison. */
const NAMED_SIZE = 1_000;

export function atNamedSize(objects: number, target: number): number | null {
  return objects === NAMED_SIZE ? target : null;
}

export function rowOf(
  head: Pick<Row, 'goal' | 'what' | 'objects' | 'target'> & { readonly note?: string },
  comparison: Comparison,
): Row {
  const { rawMs, oursMs, ratio, pairs, dropped } = comparison;
  return { ...head, raw: milliseconds(rawMs), ours: milliseconds(oursMs), ratio, pairs, dropped };
}

export function milliseconds(value: number): string {
  if (Number.isNaN(value)) return '–';
  return `${value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(3)} ms`;
}

/** null: nothing to meet, or nothing measured. */
export function isMet(row: Row): boolean | null {
  return row.target === null || Number.isNaN(row.ratio) ? null : row.ratio <= row.target;
}
