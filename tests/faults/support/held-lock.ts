/**
 * Owns one lock that somebody else holds while a chunk runs, and what a third session feels meanwhile: of a long read,
 * which stands in the way of a change of the table, or of all of it.
 */
import { isAuthoringError } from '@objectstack/metadata-authoring';
import { expect } from 'vitest';
import { app } from './app.ts';
import { type Dump, differences, environmentDump } from './dump.ts';
import { expectEnds } from './every-fault.ts';
import { hookedTargets, onceAt } from './hooked-targets.ts';
import { look, type Prepared } from './interrupt.ts';
import { openRaw, type RawDatabase } from './raw-database.ts';
import { copyOf, environment, startProcess } from './world.ts';

export type Holder = 'reader' | 'owner';

/** What an attempt waits; MySQL counts in whole seconds. */
const LOCK_TIMEOUT_MS = 300;
const ENGINE_TIMEOUT_MS = { sqlite: LOCK_TIMEOUT_MS, postgres: LOCK_TIMEOUT_MS, mysql: 1_000 } as const;
/** Of a machine that does other things as well. */
const MARGIN_MS = 1_500;

export interface Held {
  readonly timedOut: boolean;
  /** The longest that the third session waited for one read. */
  readonly waitedMs: number;
}

/** How many chunks its clean run has. */
export async function chunksOf(from: Prepared): Promise<number> {
  const world = await copyOf(from.template);
  let chunks = 0;
  const process = await startProcess(world, {
    wrap: (targets) =>
      hookedTargets(targets, async (instant) => {
        if (instant === 'before execute') chunks += 1;
      }),
  });
  await from.scenario.act(process);
  await process.close();
  world.dispose();
  return chunks;
}

/** Before the n-th chunk another session takes its lock, and keeps it until the run gave up. */
export async function expectSurvivesLock(from: Prepared, nth: number, kind: Holder): Promise<Held> {
  const world = await copyOf(from.template);
  const url = world.urlOf(environment);
  const [holder, third] = [await openRaw(url), await openRaw(url)];
  let before: Dump | null = null;
  let reading: Reading | null = null;
  const first = await startProcess(world, {
    owner: 'first',
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    lockRetryMs: LOCK_TIMEOUT_MS * 3,
    buildWaitMs: LOCK_TIMEOUT_MS * 2,
    wrap: (targets) =>
      hookedTargets(
        targets,
        onceAt('before execute', nth, async () => {
          before = await environmentDump(world, environment);
          await hold(holder, kind);
          if (kind === 'reader') reading = keepReading(third);
        }),
      ),
  });
  const outcome = await from.scenario.act(first).then(
    () => null,
    (error: unknown) => error,
  );
  const waitedMs = await ((reading as Reading | null)?.stop() ?? 0);
  await holder.close();
  await third.close();
  await first.close();
  try {
    if (before === null) throw new Error('the chunk was not met');
    expect(waitedMs).toBeLessThan(ENGINE_TIMEOUT_MS[holder.engine] + MARGIN_MS);
    if (outcome !== null)
      expect(isAuthoringError(outcome) && outcome.code, String(outcome)).toBe('LOCK_TIMEOUT');
    // Where each statement commits by itself, those before the one that waited stay, and the run goes on after them: a table
    // that is new is nobody's to lock.
    const isNew = (difference: string) => !TABLES.some((table) => difference.includes(` ${table}`));
    const stays = holder.engine === 'mysql' ? isNew : () => false;
    if (outcome !== null && kind === 'owner')
      expect(
        differences(await environmentDump(world, environment), before).filter((one) => !stays(one)),
      ).toEqual([]);
    await look(from, world);
    await expectEnds(from, world, nth % 2 === 1);
    return { timedOut: outcome !== null, waitedMs };
  } finally {
    world.dispose();
  }
}

const TABLES = Object.keys(app);

async function hold({ engine, query }: RawDatabase, kind: Holder): Promise<void> {
  if (kind === 'owner' && engine === 'mysql') {
    await query(`LOCK TABLES ${TABLES.map((table) => `${table} WRITE`).join(', ')}`);
    return;
  }
  await query(kind === 'owner' && engine === 'sqlite' ? 'BEGIN IMMEDIATE' : 'BEGIN');
  if (kind === 'owner' && engine === 'postgres')
    await query(`LOCK TABLE ${TABLES.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  if (kind === 'reader') for (const table of TABLES) await query(`SELECT count(*) FROM ${table}`);
}

interface Reading {
  /** @returns the longest wait */
  stop(): Promise<number>;
}

function keepReading({ query }: RawDatabase): Reading {
  let [stopped, longestMs] = [false, 0];
  const loop = (async () => {
    while (!stopped) {
      for (const table of TABLES) {
        const startedAt = performance.now();
        await query(`SELECT count(*) FROM ${table}`);
        longestMs = Math.max(longestMs, performance.now() - startedAt);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
      return longestMs;
    },
  };
}
