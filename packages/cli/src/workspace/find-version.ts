/** Owns which sealed version a VERSION argument means: a semver of the package, or a version id; PACKAGE@VERSION where told. */
import { AuthoringError, type VersionSummary } from '@objectstack/metadata-authoring';
import type { Session } from './session.ts';

/** @throws VERSION_NOT_FOUND, and what choosing the package throws */
export async function findVersion(session: Session, wanted: string): Promise<VersionSummary> {
  return versionOf(session, await session.packageId(), wanted);
}

/** The same, of whatever package PACKAGE@VERSION names; of the one that is meant where it names none. */
export async function findAnyVersion(session: Session, named: string): Promise<VersionSummary> {
  const at = named.indexOf('@');
  return at > 0 ? versionOf(session, named.slice(0, at), named.slice(at + 1)) : findVersion(session, named);
}

async function versionOf({ client }: Session, packageId: string, wanted: string): Promise<VersionSummary> {
  const versions = await client.versions(packageId);
  const found = versions.find(({ id, version }) => id === wanted || version === wanted);
  if (found) return found;
  throw new AuthoringError('VERSION_NOT_FOUND', `'${packageId}' has no sealed version '${wanted}'`, {
    details: { versions: versions.map(({ version }) => version) },
    suggestion: 'list the sealed versions with: mda versions',
  });
}
