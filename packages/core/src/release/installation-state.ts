/**
 * Owns the transitions of an install pointer, as data: docs/lifecycle.md is generated from this table. The pointer
 * swings in one transaction, so the lifecycle itself writes `installed` only; a row that another program left in any
 * other status is installed again by the next run that succeeds.
 */
import { invariant } from '../error.ts';
import type { InstallationStatus } from '../ports/installation.ts';

export const INSTALLATION_TRANSITIONS: Readonly<Record<InstallationStatus, readonly InstallationStatus[]>> = {
  installed: ['installed'],
  installing: ['installed'],
  upgrading: ['installed'],
  disabled: ['installed'],
  error: ['installed'],
};

/** @param from null for the first install. @throws ASSERTION_FAILED */
export function assertInstallationTransition(from: InstallationStatus | null, to: InstallationStatus): void {
  const allowed = from === null ? to === 'installed' : INSTALLATION_TRANSITIONS[from].includes(to);
  invariant(allowed, `an installation cannot go from ${from ?? 'nothing'} to ${to}`);
}
