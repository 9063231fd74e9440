/** Owns writing a file that the user named: what the filesystem refuses is told as such, not as a defect of mda. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AuthoringError } from '@objectstack/metadata-authoring';

/**
 * @param shown how the path is called in messages
 * @throws USAGE_INVALID, DISK_FULL
 */
export async function writeOutput(path: string, text: string, shown: string): Promise<void> {
  await refusing(shown, () => writeFile(path, text));
}

/** For its owner alone, and never in place of a file that others may have open. @throws USAGE_INVALID, DISK_FULL */
export async function writePrivate(path: string, text: string, shown: string): Promise<void> {
  await refusing(shown, () => writeFile(path, text, { mode: 0o600, flag: 'wx' }));
}

/** The same, making the folders that lie above the file. */
export async function writeOutputWithFolders(path: string, text: string, shown: string): Promise<void> {
  await makeFolder(dirname(path), shown);
  await writeOutput(path, text, shown);
}

/** @throws USAGE_INVALID, DISK_FULL */
export async function makeFolder(path: string, shown: string): Promise<void> {
  await refusing(shown, () => mkdir(path, { recursive: true }));
}

async function refusing(shown: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new AuthoringError('DISK_FULL', `there is no space left for '${shown}'`, {
        suggestion: 'free space, then try again',
        cause,
      });
    throw new AuthoringError('USAGE_INVALID', `cannot write '${shown}' (${code})`, {
      suggestion: 'check that its folder exists and may be written by this user',
      cause,
    });
  }
}
