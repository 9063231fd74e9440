/** Owns where a database of our own making lies: in the folder, or on the server, of the one that it is a copy of. */
import { dirname, join } from 'node:path';
import type { Engine } from '@objectstack/metadata-authoring';

/** @returns its URL, of which the last part holds the id: nobody else has that name by chance */
export function databaseBeside(engine: Engine, sourceUrl: string, id: string): string {
  const name = `mda_preview_${id.replaceAll('-', '')}`;
  if (engine === 'sqlite')
    return `sqlite:${join(dirname(sourceUrl.replace(/^sqlite:(\/\/)?/, '')), `${name}.db`)}`;
  const url = new URL(sourceUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Of a server's URL. */
export function databaseNameOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** The same server, another database. */
export function onDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.href;
}
