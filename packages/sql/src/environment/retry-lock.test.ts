import { describe, expect, it } from 'vitest';
import { retryLock } from './retry-lock.ts';

const busy = new Error('busy');
const isBusy = (error: unknown) => error === busy;
const budget = { budgetMs: 10_000, pauseMinMs: 1, pauseMaxMs: 2 };

describe('retryLock', () => {
  it('tries again until the lock is free', async () => {
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      if (attempts < 4) throw busy;
      return 'done';
    };
    expect(await retryLock(budget, isBusy, attempt)).toBe('done');
    expect(attempts).toBe(4);
  });

  it('lets those catch up who came behind an attempt that waited', async () => {
    const waitedMs = 40;
    const attempts: { readonly from: number; readonly to: number }[] = [];
    await retryLock(budget, isBusy, async () => {
      const from = performance.now();
      while (performance.now() - from < waitedMs);
      attempts.push({ from, to: performance.now() });
      if (attempts.length < 2) throw busy;
    });
    expect(attempts[1]!.from - attempts[0]!.to).toBeGreaterThanOrEqual(waitedMs / 2);
  });

  it('gives up when the budget is used up', async () => {
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      throw busy;
    };
    await expect(retryLock({ ...budget, budgetMs: 0 }, isBusy, attempt)).rejects.toBe(busy);
    expect(attempts).toBe(1);
  });

  it('never tries again after anything else', async () => {
    const other = new Error('other');
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      throw other;
    };
    await expect(retryLock(budget, isBusy, attempt)).rejects.toBe(other);
    expect(attempts).toBe(1);
  });
});
