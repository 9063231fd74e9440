/** Owns the machine's clock as a Clock. */
import type { Clock } from '@objectstack/metadata-authoring';

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  monotonicMs: () => performance.now(),
};
