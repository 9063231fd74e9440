/** Owns which sealed version a VERSION argument means: a semver of the package, or a version id. */
import { AuthoringError, type VersionSummary } from '@objectstack/metadata-authoring';
import type { Session } from './session.ts';

/** @throws VERSION_NOT_FOUND, and what choosing the package throws */
export async function findVersion(session: Session, wanted: string): Promise<VersionSummary> {
  const packageId = await session.packageId();
  const versions = await session.client.versions(packageId);
  const found = versions.find(({ id, version }) => id === wanted || version === wanted);
  if (found) return found;
  throw new AuthoringError('VERSION_NOT_FOUND', `'${packageId}' has no sealed version '${wanted}'`, {
    details: { versions: versions.map(({ version }) => version) },
    suggestion: 'list the sealed versions with: mda versions',
  });
}
