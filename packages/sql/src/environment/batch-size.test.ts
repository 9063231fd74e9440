import { describe, expect, it } from 'vitest';
import { BatchSize, INDEX_PACE } from './batch-size.ts';

/** Batches that each take this long. */
function after(tookMs: readonly number[]): BatchSize {
  const size = new BatchSize();
  for (const ms of tookMs) size.afterBatch(ms);
  return size;
}

const first = new BatchSize().rows;

describe('the size of a batch', () => {
  it('grows by a half at most, however fast a batch was', () => {
    expect(after([0]).rows).toBe(Math.ceil(first * 1.5));
    expect(after([1]).rows).toBe(Math.ceil(first * 1.5));
  });

  it('stays where a batch takes its time', () => {
    expect(after([15]).rows).toBe(first);
  });

  it('shrinks at once to what would have fitted', () => {
    expect(after([150]).rows).toBe(first / 10);
  });

  it('never passes its bounds', () => {
    expect(after(Array.from({ length: 100 }, () => 0)).rows).toBe(20_000);
    expect(after([60_000]).rows).toBe(1);
    expect(after([60_000, 240, 240]).rows).toBe(1);
  });

  it('is larger where a batch may take longer', () => {
    const size = new BatchSize({ batchMs: 30 });
    for (let turn = 0; turn < 40; turn += 1) size.afterBatch(size.rows * 0.05);
    expect(size.rows).toBe(600);
  });

  it('stays within the bounds of an index, whose pages are written once a batch', () => {
    const size = new BatchSize(INDEX_PACE);
    expect(size.rows).toBe(INDEX_PACE.firstRows);
    size.afterBatch(60_000);
    expect(size.rows).toBe(INDEX_PACE.leastRows);
    for (let turn = 0; turn < 20; turn += 1) size.afterBatch(0);
    expect(size.rows).toBe(INDEX_PACE.mostRows);
  });

  it('comes back from a single row', () => {
    expect(after([60_000, ...Array.from({ length: 40 }, () => 1)]).rows).toBeGreaterThan(first);
  });

  it('finds the same size from above and from below', () => {
    const msPerRow = 0.05;
    const settled = (size: BatchSize) => {
      for (let turn = 0; turn < 40; turn += 1) size.afterBatch(size.rows * msPerRow);
      return size.rows;
    };
    expect(settled(after([60_000]))).toBe(300);
    expect(settled(after([0, 0, 0, 0, 0]))).toBe(300);
  });
});

describe('the size of a batch on a server that is far away', () => {
  const settled = (fixedMs: number, msPerRow: number, begin: readonly number[] = []) => {
    const size = after(begin);
    const rows: number[] = [];
    for (let turn = 0; turn < 60; turn += 1) {
      size.afterBatch(fixedMs + size.rows * msPerRow);
      if (turn >= 40) rows.push(size.rows);
    }
    return rows;
  };

  it('is what fits beside the round trips', () => {
    for (const rows of settled(5, 0.05)) expect(rows).toBe(200);
  });

  it('does not shrink for what no smaller batch would make shorter', () => {
    for (const rows of [...settled(20, 0.01), ...settled(20, 0.01, [60_000])]) expect(rows).toBe(750);
    for (const rows of settled(200, 0.1)) expect(rows).toBe(75);
  });

  it('still shrinks when its rows take long', () => {
    for (const rows of settled(20, 5)) expect(rows).toBeLessThanOrEqual(4);
    for (const rows of settled(0, 500)) expect(rows).toBe(1);
  });
});

describe('a batch that fails', () => {
  it('is halved down to a single row, and then no more', () => {
    const size = new BatchSize();
    const seen = [size.rows];
    while (size.halve()) seen.push(size.rows);
    expect(seen).toEqual([250, 125, 62, 31, 15, 7, 3, 1]);
    expect(size.halve()).toBe(false);
    expect(size.rows).toBe(1);
  });
});

describe('the pause after a batch', () => {
  it('is a share of what the batch took', () => {
    expect(new BatchSize().afterBatch(10)).toBeCloseTo(2);
    expect(new BatchSize().afterBatch(0)).toBe(0);
  });

  it('is bounded', () => {
    expect(new BatchSize().afterBatch(60_000)).toBe(250);
  });

  it('is as long as a batch that took much longer than it should: the disk does not keep up', () => {
    const size = new BatchSize();
    expect(size.afterBatch(29)).toBeLessThan(29);
    expect(size.afterBatch(120)).toBe(120);
  });

  it('leaves half of the time to those who only look now and then', () => {
    expect(new BatchSize().afterBatch(15)).toBeLessThan(15);
    expect(new BatchSize({ waitersPoll: true }).afterBatch(15)).toBe(15);
  });
});
