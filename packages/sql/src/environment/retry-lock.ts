/**
 * Owns the retry of what a lock timeout stopped: jittered pauses, bounded by a budget, and only for lock timeouts.
 * Short attempts with pauses hold up other sessions far less than one long wait in the lock queue: whoever came after
 * an attempt waits behind it, and between two attempts must get through before the next one stands in the way.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Action, TargetSession } from './dialect.ts';
import { engineError } from './statement-hash.ts';

export interface RetryBudget {
  /** From the first attempt until no further one starts, in milliseconds. */
  readonly budgetMs: number;
  readonly pauseMinMs: number;
  readonly pauseMaxMs: number;
}

/** Of the time that an attempt waited, and added to its pause: what others need to catch up. */
const CATCH_UP_SHARE = 0.5;

/**
 * Runs `attempt` until it succeeds, fails otherwise than by a lock timeout, or the budget is used up.
 * @param between awaited before each further attempt
 */
export async function retryLock<T>(
  budget: RetryBudget,
  isLockTimeout: (error: unknown) => boolean,
  attempt: () => Promise<T>,
  between: () => Promise<void> = async () => {},
): Promise<T> {
  const startedAt = performance.now();
  for (let pauseMs = budget.pauseMinMs; ; pauseMs = Math.min(pauseMs * 2, budget.pauseMaxMs)) {
    const attemptedAt = performance.now();
    try {
      return await attempt();
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      const catchUpMs = (performance.now() - attemptedAt) * CATCH_UP_SHARE;
      const nextMs = catchUpMs + randomInt(Math.max(1, Math.floor(pauseMs / 2)), pauseMs + 1);
      if (performance.now() - startedAt + nextMs >= budget.budgetMs) throw error;
      await pause(nextMs);
      await between();
    }
  }
}

/** Again while a lock of this session is not granted. */
export function whenGranted<A extends Action, T>(
  session: TargetSession<A>,
  retry: RetryBudget,
  attempt: () => Promise<T>,
): Promise<T> {
  return retryLock(retry, (error) => session.isLockTimeout(engineError(error)), attempt);
}
