/**
 * Owns the retry of what a lock timeout stopped: jittered pauses, bounded by a budget, and only for lock timeouts.
 * Short attempts with pauses hold up other sessions far less than one long wait in the lock queue.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

export interface RetryBudget {
  /** From the first attempt until no further one starts, in milliseconds. */
  readonly budgetMs: number;
  readonly pauseMinMs: number;
  readonly pauseMaxMs: number;
}

/** Runs `attempt` until it succeeds, fails otherwise than by a lock timeout, or the budget is used up. */
export async function retryLock<T>(
  budget: RetryBudget,
  isLockTimeout: (error: unknown) => boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  for (let pauseMs = budget.pauseMinMs; ; pauseMs = Math.min(pauseMs * 2, budget.pauseMaxMs)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      const jitteredMs = randomInt(Math.max(1, Math.floor(pauseMs / 2)), pauseMs + 1);
      if (performance.now() - startedAt + jitteredMs >= budget.budgetMs) throw error;
      await pause(jitteredMs);
    }
  }
}
