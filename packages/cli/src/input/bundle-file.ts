/** Owns telling a bundle from any other file that is imported. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ARTIFACT_LIMITS, looksLikeEnvelope } from '@objectstack/metadata-authoring';
import type { Io } from '../command-line/io.ts';
import { readTextFile } from './read-input.ts';

/** Base64 makes three bytes four, and what is around them is small. */
const MOST_BYTES = Math.ceil(ARTIFACT_LIMITS.bytes / 3) * 4 + 64 * 1024;

/** @returns its text; null when the path names no bundle @throws PAYLOAD_TOO_LARGE before it is read */
export async function bundleIn(path: string, io: Io): Promise<string | null> {
  if (path === '-' || !(await beginsAsBundle(resolve(io.cwd, path)))) return null;
  return readBundleFile(path, io);
}

/** @throws USAGE_INVALID when it cannot be read, PAYLOAD_TOO_LARGE */
export function readBundleFile(path: string, io: Io): Promise<string> {
  return readTextFile(resolve(io.cwd, path), MOST_BYTES, path);
}

/** What cannot be read is told by whoever reads it then. */
async function beginsAsBundle(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return false;
  try {
    if (!(await file.stat()).isFile()) return false;
    const { bytesRead, buffer } = await file.read(Buffer.alloc(32), 0, 32, 0);
    return looksLikeEnvelope(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await file.close();
  }
}
