/** Proves that docs/deep-counts.md says what was kept. `npm run docs` after a deep run that kept its counts. */
import { expect, it } from 'vitest';
import { deepCountsPage } from '../../scripts/generate-deep-counts.ts';
import { keptCounts } from '../../scripts/kept-counts.ts';
import { expectFresh } from './documents.ts';

it('docs/deep-counts.md is what was kept', () =>
  expectFresh('docs/deep-counts.md', deepCountsPage(keptCounts())));

it('adds up the suites of one letter and number, and says of one that none are kept of it', () => {
  const kept = [
    { suite: 'K9 torn WAL', counts: { tears: 1_200, refused: 3 }, seed: 1, day: '2026-01-02' },
    { suite: 'K10 clock', counts: { jumps: 4 }, seed: 1, day: '2026-01-02' },
    { suite: 'K10 sleeper · sqlite', counts: { sleeps: 5 }, seed: 2, day: '2026-01-03', share: 0.3 },
  ];
  const page = deepCountsPage(kept);
  expect(page).toMatch(/^\| K9 \|.*\| 500 \| 1,200 \|$/m);
  expect(page).toMatch(/^\| K10 \|.*\| 40 \| 9 \|$/m);
  expect(page).toMatch(/^\| K1 \|.*\| 4,200 \| none kept \|$/m);
  expect(page).toContain('| K10 sleeper · sqlite | 5 sleeps | 30 % | 2 | 2026-01-03 |');
});
