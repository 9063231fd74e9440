// K2 through the gate: a real process kills itself with SIGKILL anywhere in a promote that uses an approval up.
import type { SeenStatement } from '@objectstack/metadata-authoring-testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { expectUsedOrUsable } from './support/approval-used.ts';
import { prepared } from './support/interrupt.ts';
import { expectSurvivesKill } from './support/kill-at.ts';
import { describePlaces } from './support/places.ts';
import { pick, writesOf } from './support/sample.ts';
import { approvedPromote } from './support/scenarios.ts';
import { buildChild, type Child } from './support/start-child.ts';

const seed = inject('seed');
const deep = inject('deep');
let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

/** Whatever was drawn: right before the swap, before its transaction is committed, and right after that. */
function aroundTheSwap(statements: readonly SeenStatement[]): readonly number[] {
  const swap = statements.findLastIndex(({ marks }) => marks.includes('pointer_moved'));
  const commit = statements.findIndex(({ marks }, at) => at > swap && marks.includes('control_commit'));
  expect(swap, 'the swap was seen').toBeGreaterThan(0);
  expect(commit, 'its commit was seen').toBeGreaterThan(swap);
  return [statements[swap], statements[commit], statements[commit + 1]].flatMap((one) =>
    one ? [one.n] : [],
  );
}

describePlaces('kill -9 of an approved promote (I-14, I-16, I-49)', (place) => {
  it(
    'leaves the approval unused and usable, or used and its version live: never both, never neither',
    async () => {
      const from = await prepared(approvedPromote, place.server());
      const writes = writesOf(from.statements);
      const share = place.engine === 'sqlite' ? 3 : 1;
      const drawn = pick(writes, deep ? writes.length : share, seed).map(({ n }) => n);
      const kills = new Set([...drawn, ...aroundTheSwap(from.statements)]);
      const used = { before: 0, after: 0 };
      for (const n of kills) {
        const ends: boolean[] = [];
        await expectSurvivesKill(from, child, n, (world) => {
          ends.push(expectUsedOrUsable(from, world));
        });
        used[ends[0] ? 'after' : 'before'] += 1;
        expect(ends.at(-1), 'in the end the version is live').toBe(true);
      }
      from.template.dispose();
      tally(`K2 kill -9, approved · ${place.engine}`, {
        'killed before the swap': used.before,
        'killed after it': used.after,
      });
    },
    // Three processes a kill, each with all of the service to load: on a busy machine that takes long.
    deep ? 3_600_000 : 900_000,
  );
});
