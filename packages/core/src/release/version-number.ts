/** Owns which semver a publish seals: asked for, declared by the manifest, or the last one plus the size of the change. */
import semver from 'semver';
import { AuthoringError } from '../error.ts';
import type { SemverBump } from '../plan/migration-plan.ts';

export interface VersionNumberInput {
  readonly requested?: string | undefined;
  readonly bump?: SemverBump | undefined;
  /** `manifest.version` of the draft. */
  readonly manifestVersion?: string | undefined;
  /** Every version sealed so far. */
  readonly sealed: readonly string[];
  readonly semverBump: SemverBump;
}

/** @throws VERSION_INVALID, VERSION_EXISTS */
export function nextVersion(input: VersionNumberInput): string {
  const { requested, sealed } = input;
  const highest = semver.rsort([...sealed])[0];
  if (requested !== undefined) {
    const clean = semver.valid(requested);
    if (clean === null || requested.startsWith('0.0.0-'))
      throw new AuthoringError('VERSION_INVALID', `'${requested}' is no version`, {
        suggestion: 'use semantic versioning, for example 1.2.0; 0.0.0-… is kept for drafts and previews',
      });
    if (sealed.includes(clean))
      throw new AuthoringError('VERSION_EXISTS', `version ${clean} is sealed already`, {
        details: { version: clean },
        suggestion: `choose a higher one${highest === undefined ? '' : ` than ${highest}`}: a sealed version never changes`,
      });
    return clean;
  }
  const declared = semver.valid(input.manifestVersion ?? null);
  if (
    input.bump === undefined &&
    declared !== null &&
    !declared.startsWith('0.0.0-') &&
    (highest === undefined || semver.gt(declared, highest))
  )
    return declared;
  if (highest === undefined) return '0.1.0';
  return semver.inc(highest, reduced(input.bump ?? input.semverBump, highest)) as string;
}

const PREVIEW = '0.0.0-preview.';

/** @param taken numbers of the previews so far */
export function nextPreview(taken: readonly string[]): string {
  return `${PREVIEW}${Math.max(0, ...taken.map((version) => Number(version.slice(PREVIEW.length)))) + 1}`;
}

export function isPreviewNumber(version: string): boolean {
  return version.startsWith(PREVIEW);
}

/** Below 1.0.0 a breaking change moves the minor part, unless asked for otherwise. */
function reduced(bump: SemverBump, highest: string): SemverBump {
  return bump === 'major' && semver.major(highest) === 0 ? 'minor' : bump;
}
