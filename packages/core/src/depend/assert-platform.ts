/**
 * Owns whether a package runs on a platform: the range that its manifest declares against the version of ObjectStack that
 * serves it. The protocol is read as the runtime's own handshake reads it, which looks at the major alone.
 */
import semver from 'semver';
import { AuthoringError } from '../error.ts';
import { loadMetadataCore } from '../metadata/load-spec.ts';
import { platformNeedOf } from './package-needs.ts';

export interface PackageOnPlatform {
  /** manifestId. */
  readonly packageId: string;
  readonly manifest: unknown;
}

/**
 * @param where `'prod'`, as messages name it
 * @param declared the version of the platform there; null: that of the spec which everything is validated with
 * @throws PLATFORM_INCOMPATIBLE with every package that does not run there
 */
export async function assertPlatform(
  packages: readonly PackageOnPlatform[],
  where: string,
  declared: string | null,
): Promise<void> {
  const needs = packages.flatMap(({ packageId, manifest }) => {
    const need = platformNeedOf(manifest);
    return need ? [{ packageId, ...need }] : [];
  });
  if (needs.length === 0) return;
  const { rangeAdmitsMajor, resolveInstalledSpecVersion } = await loadMetadataCore();
  const platform = declared ?? resolveInstalledSpecVersion();
  if (platform === null) return;
  const incompatible = needs.filter(({ source, range }) =>
    source === 'engines.protocol'
      ? rangeAdmitsMajor(range, semver.major(platform)) !== true
      : !semver.satisfies(platform, range, { includePrerelease: true }),
  );
  const [first] = incompatible;
  if (!first) return;
  throw new AuthoringError(
    'PLATFORM_INCOMPATIBLE',
    `'${first.packageId}' asks for ${first.source} ${first.range}, and ${where} is ObjectStack ${platform}${incompatible.length > 1 ? ` (and ${incompatible.length - 1} more)` : ''}`,
    {
      details: { platform, packages: incompatible },
      suggestion:
        'upgrade the platform there and say so with: mda policy set --env NAME --file FILE holding {"platform": "X.Y.Z"}; or take a version that runs on it',
    },
  );
}
