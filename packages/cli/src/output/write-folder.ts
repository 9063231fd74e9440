/**
 * Owns writing a sealed version as a folder of JSON files, one an item, that `mda import` reads back to the same bytes.
 * Refuses a folder that holds something else: files of an older export would come back as items.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AuthoringError,
  COLLECTION_TYPES,
  openManifest,
  parseKey,
  partsOf,
  type SealedExport,
  STACK_TYPE,
} from '@objectstack/metadata-authoring';
import { FOLDER_FORMAT, PACKAGE_FILE, type PackageFile } from '../input/package-file.ts';
import { makeFolder, writeOutputWithFolders } from './write-output.ts';

const COLLECTION_OF = new Map(COLLECTION_TYPES.map((entry) => [entry.type, entry]));

/** @throws USAGE_INVALID when the folder is not empty */
export async function writeFolder(folder: string, sealed: SealedExport): Promise<void> {
  await makeFolder(folder, folder);
  if ((await readdir(folder)).length > 0)
    throw new AuthoringError('USAGE_INVALID', 'the folder to export to is not empty', {
      suggestion: 'name a new folder, or empty this one',
    });
  const { items, facts } = openManifest(sealed.manifestJson);
  const names: Record<string, string> = {};
  for (const { key, body } of items) {
    const { type, name } = parseKey(key);
    const collection = COLLECTION_OF.get(type);
    const path = collection ? `${collection.key}/${fileName(name)}.json` : `${STACK_TYPE}/${name}.json`;
    if (collection?.naming === 'derived') names[path] = name;
    await write(join(folder, path), body);
  }
  const file: PackageFile = {
    format: FOLDER_FORMAT,
    package: sealed.package,
    version: sealed.version,
    ...partsOf(facts),
    names,
  };
  await write(join(folder, PACKAGE_FILE), file);
}

/** Names keep their letters where every filesystem takes them; anything else is written as %XX. */
function fileName(name: string): string {
  // A name with a dot must not look like `NAME.TYPE.json` of another type.
  return encodeURIComponent(name).replace(
    /[.!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function write(path: string, value: unknown): Promise<void> {
  return writeOutputWithFolders(path, `${JSON.stringify(value, null, 2)}\n`, path);
}
