/** Owns what an engine gives the control plane: a session, how its SQL is written, and an end. */
import type { ControlDialect } from './control-dialect.ts';
import type { Session } from './session.ts';

export interface ControlDatabase {
  readonly dialect: ControlDialect;
  /** Reads what is committed; each write is a transaction of its own. */
  readonly session: Session;
  close(): Promise<void>;
}

/** How long a write waits for the writers before it, before LOCK_TIMEOUT. */
export const writeWaitMs = 10_000;
