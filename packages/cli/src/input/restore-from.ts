/** Owns the option by which values that are held come back with a publish: those of a version whose items were taken back. */
import { findVersion } from '../workspace/find-version.ts';
import type { Session } from '../workspace/session.ts';

export const RESTORE_OPTION = {
  value: 'VERSION',
  summary: 'bring held values back as that version had them, after mda rollback --item',
} as const;

/** @throws VERSION_NOT_FOUND */
export async function restoresAsked(
  session: Session,
  version: string | undefined,
): Promise<{ readonly restores?: string }> {
  return version === undefined ? {} : { restores: (await findVersion(session, version)).id };
}
