/** Owns handing out a sealed version: its bytes, checked against their checksum. */
import type { Context } from '../context.ts';
import type { Scope } from '../scope.ts';
import type { SealedExport } from '../service-types.ts';
import { bufferOf, verifyManifest } from './sealed-manifest.ts';
import { findVersion } from './versions.ts';

/** @throws VERSION_NOT_FOUND, CHECKSUM_MISMATCH */
export async function exportVersion(
  context: Context,
  scope: Scope,
  manifestId: string,
  version?: string,
): Promise<SealedExport> {
  context.authorize(scope, 'read', null);
  const row = await findVersion(context, scope, manifestId, version);
  const bytes = bufferOf((await context.plane.versions.sealedBytes(scope, row.id)) ?? new Uint8Array());
  const checksum = row.checksum ?? '';
  verifyManifest(bytes, checksum);
  return { package: manifestId, version: row.version, checksum, manifestJson: bytes.toString('utf8') };
}
