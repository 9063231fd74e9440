/** Owns a clock that moves only when a test says so. */
import type { Clock } from '@objectstack/metadata-authoring';

export interface FixedClock extends Clock {
  /** Moves time forward. */
  advance(ms: number): void;
}

/** @param start ISO-8601 UTC */
export function fixedClock(start = '2026-01-01T00:00:00.000Z'): FixedClock {
  const startMs = Date.parse(start);
  let nowMs = startMs;
  const timers = new Set<{ dueMs: number; readonly everyMs: number; readonly tick: () => void }>();
  return {
    now: () => new Date(nowMs).toISOString(),
    monotonicMs: () => nowMs - startMs,
    every: (everyMs, tick) => {
      const timer = { dueMs: nowMs + everyMs, everyMs, tick };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: (ms) => {
      nowMs += ms;
      for (const timer of timers) for (; timer.dueMs <= nowMs; timer.dueMs += timer.everyMs) timer.tick();
    },
  };
}
