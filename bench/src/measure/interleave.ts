/**
 * Owns the comparison of two sides in one process: raw, ours, raw, ours … raw. A pair counts only while the two raw
 * runs around ours agree: where they do not, the machine was busy with something else.
 */
import { collectGarbage } from './collect-garbage.ts';
import { median } from './median.ts';

/** Two raw runs may differ by this share. */
const RAW_AGREEMENT = 0.25;
/** Dropped pairs are measured again, at most this often and this long. */
const MOST_ATTEMPTS = 10;
const BUDGET_MS = 30_000;

export interface Side {
  /** Not timed. `round` counts from 0; the raw side has one round more than the pairs. */
  prepare?(round: number): Promise<void> | void;
  /** Timed. */
  run(round: number): Promise<unknown> | unknown;
  /** Not timed. */
  after?(round: number): Promise<void> | void;
}

export interface Comparison {
  readonly rawMs: number;
  readonly oursMs: number;
  /** Median of the pairs' ratios; NaN when every pair was dropped. */
  readonly ratio: number;
  readonly pairs: number;
  readonly dropped: number;
}

export interface InterleaveOptions {
  /** Pairs to keep. */
  readonly pairs: number;
  /** Operations inside one run: times are given per operation. */
  readonly operations?: number;
}

export async function interleave(raw: Side, ours: Side, options: InterleaveOptions): Promise<Comparison> {
  const operations = options.operations ?? 1;
  const kept: { raw: number; ours: number }[] = [];
  let dropped = 0;
  let before = (await timed(raw, 0)) / operations;
  const startedAt = performance.now();
  // The wanted number is always tried once; only what was dropped is subject to the budget.
  const goesOn = (round: number) =>
    round < options.pairs ||
    (round < options.pairs * MOST_ATTEMPTS && performance.now() - startedAt < BUDGET_MS);
  for (let round = 0; kept.length < options.pairs && goesOn(round); round += 1) {
    const oursMs = (await timed(ours, round)) / operations;
    const after = (await timed(raw, round + 1)) / operations;
    if (Math.max(before, after) > Math.min(before, after) * (1 + RAW_AGREEMENT)) dropped += 1;
    else kept.push({ raw: (before + after) / 2, ours: oursMs });
    before = after;
  }
  return {
    rawMs: median(kept.map((pair) => pair.raw)),
    oursMs: median(kept.map((pair) => pair.ours)),
    ratio: median(kept.map((pair) => pair.ours / pair.raw)),
    pairs: kept.length,
    dropped,
  };
}

async function timed(side: Side, round: number): Promise<number> {
  await side.prepare?.(round);
  await collectGarbage();
  const start = performance.now();
  await side.run(round);
  const elapsed = performance.now() - start;
  await side.after?.(round);
  return elapsed;
}
