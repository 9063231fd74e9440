/** Owns what the suites over docs/ share: where the pages are, and comparing a page with what its generator says. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { filesUnder } from '../../scripts/files-under.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Markdown pages under docs/, relative to the root. */
export function pagesUnder(folder: string): readonly string[] {
  return filesUnder(ROOT, folder).filter((path) => path.endsWith('.md'));
}

export function readPage(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}

/** Fails when the page is stale; `npm run docs` writes it. */
export async function expectFresh(path: string, text: string): Promise<void> {
  await expect(text).toMatchFileSnapshot(`${ROOT}${path}`);
}
