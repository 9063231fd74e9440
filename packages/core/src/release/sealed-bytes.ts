/**
 * Owns knowing that the stored bytes of a version are those that were sealed (I-09): from whoever wrote them, or from
 * hashing them, and again as soon as somebody else may have written there. Triggers refuse every change of sealed bytes,
 * and whoever serves them hashes them each time.
 */
import type { Context } from '../context.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import { verifyManifest } from './sealed-manifest.ts';

export interface SealedVersion {
  readonly versionId: string;
  /** 64 hex. */
  readonly checksum: string;
}

/** @throws CHECKSUM_MISMATCH */
export async function assertSealedBytes(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  sealed: SealedVersion,
): Promise<void> {
  // Before the bytes are read: what is written after that is looked at again.
  const known = await writtenAs(plane, scope, sealed);
  if (context.cache.verified.get(known)) return;
  verifyManifest((await plane.versions.sealedBytes(scope, sealed.versionId)) ?? NOTHING, sealed.checksum);
  context.cache.verified.set(known, true);
}

/**
 * Of bytes that this process has just written.
 * @param tx the transaction that wrote them @returns to be called once it has committed
 */
export async function asWritten(
  context: Pick<Context, 'cache'>,
  tx: ControlPlane,
  scope: Scope,
  sealed: SealedVersion,
): Promise<() => void> {
  const known = await writtenAs(tx, scope, sealed);
  return () => context.cache.verified.set(known, true);
}

async function writtenAs(
  plane: ControlPlane,
  scope: Scope,
  { versionId, checksum }: SealedVersion,
): Promise<string> {
  return `${scope.orgId}/${versionId} ${checksum} ${await plane.versions.stamp(scope, versionId)}`;
}

const NOTHING = new Uint8Array();
