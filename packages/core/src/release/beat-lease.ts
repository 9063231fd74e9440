/**
 * Owns what happens beside work that lasts: once a second the lease is renewed, a cancel is heard, and the token asked for
 * by which the run is driven. A run that is not wanted, not ours or not allowed any more has its statement interrupted,
 * which leaves what any statement that fails leaves; work that sends many asks before each.
 */
import { type ErrorCode, isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';

export interface Beat {
  readonly clock: Clock;
  /** Renews the lease. @throws RUN_CANCELLED, LEASE_LOST, TOKEN_REVOKED, TOKEN_EXPIRED */
  readonly beat: () => Promise<void>;
  readonly interrupt: () => Promise<void>;
}

/** What ends the run. Anything else that a beat throws says nothing about it: a control plane that does not answer for once. */
const ENDS: readonly ErrorCode[] = ['RUN_CANCELLED', 'LEASE_LOST', 'TOKEN_REVOKED', 'TOKEN_EXPIRED'];

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
      if (!isAuthoringError(error) || !ENDS.includes(error.code)) return;
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
