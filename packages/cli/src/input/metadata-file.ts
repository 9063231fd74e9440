/**
 * Owns which files of a folder are metadata and of which type: ObjectStack's own names (`account.object.ts`,
 * `lead.view.yml`, `welcome.email-template.json`), or the folder of the type (`objects/account.json`).
 */
import { COLLECTION_TYPES, type ItemType, STACK_TYPE } from '@objectstack/metadata-authoring';

export interface MetadataFile {
  /** Path inside the folder, with `/`. */
  readonly path: string;
  readonly kind: 'data' | 'code';
  readonly holds:
    | { readonly what: 'items'; readonly collection: ItemType }
    /** One whole key of the stack: `manifest.json`, `stack/i18n.yml`. */
    | { readonly what: 'stack-key'; readonly key: string };
}

const EXTENSIONS: Readonly<Record<string, MetadataFile['kind']>> = {
  json: 'data',
  yml: 'data',
  yaml: 'data',
  ts: 'code',
  mts: 'code',
  cts: 'code',
  js: 'code',
  mjs: 'code',
  cjs: 'code',
};

const BY_SUFFIX = new Map(COLLECTION_TYPES.map((entry) => [entry.type.replaceAll('_', '-'), entry]));
const BY_FOLDER = new Map(
  COLLECTION_TYPES.flatMap((entry): [string, ItemType][] => [
    [entry.key, entry],
    [entry.type, entry],
  ]),
);

/** @returns null for a file that holds no metadata */
export function metadataFileOf(path: string): MetadataFile | null {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  const parts = name.split('.');
  const kind = EXTENSIONS[(parts.pop() ?? '').toLowerCase()];
  if (kind === undefined || name.endsWith('.d.ts')) return null;
  const suffix = parts.length > 1 ? BY_SUFFIX.get((parts.at(-1) ?? '').replaceAll('_', '-')) : undefined;
  if (suffix) return { path, kind, holds: { what: 'items', collection: suffix } };
  const parent = folders.at(-1);
  if (parent === STACK_TYPE || (parent === undefined && parts[0] === 'manifest'))
    return parts.length === 1 && parts[0]
      ? { path, kind, holds: { what: 'stack-key', key: parts[0] } }
      : null;
  // Code in a type's folder may be anything (barrels, handlers): only data files are taken by their folder.
  const folder = kind === 'data' && parent !== undefined ? BY_FOLDER.get(parent) : undefined;
  return folder ? { path, kind, holds: { what: 'items', collection: folder } } : null;
}
