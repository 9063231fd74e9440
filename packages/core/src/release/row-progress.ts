/** Owns what people see of a step that counts: at most once a second how much, how fast, and for how long still. */
import { counted } from '../counted.ts';
import { LIMITS } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChunkWatch } from '../ports/target-database.ts';
import type { RunProgress } from './run.ts';

/** As people read it. */
export function progressText({ unit, done, total, perSecond, secondsLeft }: RunProgress): string {
  const number = (n: number) => n.toLocaleString('en');
  if (unit === 'sessions') return `waits for ${counted(total, 'transaction')} that began before it`;
  const isPercent = unit === 'percent';
  const soFar = isPercent
    ? `${done} of ${total} percent`
    : `${number(done)} of about ${number(total)} ${unit}`;
  if (perSecond === 0) return soFar;
  const speed = isPercent ? '' : `, ${number(perSecond)} a second`;
  return `${soFar}${speed}, ${secondsLeft} s left`;
}

export type OnRows = (progress: RunProgress) => void;

/** Where the speed is measured from. */
interface Start {
  readonly done: number;
  readonly atMs: number;
}

export function rowProgress(clock: Clock, onRows: OnRows): ChunkWatch['onRows'] {
  let since = clock.monotonicMs();
  let said = since;
  let last = 0;
  let start: Start | null = null;
  return ({ stepId, unit = 'rows', done, total }) => {
    const now = clock.monotonicMs();
    const isWaiting = unit === 'sessions';
    // What an earlier attempt did says nothing about the speed of this one, nor does what the engine counted before it
    // began to count something else, nor how long it waited.
    if (isWaiting) [start, since] = [null, now];
    else if (start === null) start = { done, atMs: since };
    else if (done < last) start = { done, atMs: now };
    last = done;
    if (now - said < LIMITS.watch_ms) return;
    said = now;
    onRows({ stepId, unit, done, total, ...speedOf(start, { done, total, now }), at: clock.now() });
  };
}

function speedOf(
  start: Start | null,
  { done, total, now }: { readonly done: number; readonly total: number; readonly now: number },
): Pick<RunProgress, 'perSecond' | 'secondsLeft'> {
  if (start === null || done <= start.done) return { perSecond: 0, secondsLeft: 0 };
  const perSecond = Math.max(1, Math.round(((done - start.done) * 1000) / Math.max(1, now - start.atMs)));
  return { perSecond, secondsLeft: Math.ceil(Math.max(0, total - done) / perSecond) };
}
