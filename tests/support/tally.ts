/** Owns what a suite counts beside its tests: faults, orderings, rounds. The reporter prints one table of them at the end. */
import { expect, TestRunner } from 'vitest';

export type Counts = Readonly<Record<string, number>>;

declare module 'vitest' {
  interface TaskMeta {
    tally?: { suite: string; counts: Counts }[];
  }
}

/** Adds to the counts of a suite (`K4 double fault`). Each must be above zero: a suite that counts nothing proves nothing. */
export function tally(suite: string, counts: Counts): void {
  for (const [what, count] of Object.entries(counts)) expect(count, `${suite}: ${what}`).toBeGreaterThan(0);
  note(suite, counts);
}

/** The same for what may be zero. */
export function note(suite: string, counts: Counts): void {
  const test = TestRunner.getCurrentTest();
  if (!test) throw new Error('counted outside of a test');
  test.meta.tally = [...(test.meta.tally ?? []), { suite, counts }];
}
