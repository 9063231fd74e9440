/**
 * Owns what happens beside work that lasts: once a second the lease is renewed and a cancel is heard. A run that is not
 * wanted or not ours any more has its statement interrupted, which leaves what any statement that fails leaves; work that
 * sends many asks before each.
 */
import { isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';

export interface Beat {
  readonly clock: Clock;
  /** Renews the lease. @throws RUN_CANCELLED, LEASE_LOST */
  readonly beat: () => Promise<void>;
  readonly interrupt: () => Promise<void>;
}

/**
 * @param work is given what throws as soon as it is to stop
 * @throws what the work throws; what the beat threw when that is why the work was interrupted
 */
export async function beatBeside<T>(
  { clock, beat, interrupt }: Beat,
  work: (goesOn: () => Promise<void>) => Promise<T>,
): Promise<T> {
  let reason: unknown;
  let beating: Promise<void> | undefined;
  const once = async () => {
    try {
      await beat();
    } catch (error) {
      // A control plane that does not answer for once says nothing about the run.
      if (!isAuthoringError(error) || (error.code !== 'RUN_CANCELLED' && error.code !== 'LEASE_LOST')) return;
      reason = error;
      await interrupt().catch(() => undefined);
    }
  };
  const stop = clock.every(LIMITS.watch_ms, () => {
    if (reason === undefined) beating ??= once().finally(() => (beating = undefined));
  });
  try {
    return await work(async () => {
      if (reason !== undefined) throw reason;
    });
  } catch (error) {
    throw reason ?? error;
  } finally {
    stop();
    await beating;
  }
}
