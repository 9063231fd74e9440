/** Owns reading a file or standard input with a limit: what is too large is refused before it is in memory. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AuthoringError } from '@objectstack/metadata-authoring';
import type { Io } from '../command-line/io.ts';

/**
 * @param path a file, or `-` for standard input
 * @throws USAGE_INVALID when it cannot be read, PAYLOAD_TOO_LARGE, INPUT_UNPARSABLE when it is not UTF-8
 */
export async function readInput(
  path: string,
  maxBytes: number,
  io: Pick<Io, 'stdin' | 'cwd'>,
): Promise<string> {
  return path === '-' ? readStream(io.stdin, maxBytes) : readTextFile(resolve(io.cwd, path), maxBytes, path);
}

/** @param shown how the file is called in messages */
export async function readTextFile(path: string, maxBytes: number, shown: string): Promise<string> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw unreadable(shown, cause);
  });
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw unreadable(shown, undefined, 'it is a folder');
    if (stat.size > maxBytes) throw tooLarge(shown, maxBytes);
    // A pipe or a growing file has no size to trust: it is read like a stream.
    if (!stat.isFile()) return await readStream(file.createReadStream({ autoClose: false }), maxBytes);
    return decode(await file.readFile(), shown);
  } finally {
    await file.close();
  }
}

async function readStream(stream: AsyncIterable<Uint8Array | string>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > maxBytes) throw tooLarge('the input', maxBytes);
    chunks.push(buffer);
  }
  return decode(Buffer.concat(chunks), 'the input');
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AuthoringError('INPUT_UNPARSABLE', `${shown} is not UTF-8`, {
      suggestion: 'save it as UTF-8',
      cause,
    });
  }
}

function tooLarge(shown: string, maxBytes: number): AuthoringError {
  return new AuthoringError('PAYLOAD_TOO_LARGE', `${shown} is larger than ${maxBytes} bytes`, {
    details: { limit_bytes: maxBytes },
    suggestion: 'split it, or move large content out of the metadata',
  });
}

function unreadable(
  shown: string,
  cause: unknown,
  why = 'it does not exist or may not be read',
): AuthoringError {
  return new AuthoringError('USAGE_INVALID', `cannot read '${shown}': ${why}`, {
    suggestion: 'check the path',
    ...(cause === undefined ? {} : { cause }),
  });
}
