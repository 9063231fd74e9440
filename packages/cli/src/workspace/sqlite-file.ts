/** Owns making an empty SQLite database: an empty file is one. An existing file is left as it is. */
import { open } from 'node:fs/promises';
import { AuthoringError } from '@objectstack/metadata-authoring';

/** @throws DATABASE_UNAVAILABLE when its folder does not exist or may not be written */
export async function createSqliteFile(path: string): Promise<void> {
  try {
    await (await open(path, 'a', 0o600)).close();
  } catch (cause) {
    throw new AuthoringError('DATABASE_UNAVAILABLE', 'the database file cannot be made', {
      suggestion: 'check that its folder exists and may be written by this user',
      cause,
    });
  }
}
