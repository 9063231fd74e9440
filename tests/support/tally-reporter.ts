/**
 * Closes a run with what its suites counted and the seed, then one plain line, `N passed, N failed, N skipped`, for
 * hosts that read counts from a log. A file that does not load and an error outside any test count as failures, so that
 * the line never says better than it was. KEEP_COUNTS=1 keeps what a deep run counted.
 */
import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node';
import { keepCounts } from '../../scripts/kept-counts.ts';
import type { Counts } from './tally.ts';

export default class TallyReporter implements Reporter {
  #seed = 0;
  #deep = false;

  onInit(vitest: Vitest): void {
    const { seed, deep } = vitest.config.provide as { readonly seed: number; readonly deep: boolean };
    this.#seed = seed;
    this.#deep = deep;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    const suites = new Map<string, Map<string, number>>();
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        count[test.result().state] += 1;
        for (const { suite, counts } of test.meta().tally ?? []) add(suites, suite, counts);
      }
    }
    if (suites.size > 0) process.stdout.write(`\n${table(suites)}\nseed ${this.#seed}\n`);
    // A test that never got a result was cut off: not passed.
    const failed = count.failed + count.pending;
    if (process.env.KEEP_COUNTS === '1') this.#keep(suites, failed);
    process.stdout.write(`\n${count.passed} passed, ${failed} failed, ${count.skipped} skipped\n`);
  }

  #keep(suites: ReadonlyMap<string, ReadonlyMap<string, number>>, failed: number): void {
    if (!this.#deep || failed > 0) {
      process.stdout.write('\ncounts not kept: only those of a deep run without a failure are\n');
      return;
    }
    const share = process.env.FAULT_SHARE;
    const day = new Date().toISOString().slice(0, 10);
    const ran = [...suites].map(([suite, counts]) => ({ suite, counts: Object.fromEntries(counts) }));
    keepCounts(
      ran.map((one) => ({ ...one, seed: this.#seed, day, ...(share ? { share: Number(share) } : {}) })),
    );
  }
}

function add(suites: Map<string, Map<string, number>>, suite: string, counts: Counts): void {
  const sums = suites.get(suite) ?? new Map<string, number>();
  for (const [what, count] of Object.entries(counts)) sums.set(what, (sums.get(what) ?? 0) + count);
  suites.set(suite, sums);
}

function table(suites: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const names = [...suites.keys()].sort(new Intl.Collator('en', { numeric: true }).compare);
  const width = Math.max(...names.map((name) => name.length));
  return names
    .map((name) => {
      const counts = [...(suites.get(name) ?? [])].map(([what, count]) => `${count} ${what}`);
      return `${name.padEnd(width)}  ${counts.join(', ')}`;
    })
    .join('\n');
}
