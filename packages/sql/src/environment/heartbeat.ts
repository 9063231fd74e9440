/**
 * Owns noticing, beside a statement that may last for hours, that its answer will never come: from time to time the server
 * is asked over another connection whether it still works on it. A connection that the server does nothing for, twice in a
 * row, is given up; so is one of a server that answers nobody.
 */
import { isAuthoringError } from '@objectstack/metadata-authoring';
import type { Action, TargetSession } from './dialect.ts';

/** How often the server is asked within the time that it may be silent. */
const BEATS = 6;

export interface HeartbeatOptions {
  /** A server that answers nobody for so long is gone, in milliseconds. */
  readonly silenceMs: number;
  /** Asks over another connection. @throws what came instead of an answer */
  readonly isWorking: (connectionId: number) => Promise<boolean>;
}

/** @returns what ends it */
export function heartbeat<A extends Action>(
  session: TargetSession<A>,
  { silenceMs, isWorking }: HeartbeatOptions,
): () => void {
  const { connectionId, answers } = session;
  if (connectionId === null || !answers) return () => {};
  const everyMs = silenceMs / BEATS;
  let asking = false;
  /** For which statement the server did nothing when it was last asked. */
  let idle: object | null = null;
  let silentSince: number | null = null;

  const beat = async () => {
    const asked = answers.longest;
    if (asked === null || asked.forMs < everyMs) {
      idle = null;
      silentSince = null;
      return;
    }
    const askedAt = performance.now();
    let works = true;
    try {
      works = await isWorking(connectionId);
      silentSince = null;
    } catch (error) {
      // A refusal is an answer, too: it says nothing of the statement.
      if (!isSilence(error)) silentSince = null;
      else silentSince ??= askedAt;
    }
    if (answers.longest?.statement !== asked.statement) return;
    const isGone = silentSince !== null && performance.now() - silentSince >= silenceMs;
    if (isGone || (!works && idle === asked.statement)) answers.giveUp();
    idle = works ? null : asked.statement;
  };

  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    void beat().finally(() => {
      asking = false;
    });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** No server said so: nothing came back. */
function isSilence(error: unknown): boolean {
  return (
    isAuthoringError(error) &&
    error.code === 'DATABASE_UNAVAILABLE' &&
    !('state' in error.details) &&
    !('errno' in error.details)
  );
}
