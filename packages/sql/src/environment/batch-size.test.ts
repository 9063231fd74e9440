import { describe, expect, it } from 'vitest';
import { BatchSize } from './batch-size.ts';

describe('BatchSize', () => {
  it('grows by halves while batches are fast, and shrinks at once', () => {
    const size = new BatchSize();
    const first = size.rows;
    size.afterBatch(1);
    expect(size.rows).toBe(first * 1.5);
    size.afterBatch(150);
    expect(size.rows).toBeLessThan(first / 2);
  });

  it('leaves half of the time to those who only look now and then', () => {
    expect(new BatchSize().afterBatch(15)).toBeLessThan(15);
    expect(new BatchSize({ waitersPoll: true }).afterBatch(15)).toBe(15);
  });
});
