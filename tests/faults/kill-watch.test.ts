/**
 * K2 of batches that watch for rows on SQLite: a real process is killed with SIGKILL in the middle of them. Another one goes
 * on to where the clean history led, or gives up and leaves nothing of the indexes.
 */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { ownerIsGone } from '../../packages/cli/src/workspace/process-owner.ts';
import { tally } from '../support/tally.ts';
import { type Dump, differences, environmentDump } from './support/dump.ts';
import { type Prepared, prepared } from './support/interrupt.ts';
import { expectSurvivesKill } from './support/kill-at.ts';
import { raw } from './support/raw-database.ts';
import { watchedRows } from './support/scenarios.ts';
import { buildChild, type Child } from './support/start-child.ts';
import { copyOf, environment, scope, startProcess, type World } from './support/world.ts';

let child: Child;
let from: Prepared;
beforeAll(async () => {
  [child, from] = [await buildChild(), await prepared(watchedRows)];
}, 120_000);
afterAll(() => {
  child.dispose();
  from.template.dispose();
});

/** The statement of a batch that takes rows in. */
const TAKES_IN = /^\s*INSERT INTO \S+ \(_rowid_,/i;

const batches = () => from.statements.filter(({ sql }) => TAKES_IN.test(sql));

/** Indexes that rows are watched by, and whether each is whole. */
async function watching(world: World): Promise<readonly { readonly whole: boolean }[]> {
  return raw(world.urlOf(environment), async ({ query }) =>
    (
      await query(
        "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name LIKE '\\_authoring\\_proof%' ESCAPE '\\'",
      )
    ).map(({ sql }) => ({ whole: !String(sql).includes('_rowid_') })),
  );
}

/** In the middle of the first index, between both, and of the second one: before a batch takes rows in, and before its end. */
function points(): readonly number[] {
  const [, second, ...rest] = batches();
  const [middle, last] = [rest[Math.floor(rest.length / 2)], rest.at(-1)];
  if (!second || !middle || !last) throw new Error('the indexes did not grow in batches');
  return inject('deep') ? [second.n, second.n + 1, middle.n, last.n] : [second.n + 1, last.n];
}

/** But for how far which run came. */
async function picture(world: World): Promise<Dump> {
  const { schema, rows } = await environmentDump(world, environment);
  return { schema, rows: { ...rows, _authoring_env: [] } };
}

async function killedAt(n: number): Promise<World> {
  const world = await copyOf(from.template);
  const task = { do: 'scenario', name: watchedRows.name } as const;
  expect(await child.run({ folder: world.folder, plan: { at: n, mode: 'before' }, task })).toBeNull();
  return world;
}

it('is resumed, and ends as if nobody had been killed', async () => {
  const at = points();
  for (const n of at) await expectSurvivesKill(from, child, n);
  tally('K2 kill -9 · batches that watch for rows', { kills: at.length });
}, 240_000);

it('is given up, and leaves the version before without an index', async () => {
  const at = points();
  const before = await picture(from.template);
  let unfinished = 0;
  for (const n of at) {
    const world = await killedAt(n);
    try {
      const left = await watching(world);
      if (left.some(({ whole }) => !whole)) unfinished += 1;
      const next = await startProcess(world, { owner: 'next', ownerIsGone });
      const [run] = await next.service.runs(scope);
      if (!run) throw new Error('no run was recorded');
      expect((await next.service.abandonRun(scope, run.id)).state).toBe('abandoned');
      await next.close();
      expect(await watching(world)).toEqual([]);
      expect(differences(await picture(world), before)).toEqual([]);
    } finally {
      world.dispose();
    }
  }
  expect(unfinished, 'kills that left an index half grown').toBeGreaterThan(0);
}, 240_000);
