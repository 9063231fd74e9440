/**
 * Owns the names of rows that an engine's own check refused: it says that there are some, people need to know which. What
 * the preflight would have asked of the step is asked again, now that the rows are there.
 */
import {
  AuthoringError,
  type Chunk,
  counted,
  isAuthoringError,
  type PreflightCheck,
  type PreflightFinding,
  preflightChecksOf,
  type SchemaState,
} from '@objectstack/metadata-authoring';

/**
 * @param error what a chunk failed with, after its transaction was rolled back where it had one
 * @param before what the chunk began from
 * @param ask the database as it stands then
 * @returns the error to throw: with keys, when the rows are still there and can be asked for
 */
export async function withRefusedRows(
  error: unknown,
  chunk: Chunk,
  before: SchemaState,
  ask: (check: PreflightCheck) => Promise<readonly PreflightFinding[]>,
): Promise<unknown> {
  if (!isAuthoringError(error) || error.code !== 'PREFLIGHT_FAILED' || 'keys' in error.details) return error;
  const { stepId } = error.details;
  const findings: PreflightFinding[] = [];
  try {
    for (const check of preflightChecksOf(chunk.steps, before))
      if (check.stepId === stepId) findings.push(...(await ask(check)));
  } catch {
    // Who cannot be asked any more gives no better reason than the one that there is.
    return error;
  }
  const blocking = findings.filter(({ severity }) => severity === 'blocks');
  const [first] = blocking;
  if (first === undefined) return error;
  const where = first.column === undefined ? first.table : `${first.table}.${first.column}`;
  return new AuthoringError(
    'PREFLIGHT_FAILED',
    `step ${first.stepId} fails on ${counted(first.count, 'row')} of '${where}' (${first.check})`,
    {
      details: {
        ...error.details,
        table: first.table,
        count: first.count,
        keys: first.keys ?? [],
        findings: blocking,
      },
      suggestion: 'correct what the details name, then resume the run: it goes on there',
      cause: error,
    },
  );
}
