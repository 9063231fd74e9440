/** Owns how a contract test asserts a refusal: by its code, never by its words. */
import { type ErrorCode, isAuthoringError } from '@objectstack/metadata-authoring';
import { expect } from 'vitest';

/** Awaits the refusal. @returns its details */
export async function expectCode(
  attempt: Promise<unknown>,
  code: ErrorCode,
): Promise<Readonly<Record<string, unknown>>> {
  const outcome = await attempt.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (!isAuthoringError(outcome)) expect.fail(`expected ${code}, got ${String(outcome)}`);
  expect(outcome.code).toBe(code);
  return outcome.details;
}
