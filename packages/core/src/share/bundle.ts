/**
 * Owns what a bundle holds: the sealed bytes of one version, and where they come from. The bytes are the version; the
 * provenance is what was known when the bundle was made, and only as true as whoever signed it.
 */
import { AuthoringError } from '../error.ts';
import { canonicalJson } from '../metadata/canonical-json.ts';
import { ARTIFACT_LIMITS, type ParseLimits, parseJson } from '../metadata/parse-json.ts';
import type { OpenedManifest } from '../release/sealed-manifest.ts';
import { openManifest, verifyManifest } from '../release/sealed-manifest.ts';
import { unparsable } from './envelope.ts';

const FORMAT = 'mda-bundle/1';

/** The sealed bytes stand in it as one text, of which each quote takes two. */
const PAYLOAD_LIMITS: ParseLimits = { ...ARTIFACT_LIMITS, bytes: 2 * ARTIFACT_LIMITS.bytes };

export interface Provenance {
  readonly sealedBy: string;
  readonly sealedAt: string | null;
  readonly releaseNotes: string | null;
  /** The version that its draft was opened on. */
  readonly base: { readonly version: string; readonly checksum: string } | null;
  /** Where it has run: environment by type, the plan's hash, and who agreed. */
  readonly runs: readonly {
    readonly environment: string;
    readonly type: string;
    readonly kind: string;
    readonly at: string;
    readonly by: string;
    readonly planHash: string | null;
    readonly approvedBy: readonly string[];
    /** The rehearsal that it was bound to, where the environment asked for one. */
    readonly rehearsal?: { readonly id: string; readonly at: string; readonly by: string };
  }[];
}

export interface Bundle {
  readonly package: string;
  readonly version: string;
  /** Of the sealed bytes, bare sha-256 hex. */
  readonly checksum: string;
  readonly manifestJson: string;
  readonly provenance: Provenance;
}

export function bundleText({ package: id, version, checksum, manifestJson, provenance }: Bundle): string {
  return canonicalJson({
    format: FORMAT,
    package: id,
    version,
    checksum,
    manifest: manifestJson,
    provenance,
  });
}

/**
 * @param text of the payload
 * @throws INPUT_UNPARSABLE, DEPTH_EXCEEDED, PAYLOAD_TOO_LARGE, CHECKSUM_MISMATCH when its bytes are not those of its checksum
 */
export function readBundle(text: string): Bundle & { readonly opened: OpenedManifest } {
  const value = parseJson(text, PAYLOAD_LIMITS) as Readonly<Record<string, unknown>> | null;
  const { format, package: id, version, checksum, manifest, provenance } = value ?? {};
  if (format !== FORMAT) throw unparsable(`its format is not '${FORMAT}'`);
  if (
    typeof id !== 'string' ||
    typeof version !== 'string' ||
    typeof checksum !== 'string' ||
    typeof manifest !== 'string' ||
    typeof provenance !== 'object' ||
    provenance === null
  )
    throw unparsable('it does not hold a version');
  // Whatever was sealed passed here: nothing that does not may be walked through.
  parseJson(manifest, ARTIFACT_LIMITS);
  verifyManifest(Buffer.from(manifest, 'utf8'), checksum);
  const opened = openManifest(manifest);
  const named =
    (opened.stack.manifest as { readonly id?: unknown; readonly version?: unknown } | undefined) ?? {};
  if (named.id !== id || named.version !== version.replace(/[-+].*$/s, ''))
    throw new AuthoringError(
      'CHECKSUM_MISMATCH',
      `the bundle says ${id} ${version}, and its bytes are another version`,
      {
        details: { bundle: { package: id, version }, bytes: { package: named.id, version: named.version } },
        suggestion: 'ask whoever made it for the file again',
      },
    );
  return {
    package: id,
    version,
    checksum,
    manifestJson: manifest,
    provenance: provenance as Provenance,
    opened,
  };
}
