/** Owns how a failed statement is named without showing it: sha256 (64 hex) of its text. */
import { createHash } from 'node:crypto';

function statementHash(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** What the engine said, out of what names its statement. */
export function engineError(error: unknown): unknown {
  return error instanceof StatementFailure ? error.cause : error;
}

/** Carries a failed statement's step and hash from the session to the executor; the engine's error is its cause. */
export class StatementFailure extends Error {
  readonly stepId: string;
  readonly hash: string;

  constructor(stepId: string, sql: string, cause: unknown) {
    super('a statement failed', { cause });
    this.name = 'StatementFailure';
    this.stepId = stepId;
    this.hash = statementHash(sql);
  }
}
