/**
 * Owns one cancel of a run that another process drives, at an instant of one of its chunks: before it, while it waits for
 * a lock that somebody holds, between two of its batches, after it. What the run did is taken back: the database is as it
 * was, and the same change then goes through as if for the first time.
 */
import { AuthoringError, type Chunk, isAuthoringError } from '@objectstack/metadata-authoring';
import { systemClock } from '@objectstack/metadata-authoring-sql';
import { expect } from 'vitest';
import { type Dump, differences, environmentDump } from './dump.ts';
import { type Hook, hookedTargets } from './hooked-targets.ts';
import { look, type Prepared } from './interrupt.ts';
import { expectControlSound, serves } from './invariants.ts';
import { openRaw, type RawDatabase, raw } from './raw-database.ts';
import type { Scenario } from './scenarios.ts';
import { copyOf, environment, type Process, scope, startProcess, type World } from './world.ts';

export const CANCEL_INSTANTS = ['before', 'within', 'after'] as const;
export type CancelInstant = (typeof CANCEL_INSTANTS)[number] | 'between';

export interface Cancel {
  /** Of the chunks of the clean run, from 1. */
  readonly nth: number;
  readonly at: CancelInstant;
}

/** A second of a long statement is a moment of these. */
const BEAT_MS = 20;
const MANY_ROWS = 800;
const clock = { ...systemClock, every: (_ms: number, tick: () => void) => systemClock.every(BEAT_MS, tick) };

export async function dumpBefore(from: Prepared): Promise<Dump> {
  const world = await copyOf(from.template);
  try {
    return await environmentDump(world, environment);
  } finally {
    world.dispose();
  }
}

/** The steps that a chunk of the clean run has, by its number. */
export async function chunksOfClean(from: Prepared): Promise<readonly Chunk[]> {
  const world = await copyOf(from.template);
  const chunks: Chunk[] = [];
  const process = await startProcess(world, {
    wrap: (targets) =>
      hookedTargets(targets, async (instant, chunk) => {
        if (instant === 'before execute' && chunk) chunks.push(chunk);
      }),
  });
  await from.scenario.act(process);
  await process.close();
  world.dispose();
  return chunks;
}

export async function expectCancelled(from: Prepared, before: Dump, cancel: Cancel): Promise<void> {
  const { world, outcome, other } = await cancelled(from, cancel);
  try {
    expect(isAuthoringError(outcome) && outcome.code, String(outcome)).toBe('RUN_CANCELLED');
    const run = runOf(outcome);
    expect(outcome).toMatchObject({ suggestion: expect.stringContaining(`mda run show ${run}`) });
    await expectTakenBack(from, before, world, other, run);
  } finally {
    await other.close();
    world.dispose();
  }
}

/** The taking back is cut off too. Nobody else may start, and either way on leads to where it all began. */
export async function expectCutCancel(
  from: Prepared,
  before: Dump,
  cancel: Cancel,
  on: 'resume' | 'abandon',
): Promise<void> {
  const { world, outcome, other } = await cancelled(from, cancel, async (instant, chunk) => {
    if (instant === 'before execute' && chunk?.reverses)
      throw new AuthoringError('DATABASE_UNAVAILABLE', 'the database is gone', {});
  });
  try {
    const run = runOf(outcome);
    // What was only filled so far is left as it is: there was nothing to cut.
    if (isAuthoringError(outcome) && outcome.code === 'RUN_CANCELLED')
      return await expectTakenBack(from, before, world, other, run);
    expect(isAuthoringError(outcome) && outcome.code, String(outcome)).toBe('DATABASE_UNAVAILABLE');
    const ways = [`mda run resume ${run}`, `mda run abandon ${run}`].map((way) =>
      expect.stringContaining(way),
    );
    for (const suggestion of ways) expect(outcome).toMatchObject({ suggestion });
    await look(from, world);
    expect(await other.service.halfDoneRuns(scope)).toMatchObject([{ run, stopped: 'taking_back' }]);
    const refused = await from.scenario.act(other).catch((error: unknown) => error);
    for (const suggestion of ways) expect(refused).toMatchObject({ code: 'SCHEMA_AHEAD', suggestion });
    if (on === 'resume') await other.service.driveRun(scope, run);
    else await other.service.abandonRun(scope, run);
    await expectTakenBack(from, before, world, other, run);
  } finally {
    await other.close();
    world.dispose();
  }
}

