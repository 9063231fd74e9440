/** Owns what is told of a client's operations within a window of time. */
import type { Operation } from './traffic.ts';

export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface WindowStats {
  readonly count: number;
  readonly failed: number;
  /** Message → how often. */
  readonly errors: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  /** When the longest one was due, in milliseconds after the window began. */
  readonly longestAtMs: number;
}

/** Of the operations that were under way, or due, at any time of the window. */
export function statsOf(operations: readonly Operation[], { from, to }: Window): WindowStats {
  const within = operations.filter(({ dueAt, tookMs }) => dueAt < to && dueAt + tookMs > from);
  const sorted = within.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const errors: Record<string, number> = {};
  for (const { error } of within) if (error !== undefined) errors[error] = (errors[error] ?? 0) + 1;
  const longestMs = at(1);
  const longest = within.find(({ tookMs }) => tookMs === longestMs);
  return {
    count: within.length,
    failed: within.filter(({ error }) => error !== undefined).length,
    errors,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    longestMs,
    longestAtMs: (longest?.dueAt ?? Number.NaN) - from,
  };
}
