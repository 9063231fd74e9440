/**
 * Owns `mda.package.json`, which lies beside the items of an exported folder and holds what no item can: the facts
 * of the version, and the names of items whose name is not in their body.
 */
import { ARTIFACT_LIMITS, AuthoringError, type FactParts } from '@objectstack/metadata-authoring';
import { parseDocument } from './parse-document.ts';
import { readTextFile } from './read-input.ts';

export const PACKAGE_FILE = 'mda.package.json';
export const FOLDER_FORMAT = 'mda-folder/1';

export interface PackageFile extends FactParts {
  readonly format: typeof FOLDER_FORMAT;
  readonly package: string;
  readonly version: string;
  /** Item name by file, for types whose names are derived. */
  readonly names: Readonly<Record<string, string>>;
}

/** @throws INPUT_UNPARSABLE */
export async function readPackageFile(path: string): Promise<PackageFile> {
  const text = await readTextFile(path, ARTIFACT_LIMITS.bytes, PACKAGE_FILE);
  const value = (await parseDocument(text, PACKAGE_FILE, ARTIFACT_LIMITS)) as Partial<PackageFile> | null;
  if (value?.format !== FOLDER_FORMAT || !Array.isArray(value.renames) || typeof value.names !== 'object')
    throw new AuthoringError('INPUT_UNPARSABLE', `${PACKAGE_FILE} is not of format '${FOLDER_FORMAT}'`, {
      suggestion: 'export the version again with: mda export --format folder, or remove the file',
    });
  return value as PackageFile;
}

export function factPartsOf({ renames, conversions }: PackageFile): FactParts {
  return { renames, ...(conversions === undefined ? {} : { conversions }) };
}
