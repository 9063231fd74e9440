/**
 * Owns how a token reads: `mda_<id>_<secret><checksum>`, all lower-case hex. A scanner knows it by
 * `mda_[0-9a-f]{16}_[0-9a-f]{72}`, and by the checksum tells one from a look-alike without asking anybody.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 8;
/** Nobody guesses it, so one plain hash of it is enough to keep. */
const SECRET_BYTES = 32;
const CHECKSUM_HEX = 8;

const FORM = /^(mda_([0-9a-f]{16})_[0-9a-f]{64})([0-9a-f]{8})$/;

/** A new one, from the random source of the system. */
export function newTokenText(): { readonly id: string; readonly text: string } {
  const id = randomBytes(ID_BYTES).toString('hex');
  const body = `mda_${id}_${randomBytes(SECRET_BYTES).toString('hex')}`;
  return { id, text: body + checksumOf(body) };
}

/** @returns its public id; null: this is no token, or was mistyped */
export function tokenIdIn(text: string): string | null {
  const [, body = '', id, checksum] = FORM.exec(text) ?? [];
  return id !== undefined && checksum === checksumOf(body) ? id : null;
}

/** @returns 64 hex */
export function tokenHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Takes as long for a hash that differs early as for one that differs late. */
export function isHashOf(hash: string, text: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(tokenHash(text), 'hex'));
}

function checksumOf(body: string): string {
  return tokenHash(body).slice(0, CHECKSUM_HEX);
}
