/** Proves that every relative link between pages leads to a page. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { pagesUnder, ROOT, readPage } from './documents.ts';

it.each(pagesUnder('docs'))('%s links to pages that exist', (path) => {
  const targets = [...readPage(path).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
    (match) => match[1] as string,
  );
  expect(targets.filter((target) => !existsSync(join(ROOT, dirname(path), target)))).toEqual([]);
});
