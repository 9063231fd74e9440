/**
 * Owns the transitions of a package version, as data: docs/lifecycle.md is generated from this table. A version is
 * born as draft, or published at once (preview snapshot); it never goes back. Triggers of the control plane hold it too.
 */
import { invariant } from '../error.ts';
import type { VersionStatus } from '../ports/package-version.ts';

export const VERSION_TRANSITIONS: Readonly<Record<VersionStatus, readonly VersionStatus[]>> = {
  draft: ['published'],
  published: ['deprecated'],
  deprecated: [],
};

/** @throws ASSERTION_FAILED */
export function assertVersionTransition(from: VersionStatus, to: VersionStatus): void {
  invariant(VERSION_TRANSITIONS[from].includes(to), `a version cannot go from ${from} to ${to}`);
}
