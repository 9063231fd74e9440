/** Owns what people see of a step that counts: at most once a second how much, how fast, and for how long still. */
import { LIMITS } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChunkWatch } from '../ports/target-database.ts';
import type { RunProgress } from './run.ts';

/** As people read it. */
export function progressText({ unit, done, total, perSecond, secondsLeft }: RunProgress): string {
  const number = (n: number) => n.toLocaleString('en');
  return unit === 'percent'
    ? `${done} of ${total} percent, ${secondsLeft} s left`
    : `${number(done)} of about ${number(total)} ${unit}, ${number(perSecond)} a second, ${secondsLeft} s left`;
}

export type OnRows = (progress: RunProgress) => void;

/** Where the speed is measured from. */
interface Start {
  readonly done: number;
  readonly atMs: number;
}

export function rowProgress(clock: Clock, onRows: OnRows): ChunkWatch['onRows'] {
  const startedAt = clock.monotonicMs();
  let said = startedAt;
  let last = 0;
  let start: Start | null = null;
  return ({ stepId, unit = 'rows', done, total }) => {
    const now = clock.monotonicMs();
    // What an earlier attempt did says nothing about the speed of this one, nor does what the engine counted before it
    // began to count something else.
    if (start === null) start = { done, atMs: startedAt };
    else if (done < last) start = { done, atMs: now };
    last = done;
    if (now - said < LIMITS.watch_ms) return;
    said = now;
    const perSecond = Math.max(1, Math.round(((done - start.done) * 1000) / Math.max(1, now - start.atMs)));
    const secondsLeft = Math.ceil(Math.max(0, total - done) / perSecond);
    onRows({ stepId, unit, done, total, perSecond, secondsLeft, at: clock.now() });
  };
}
