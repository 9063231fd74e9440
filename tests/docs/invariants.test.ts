/** Proves that docs/invariants.md lists the tests that are really there. `npm run docs` after naming an id in a title. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findInvariantTests } from '../../scripts/find-invariant-tests.ts';
import { invariantsPage } from '../../scripts/generate-invariants.ts';
import { INVARIANT_GROUPS } from '../../scripts/invariant-list.ts';
import { expectFresh, ROOT } from './documents.ts';

it('docs/invariants.md is the list with the tests found', () =>
  expectFresh('docs/invariants.md', invariantsPage(ROOT)));

it('has every id once, without a gap', () => {
  const ids = INVARIANT_GROUPS.flatMap(({ invariants }) => invariants.map(({ id }) => id));
  expect(ids).toEqual(Array.from({ length: 50 }, (_, at) => `I-${String(at + 1).padStart(2, '0')}`));
});

it('finds ids in titles of tests, of each-tables and of suites, and nowhere else', () => {
  const root = mkdtempSync(join(tmpdir(), 'mda-docs-'));
  try {
    for (const folder of ['packages', 'tests', 'examples', 'bench']) mkdirSync(join(root, folder));
    const id = (number: string) => `I-${number}`;
    writeFileSync(
      join(root, 'tests', 'one.test.ts'),
      `// ${id('99')} in a comment
      describe('suite (${id('01')})', () => {
        it('first', () => {});
        it.each(rows)(\`second of \${x} (${id('02')}, ${id('03')})\`, () => { log('${id('98')}'); });
      });
      describePostgres('other', () => { test.skipIf(no)('third (${id('01')})', () => {}); });`,
    );
    const found = findInvariantTests(root);
    expect([...found].map(([key, tests]) => [key, tests.map(({ title }) => title)])).toEqual([
      ['I-01', ['first', 'second of … (I-02, I-03)', 'third (I-01)']],
      ['I-02', ['second of … (I-02, I-03)']],
      ['I-03', ['second of … (I-02, I-03)']],
    ]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
