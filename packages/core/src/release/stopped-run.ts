/** Owns what is said of a run that stopped: which state its failure leaves it in, and what whoever asked for it is told to do. */
import { AuthoringError, isAuthoringError, isCode } from '../error.ts';
import { waysOn } from './half-done.ts';
import type { RunRow, RunState } from './run.ts';
import { touchesTables } from './run-state.ts';

/** Somebody cancelled it, or whose token drives it may no more. */
export function isWithdrawn(error: unknown): boolean {
  return (['RUN_CANCELLED', 'TOKEN_REVOKED', 'TOKEN_EXPIRED'] as const).some((code) => isCode(error, code));
}

/** @param touched some step of this run may have taken effect, as far as its driver knows */
export function stateAfter(error: unknown, run: RunRow, touched: boolean): RunState {
  const touches = touchesTables(run);
  if (touches && (touched || run.nextChunk > 0)) return 'schema_ahead';
  const gentle = isAuthoringError(error) && (error.kind === 'busy' || error.kind === 'unavailable');
  return gentle || touches ? 'failed_clean' : 'refused';
}

/** @param state that the failure leaves it in */
export function stoppedBy(error: unknown, run: RunRow, state: RunState): unknown {
  if (state !== 'schema_ahead' || !isAuthoringError(error)) return error;
  return new AuthoringError(
    error.code,
    `${error.message}; run '${run.id}' stopped after it changed tables, the old version still serves`,
    { details: { ...error.details, run: run.id, state }, suggestion: waysOn(run), cause: error },
  );
}

/** Its swap failed, and its steps were taken back. */
export function takenBackBy(error: AuthoringError, { id, state }: RunRow): AuthoringError {
  return new AuthoringError(error.code, `${error.message}; the tables are as the old version knows them`, {
    details: { ...error.details, run: id, state },
    suggestion: 'remove the cause, then publish again',
    cause: error,
  });
}
