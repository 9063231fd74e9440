import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../../testkit/src/fixed-clock.ts';
import type { ProgressEvent } from '../service-types.ts';
import { rowProgress } from './row-progress.ts';

function watched() {
  const clock = fixedClock();
  const said: NonNullable<ProgressEvent['rows']>[] = [];
  const onRows = rowProgress(clock, (_, rows) => said.push(rows));
  return {
    said,
    advance: clock.advance,
    rows: (done: number, total: number) => onRows({ stepId: 's', done, total }),
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

  it('has an end also where nothing moves, and where there are more rows than were expected', () => {
    const { said, rows, advance } = watched();
    rows(0, 50);
    advance(1_000);
    rows(0, 50);
    advance(1_000);
    rows(90, 50);
    expect(said).toEqual([
      { done: 0, total: 50, perSecond: 1, secondsLeft: 50 },
      { done: 90, total: 50, perSecond: 45, secondsLeft: 0 },
    ]);
  });
});
