/**
 * Owns that neither side pays for what the other left behind: the heap is collected before a run, and swept. Sweeping goes
 * on beside the program after a collection, and until it is done each new object waits for its piece of it: of a large heap
 * that made the first operations twice as slow, whoever's they were.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const SWEPT_MS = 100;

export async function collectGarbage(): Promise<void> {
  if (!globalThis.gc) return;
  globalThis.gc();
  await sleep(SWEPT_MS);
}
