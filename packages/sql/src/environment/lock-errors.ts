/** Owns what a runner is told that may not, or may no longer, work on an environment's database, or not for so long. */
import { AuthoringError } from '@objectstack/metadata-authoring';

export function environmentLocked(cause?: unknown): AuthoringError {
  return new AuthoringError('ENVIRONMENT_LOCKED', "another session works on the environment's database", {
    suggestion: 'wait until the other run has finished, then resume this one',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** @param found the fence in the target database; 0 when the mark is gone */
export function leaseLost(fence: number, found: number): AuthoringError {
  return new AuthoringError(
    'LEASE_LOST',
    `fence ${fence} is stale: the environment's database is at fence ${found}`,
    {
      details: { fence, found },
      suggestion: 'look at the run that took over; resume this run only when that one has ended',
    },
  );
}

export function notEntered(fence: number): AuthoringError {
  return new AuthoringError('LEASE_LOST', `this session does not hold the environment under fence ${fence}`, {
    details: { fence },
    suggestion: 'resume the run: it enters the environment again and finds what was done',
  });
}

/** @param details what the server said, by its code */
export function statementTimeout(details: Readonly<Record<string, unknown>>, cause: unknown): AuthoringError {
  return new AuthoringError('STATEMENT_TIMEOUT', 'a statement was ended before it was done', {
    details,
    suggestion: 'look what the database was busy with, then resume the run: it goes on there',
    cause,
  });
}
