/**
 * Owns how a secret is kept: AES-256-GCM under a key of the process that serves it. What it belongs to is authenticated
 * with it, so that a row copied to another environment, package or name opens nowhere else.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AuthoringError } from '../error.ts';
import { canonicalJson } from '../metadata/canonical-json.ts';

export interface SecretKey {
  /** 16 hex of the sha256 of the key: which one it is, and nothing of it. */
  readonly id: string;
  readonly key: Buffer;
}

export interface SecretKeys {
  /** New secrets are kept under it. */
  readonly current: SecretKey;
  /** Secrets that were kept under these open, too, until they are kept anew. */
  readonly former: readonly SecretKey[];
}

export interface SecretPlace {
  readonly orgId: string;
  readonly environmentId: string;
  readonly packageId: string;
  readonly name: string;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 'v1';

/** @param base64 32 bytes @throws SECRET_KEY_REQUIRED; it never repeats the text */
export function secretKeyOf(base64: string): SecretKey {
  const key = Buffer.from(base64.trim(), 'base64');
  if (
    key.length !== KEY_BYTES ||
    key.toString('base64').replace(/=+$/, '') !== base64.trim().replace(/=+$/, '')
  )
    throw new AuthoringError(
      'SECRET_KEY_REQUIRED',
      `the key for secrets is not ${KEY_BYTES} bytes in base64`,
      {
        suggestion: 'make one with: openssl rand -base64 32',
      },
    );
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 16), key };
}

/** @returns one text: format, key id, and base64url of nonce, tag and cipher text */
export function sealSecret({ id, key }: SecretKey, place: SecretPlace, value: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(place, id));
  const bytes = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return [FORMAT, id, Buffer.concat([iv, cipher.getAuthTag(), bytes]).toString('base64url')].join('.');
}

export function keyIdOfSealed(sealed: string): string {
  return sealed.split('.')[1] ?? '';
}

/** @throws SECRET_KEY_REQUIRED when no key that is known kept it, SECRET_UNREADABLE when it is not what was kept there */
export function openSecret(keys: SecretKeys | null, place: SecretPlace, sealed: string): string {
  const [format, id, text = ''] = sealed.split('.');
  const known = keys === null ? [] : [keys.current, ...keys.former];
  const found = known.find((key) => key.id === id);
  if (!found)
    throw new AuthoringError(
      'SECRET_KEY_REQUIRED',
      `'${place.name}' is kept under the key ${id}, which is not the one of this process`,
      {
        details: { name: place.name, keyId: id, known: known.map((key) => key.id) },
        suggestion: 'give that key in MDA_SECRET_KEY, or in MDA_SECRET_KEY_FORMER beside a newer one',
      },
    );
  try {
    if (format !== FORMAT) throw new Error('format');
    const bytes = Buffer.from(text, 'base64url');
    const decipher = createDecipheriv(CIPHER, found.key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(place, found.id));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    // What the cipher says of it helps nobody but an attacker.
    throw new AuthoringError('SECRET_UNREADABLE', `what is kept as '${place.name}' was not kept there`, {
      details: { name: place.name, keyId: id },
      suggestion: 'set it again with: mda var set NAME --env NAME --file -',
    });
  }
}

function boundTo({ orgId, environmentId, packageId, name }: SecretPlace, keyId: string): Buffer {
  return Buffer.from(canonicalJson([FORMAT, orgId, environmentId, packageId, name, keyId]), 'utf8');
}
