import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../../testkit/src/fixed-clock.ts';
import { progressText, rowProgress } from './row-progress.ts';
import type { RunProgress } from './run.ts';

function watched() {
  const clock = fixedClock();
  const said: Omit<RunProgress, 'stepId' | 'unit' | 'at'>[] = [];
  const onRows = rowProgress(clock, ({ stepId: _, unit: __, at: ___, ...rows }) => {
    said.push(rows);
  });
  return {
    said,
    advance: clock.advance,
    rows: (done: number, total: number) => onRows({ stepId: 's', done, total }),
    waits: (total: number) => onRows({ stepId: 's', unit: 'sessions', done: 0, total }),
  };
}

describe('what people see of rows', () => {
  it('comes at most once a second, with the speed since the first batch and the seconds that are left', () => {
    const { said, rows, advance } = watched();
    for (let batch = 0; batch <= 40; batch += 1) {
      rows(1_000 + batch * 100, 11_000);
      advance(100);
    }
    expect(said).toEqual([
      { done: 2_000, total: 11_000, perSecond: 1_000, secondsLeft: 9 },
      { done: 3_000, total: 11_000, perSecond: 1_000, secondsLeft: 8 },
      { done: 4_000, total: 11_000, perSecond: 1_000, secondsLeft: 7 },
      { done: 5_000, total: 11_000, perSecond: 1_000, secondsLeft: 6 },
    ]);
  });

  it('has no speed until something moved, and an end also where there are more rows than were expected', () => {
    const { said, rows, advance } = watched();
    rows(0, 50);
    advance(1_000);
    rows(0, 50);
    advance(1_000);
    rows(90, 50);
    expect(said).toEqual([
      { done: 0, total: 50, perSecond: 0, secondsLeft: 0 },
      { done: 90, total: 50, perSecond: 45, secondsLeft: 0 },
    ]);
  });

  it('is measured anew where the engine begins to count something else', () => {
    const { said, rows, advance } = watched();
    rows(0, 100);
    advance(1_000);
    rows(100, 100);
    advance(1_000);
    rows(10, 5_000);
    advance(1_000);
    rows(1_010, 5_000);
    expect(said.at(-1)).toEqual({ done: 1_010, total: 5_000, perSecond: 1_000, secondsLeft: 4 });
  });

  it('has no speed while it waits for others, and is measured anew after that', () => {
    const { said, waits, rows, advance } = watched();
    waits(2);
    advance(1_000);
    waits(1);
    advance(1_000);
    rows(0, 100);
    advance(1_000);
    rows(50, 100);
    expect(said).toEqual([
      { done: 0, total: 1, perSecond: 0, secondsLeft: 0 },
      { done: 0, total: 100, perSecond: 0, secondsLeft: 0 },
      { done: 50, total: 100, perSecond: 25, secondsLeft: 2 },
    ]);
  });

  it('reads as people say it', () => {
    const progress = { stepId: 's', done: 1_500, total: 9_000, perSecond: 500, secondsLeft: 15, at: '' };
    expect(progressText({ ...progress, unit: 'rows' })).toBe(
      '1,500 of about 9,000 rows, 500 a second, 15 s left',
    );
    expect(progressText({ ...progress, unit: 'percent', done: 40, total: 100 })).toBe(
      '40 of 100 percent, 15 s left',
    );
    expect(progressText({ ...progress, unit: 'blocks', perSecond: 0, secondsLeft: 0 })).toBe(
      '1,500 of about 9,000 blocks',
    );
    expect(progressText({ ...progress, unit: 'sessions', done: 0, total: 2 })).toBe(
      'waits for 2 transactions that began before it',
    );
  });
});
