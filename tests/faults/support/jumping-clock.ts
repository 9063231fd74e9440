/** Owns a clock that jumps: now and then an hour ahead, then an hour back. */
import type { Clock } from '@objectstack/metadata-authoring';
import { systemClock } from '@objectstack/metadata-authoring-sql';
import { random } from './sample.ts';

const HOUR_MS = 3_600_000;

export interface JumpingClock extends Clock {
  readonly jumps: () => number;
}

export function jumpingClock(seed: number): JumpingClock {
  const draw = random(seed);
  let [offMs, jumps] = [0, 0];
  return {
    ...systemClock,
    now() {
      if (draw() < 0.3) {
        offMs = draw() < 0.5 ? HOUR_MS : -HOUR_MS;
        jumps += 1;
      }
      return new Date(Date.parse(systemClock.now()) + offMs).toISOString();
    },
    jumps: () => jumps,
  };
}
