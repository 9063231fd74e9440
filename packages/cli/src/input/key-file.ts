/** Owns reading keys from PEM files. Only Ed25519 signs bundles. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { AuthoringError } from '@objectstack/metadata-authoring';
import type { Io } from '../command-line/io.ts';
import { readInput } from './read-input.ts';

export const KEY_OPTION = {
  value: 'FILE',
  summary: 'bundle: a public key whose signature is trusted (PEM); may be repeated',
  repeatable: true,
} as const;

const MOST_BYTES = 64 * 1024;

/** @throws USAGE_INVALID */
export async function readPrivateKey(path: string, io: Io): Promise<KeyObject> {
  return parse(path, await readInput(path, MOST_BYTES, io), createPrivateKey, 'private');
}

/** @throws USAGE_INVALID */
export async function readPublicKeys(paths: readonly string[], io: Io): Promise<readonly KeyObject[]> {
  const keys: KeyObject[] = [];
  for (const path of paths)
    keys.push(parse(path, await readInput(path, MOST_BYTES, io), createPublicKey, 'public'));
  return keys;
}

function parse(path: string, pem: string, make: (pem: string) => KeyObject, kind: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = make(pem);
  } catch {
    // What OpenSSL says of it helps nobody.
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new AuthoringError('USAGE_INVALID', `'${path}' holds no ${kind} Ed25519 key`, {
    suggestion: 'make a pair with: mda key new --out NAME',
  });
}
