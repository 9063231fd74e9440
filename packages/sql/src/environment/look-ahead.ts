/**
 * Owns what a transactional chunk looks at before its transaction: a few rows at a time, and each time again while a lock
 * is not granted, so that a busy database costs one short look and not all of them.
 */
import type { Action, TargetSession } from './dialect.ts';
import { type RetryBudget, whenGranted } from './retry-lock.ts';
import type { StepTimes } from './step-times.ts';

export async function lookAhead<A extends Action>(
  session: TargetSession<A>,
  retry: RetryBudget,
  actions: readonly A[],
  times: StepTimes,
): Promise<void> {
  const { lookAhead: look } = session;
  if (!look) return;
  for (const action of actions)
    await times.alone(action, () =>
      look.call(session, action, (attempt) => whenGranted(session, retry, attempt)),
    );
}
