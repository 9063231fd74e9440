/** Owns G10: a reader's transaction holds the table for 3 s while a change wants its lock; writers queue behind neither. */
import { changeNamed } from './changes.ts';
import type { GoalLine } from './goal-line.ts';
import { type MeasureInput, measureVariant } from './measure-variant.ts';

const HELD_MS = 3_000;
const TARGET = 1.2;
/** It wants the table's lock with its first statement. */
const CHANGE = 'hold';

export async function measureLockQueue(input: Omit<MeasureInput, 'change' | 'variant'>): Promise<GoalLine> {
  const measure = await measureVariant({
    ...input,
    change: changeNamed(CHANGE),
    variant: 'ours',
    heldForMs: HELD_MS,
  });
  const { engine } = input;
  const outcome = measure.failure === undefined ? `done after ${measure.totalMs.toFixed(0)} ms` : 'not done';
  return {
    goal: 'G10',
    engine: engine.engine,
    what: `behind a reader of 3 s: longest writer stall ${measure.writer.during.longestMs.toFixed(0)} ms, against a lock timeout of ${engine.lockTimeoutMs} ms (${outcome})`,
    measured: measure.writer.during.longestMs / engine.lockTimeoutMs,
    target: TARGET,
    unit: '×',
  };
}