interface Cancelled {
  readonly world: World;
  readonly outcome: unknown;
  /** Who cancelled it: a process of its own. */
  readonly other: Process;
}

async function cancelled(
  from: Prepared,
  { nth, at }: Cancel,
  also: Hook = async () => {},
): Promise<Cancelled> {
  const world = await copyOf(from.template);
  const other = await startProcess(world, { owner: 'second', gone: ['first'] });
  const holder = await openRaw(world.urlOf(environment));
  const canceller = await startProcess(world, { owner: 'canceller' });
  let heard = () => {};
  const isHeard = new Promise<void>((resolve) => (heard = resolve));
  const cancel = async () => {
    const [run] = await canceller.service.runs(scope);
    await canceller.service.cancelRun(scope, run?.id as string);
  };
  let [chunks, batches] = [0, 0];
  const hook: Hook = async (instant, chunk) => {
    if (instant === 'interrupted') {
      heard();
      await release(holder);
    }
    if (instant === 'before execute') chunks += 1;
    if (instant === 'before execute' && chunks === nth) {
      if (at === 'within') await hold(holder);
      if (at === 'before' || at === 'within') await cancel();
    }
    if (instant === 'before batch' && chunks === nth && at === 'between' && ++batches === 2) {
      await cancel();
      await isHeard;
    }
    if (instant === 'after execute' && chunks === nth) {
      if (at === 'after') await cancel();
      await release(holder);
    }
    await also(instant, chunk);
  };
  const first = await startProcess(world, {
    owner: 'first',
    clock,
    lockTimeoutMs: holder.engine === 'sqlite' ? 4 * BEAT_MS : 1_000,
    lockRetryMs: 10_000,
    wrap: (targets) => hookedTargets(targets, hook),
  });
  const outcome = await from.scenario.act(first).then(
    () => null,
    (error: unknown) => error,
  );
  await release(holder);
  await holder.close();
  await canceller.close();
  await first.close();
  return { world, outcome, other };
}

function runOf(outcome: unknown): string {
  return isAuthoringError(outcome) ? String(outcome.details.run) : '';
}

/** Cancelled, given up and taken up again, it stays so; the version before works, and the change goes through. */
async function expectTakenBack(
  from: Prepared,
  before: Dump,
  world: World,
  { service, ...process }: Process,
  run: string,
): Promise<void> {
  expect((await service.run(scope, run)).run.state).toBe('abandoned');
  expect(await service.halfDoneRuns(scope)).toEqual([]);
  expect(await service.drift(scope, environment)).toEqual([]);
  expect(differences(await environmentDump(world, environment), before)).toEqual([]);
  expect(await serves(world, from.scenario.before)).toBe(true);
  for (const again of [service.driveRun, service.abandonRun, service.cancelRun])
    expect((await again.call(service, scope, run)).state).toBe('abandoned');
  expectControlSound(world);
  await from.scenario.act({ service, ...process });
  expect(differences(await environmentDump(world, environment), from.clean.environment)).toEqual([]);
  expectControlSound(world);
}

/** In the way of whatever writes the tables, or changes them. */
async function hold({ engine, query }: RawDatabase): Promise<void> {
  await query(engine === 'sqlite' ? 'BEGIN IMMEDIATE' : 'BEGIN');
  if (engine === 'postgres') await query('LOCK TABLE shop_customer, shop_order IN ACCESS EXCLUSIVE MODE');
  if (engine === 'mysql')
    for (const table of ['shop_customer', 'shop_order']) await query(`SELECT * FROM ${table} FOR UPDATE`);
}

async function release({ query }: RawDatabase): Promise<void> {
  // Nothing is held at most instants.
  await query('ROLLBACK').catch(() => undefined);
}

/** More rows than a first batch has; the small app's own rows are not counted then. */
export function withManyRows(scenario: Scenario): Scenario {
  const rows = Array.from({ length: MANY_ROWS }, (_, n) => `('m${n}', 'Many ${n}', ${n})`);
  return {
    ...scenario,
    before: {},
    async prepare(process, world) {
      await scenario.prepare(process, world);
      await raw(world.urlOf(environment), ({ query }) =>
        query(`INSERT INTO shop_customer (id, name, score) VALUES ${rows.join(', ')}`),
      );
    },
  };
}
