/** Owns database URLs of a workspace: `sqlite:` paths are kept relative to it and opened as absolute ones. */
import { isAbsolute, relative, resolve, sep } from 'node:path';

const SQLITE = 'sqlite:';

/** The path of a SQLite URL; null for another engine. */
export function sqlitePathOf(url: string): string | null {
  return url.startsWith(SQLITE) ? url.slice(SQLITE.length) : null;
}

/** As the workspace keeps it: relative where the file lies inside, so that the folder can be moved. */
export function storedUrl(url: string, root: string, cwd: string): string {
  const path = sqlitePathOf(url);
  if (path === null) return url;
  const inside = relative(root, resolve(cwd, path));
  const outside = inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside);
  return SQLITE + (outside ? resolve(cwd, path) : inside.split(sep).join('/'));
}

/** As it is opened and shown. */
export function absoluteUrl(url: string, root: string): string {
  const path = sqlitePathOf(url);
  return path === null ? url : SQLITE + resolve(root, path);
}
