/** Owns what an environment may be called. */
import { AuthoringError } from '../error.ts';

const ENVIRONMENT_NAME = /^[a-z][a-z0-9-]{0,47}$/;

/** @throws IDENTIFIER_INVALID */
export function assertEnvironmentName(name: string): void {
  if (ENVIRONMENT_NAME.test(name)) return;
  throw new AuthoringError('IDENTIFIER_INVALID', `'${name.slice(0, 60)}' is no environment name`, {
    suggestion: 'use lower-case letters, digits and dashes, starting with a letter',
  });
}
