/** Owns what people are told of rows that stop a step: which, by their keys, and how it goes on. */
import { AuthoringError } from '@objectstack/metadata-authoring';

/** @param keys the first of them */
export function refusedRows(
  { stepId, table }: { readonly stepId: string; readonly table: string },
  keys: readonly string[],
  cause?: unknown,
): AuthoringError {
  return new AuthoringError('PREFLIGHT_FAILED', `the row '${keys[0]}' of '${table}' stops step ${stepId}`, {
    details: { stepId, table, keys },
    suggestion: 'correct what the details name, then resume the run: it goes on there',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Of a column whose values are to convert, all of them counted. */
export function refusedValues(
  { stepId, table, column }: { readonly stepId: string; readonly table: string; readonly column: string },
  count: number,
  keys: readonly string[],
): AuthoringError {
  return new AuthoringError('PREFLIGHT_FAILED', `${count} values of '${table}.${column}' do not convert`, {
    details: { stepId, table, count, keys },
    suggestion: 'correct these rows, then resume the run',
  });
}
