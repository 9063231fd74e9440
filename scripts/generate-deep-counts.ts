/** Owns docs/deep-counts.md: what the deep suites counted when each last ran, against how much they should. */

import { DEEP_FLOORS } from './deep-floors.ts';
import type { KeptCounts } from './kept-counts.ts';
import { GENERATED, table } from './markdown.ts';

const number = (value: number) => value.toLocaleString('en');

export function deepCountsPage(kept: readonly KeptCounts[]): string {
  const groups = DEEP_FLOORS.map(({ id, what, floor }) => {
    const of = kept.filter(({ suite }) => suite.startsWith(`${id} `));
    const counted = of.reduce((sum, { counts }) => sum + (Object.values(counts)[0] ?? 0), 0);
    return [id, what, number(floor), of.length === 0 ? 'none kept' : number(counted)];
  });
  const rows = kept.map(({ suite, counts, seed, day, share }) => [
    suite,
    Object.entries(counts)
      .map(([of, count]) => `${number(count)} ${of}`)
      .join(', '),
    share === undefined ? 'all' : `${number(share * 100)} %`,
    String(seed),
    day,
  ]);
  return `${GENERATED}
# What the deep suites counted

\`npm run test:deep\` runs every suite whole, with a seed of its own that it prints; \`SEED=n\` runs it again. A suite counts
what it did: faults that a run survived, orderings, rounds, cases. \`KEEP_COUNTS=1 npm run test:deep -- FILE\` keeps the counts of what
it ran, here; a run in which a test failed keeps none. \`FAULT_SHARE=0.3\` takes three tenths of the faults, evenly drawn by the seed. Every fault is one at which the process, its connection or its disk
went away, and after which the run was resumed or given up and everything was compared with a run that nothing happened to.

${table(['suite', 'what', 'at least', 'counted'], groups)}

## Each suite, as it last ran

${rows.length === 0 ? 'None has been kept yet.' : table(['suite', 'counted', 'of its faults', 'seed', 'day'], rows)}
`;
}
