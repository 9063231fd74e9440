/** Owns the options that every connection to an environment's database is opened with, and their defaults. */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { SessionOptions } from './dialect.ts';
import type { TargetDatabaseOptions } from './open-target-databases.ts';
import { STATEMENT_LIMITS } from './statement-limits.ts';

export function sessionOptions(options: TargetDatabaseOptions): SessionOptions {
  const { observer } = options;
  return {
    lockTimeoutMs: options.lockTimeoutMs ?? LIMITS.lock_timeout_ms,
    buildWaitMs: options.buildWaitMs ?? LIMITS.online_build_wait_ms,
    statementLimits: { ...STATEMENT_LIMITS, ...options.statementLimits },
    silenceMs: options.silenceMs ?? LIMITS.silence_ms,
    ...(observer && { observer }),
  };
}
