/** Owns listing the files of the repository that scripts look at: no build output, no installed packages. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'goldens']);

/** @returns paths relative to `root`, with `/`, sorted */
export function filesUnder(root: string, folder: string): readonly string[] {
  const files: string[] = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) files.push(...filesUnder(root, path));
    } else files.push(path);
  }
  return files.sort();
}
