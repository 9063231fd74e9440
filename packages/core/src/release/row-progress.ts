/** Owns what people see of rows that are filled: at most once a second how many, how fast, and for how long still. */
import { LIMITS } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChunkWatch, RowProgress } from '../ports/target-database.ts';
import type { ProgressEvent } from '../service-types.ts';

export type OnRows = (progress: RowProgress, rows: NonNullable<ProgressEvent['rows']>) => void;

export function rowProgress(clock: Clock, onRows: OnRows): ChunkWatch['onRows'] {
  const startedAt = clock.monotonicMs();
  let said = startedAt;
  let first: number | null = null;
  return (progress) => {
    // What an earlier attempt did says nothing about the speed of this one.
    first ??= progress.done;
    const now = clock.monotonicMs();
    if (now - said < LIMITS.watch_ms) return;
    said = now;
    const { done, total } = progress;
    const perSecond = Math.max(1, Math.round(((done - first) * 1000) / (now - startedAt)));
    const secondsLeft = Math.ceil(Math.max(0, total - done) / perSecond);
    onRows(progress, { done, total, perSecond, secondsLeft });
  };
}
