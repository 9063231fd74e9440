/**
 * Owns one sleeper: a real process is stopped (SIGSTOP) between two statements for longer than its lease lasts, another
 * one takes the environment over and ends the run, and the first one wakes up. It may write nothing any more.
 */
import { readFileSync } from 'node:fs';
import { isAuthoringError, LIMITS } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { controlDump, differences, environmentDump } from './dump.ts';
import type { Prepared } from './interrupt.ts';
import { until } from './sessions.ts';
import type { Child, Started } from './start-child.ts';
import { copyOf, environment, scope, startProcess, type World } from './world.ts';

export interface Sleep {
  /** As `from` was prepared. */
  readonly sessionLocks?: false;
  /** true: the lease runs out as leases do; otherwise the clock is moved on for it. */
  readonly wholeTtl: boolean;
}

/** Behind a pooler that gives every transaction another session, a lock of the session says nothing. */
export const LOCKS: readonly Pick<Sleep, 'sessionLocks'>[] = [{}, { sessionLocks: false }];

const ASLEEP_WITHIN_MS = 60_000;

export async function expectSleeperIsHarmless(
  from: Prepared,
  child: Child,
  at: number,
  { wholeTtl, ...locks }: Sleep,
): Promise<void> {
  const world = await copyOf(from.template);
  const { server } = world;
  const sleeper = child.start({
    folder: world.folder,
    ...(server && { server: { engine: server.engine, url: server.url } }),
    ...locks,
    plan: { at, mode: 'sleep', resting: true },
    task: { do: 'scenario', name: from.scenario.name },
  });
  try {
    await until('the sleep', async () => isStopped(sleeper.pid), ASLEEP_WITHIN_MS);
    if (wholeTtl) await new Promise((resolve) => setTimeout(resolve, LIMITS.lease_ttl_ms + 1_000));
    else expireLease(world);
    const next = await startProcess(world, { owner: 'next', ...locks });
    const open = (await next.service.runs(scope)).filter(
      ({ state }) => state !== 'finished' && state !== 'committed',
    );
    expect(open.length, 'the run of the sleeper').toBe(1);
    for (const { id } of open) await next.service.driveRun(scope, id);
    await next.close();
    const [control, target] = [controlDump(world), await environmentDump(world, environment)];
    expect(differences(target, from.clean.environment)).toEqual([]);
    process.kill(sleeper.pid, 'SIGCONT');
    const woken = await sleeper.output;
    if (woken && !woken.done)
      expect(['LEASE_LOST', 'ENVIRONMENT_LOCKED', 'DATABASE_UNAVAILABLE'], woken.message).toContain(
        woken.code,
      );
    expect(differences(controlDump(world), control)).toEqual([]);
    expect(differences(await environmentDump(world, environment), target)).toEqual([]);
  } catch (error) {
    await ended(sleeper);
    throw isAuthoringError(error) ? new Error(`${error.code}: ${error.message}`, { cause: error }) : error;
  } finally {
    world.dispose();
  }
}

/** It may have been quicker. */
async function ended({ pid, output }: Started): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (gone) {
    if (!(gone instanceof Error && 'code' in gone && gone.code === 'ESRCH')) throw gone;
  }
  await output;
}

function isStopped(pid: number): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

function expireLease(world: World): void {
  const db = new Database(world.control(), { timeout: 5_000 });
  try {
    const { changes } = db
      .prepare("UPDATE _authoring_lease SET expires_at = '2000-01-01T00:00:00.000Z'")
      .run();
    expect(changes).toBe(1);
  } finally {
    db.close();
  }
}

/** Statements of the books between the first change of tables and the swap: the environment's database is at rest there. */
export function restingPoints({ statements }: Prepared): readonly number[] {
  const ddl = statements.find(({ marks }) => marks.includes('first_ddl'))?.n ?? 1;
  return statements
    .filter(({ database, sql, n }) => database === 'control' && n > ddl && /^begin/i.test(sql))
    .map(({ n }) => n);
}
