/** Owns giving up a transaction after a failure, without ever hiding that failure behind one of its own. */
import type { Action, TargetSession } from './dialect.ts';

/** A rollback that fails means a connection that is gone: the engine rolls back by itself, and the session is done. */
export async function rollBack<A extends Action>(session: TargetSession<A>): Promise<void> {
  if (session.broken) return;
  try {
    await session.rollback();
  } catch {
    session.discard();
  }
}
