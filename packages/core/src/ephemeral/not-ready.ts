/** Owns what is said of an environment that is being made, or is ending. */
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';

export function notReady({ name, ephemeral }: EnvironmentRow): AuthoringError {
  return new AuthoringError('ENVIRONMENT_LOCKED', `'${name}' is ${ephemeral?.state ?? 'not ready'}`, {
    details: { environment: name, state: ephemeral?.state },
    suggestion:
      ephemeral?.state === 'ending'
        ? 'it ends: take away what is left of it with: mda env collect'
        : 'wait until it is made; when the process that made it died: mda env collect',
  });
}
