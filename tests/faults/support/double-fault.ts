/** Owns faults in pairs: one in a run, one in whatever takes it up, at every statement of that path or a share of it. */
import { expect } from 'vitest';
import { expectTwice, type Prepared, secondPath } from './interrupt.ts';
import { sampled, sampleShare, writesOf } from './sample.ts';

export interface DoubleFaults {
  /** Of the points of the first run that have a name. */
  readonly firsts: number;
  /** Of the statements of the second path. */
  readonly share: number;
  readonly seed: number;
}

/** @returns how many pairs were met */
export async function expectSurvivesTwice(
  from: Prepared,
  giveUp: boolean,
  { firsts, share, seed }: DoubleFaults,
): Promise<number> {
  const ddl = from.statements.find(({ marks }) => marks.includes('first_ddl'))?.n ?? 1;
  const points = sampled(writesOf(from.statements), 0, seed).filter(({ n }) => n >= ddl);
  const stride = Math.max(1, Math.floor(points.length / firsts));
  let pairs = 0;
  for (const { n } of points.filter((_, at) => at % stride === 0).slice(0, firsts)) {
    const first = { at: n, mode: 'before' } as const;
    const { seen, done } = await secondPath(from, first, giveUp);
    const path = writesOf(seen);
    // What is live already cannot be given up, and there is nothing to write then.
    if (!giveUp) expect(path.length, 'the second path writes').toBeGreaterThan(0);
    // One that the server refuses, so that another form of it follows, has no end to stop at.
    for (const second of path.length > 0 ? sampleShare(path, share, seed + n) : [])
      for (const mode of done.has(second.n) ? (['before', 'after'] as const) : (['before'] as const)) {
        try {
          await expectTwice(from, first, { at: second.n, mode }, giveUp);
          pairs += 1;
        } catch (error) {
          throw new Error(
            `SEED=${seed}: first fault before ${n}, second ${mode} ${second.n} (${second.sql.slice(0, 60)})`,
            {
              cause: error,
            },
          );
        }
      }
  }
  return pairs;
}
