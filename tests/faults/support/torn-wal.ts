/**
 * Owns tearing the write-ahead logs of both databases, as a power loss may leave them: cut off or overwritten from some
 * byte on. What is left must be a state that was once there, whole; the two databases may be from different moments.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isAuthoringError, isTerminal } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { Prepared } from './interrupt.ts';
import { expectControlSound } from './invariants.ts';
import { random, writesOf } from './sample.ts';
import { copyOf, environment, newWorld, scope, startProcess, type World } from './world.ts';

export type TornEnd = 'resumed' | 'done again' | 'refused';

/** One tear, drawn from the number. @returns how it ended */
export async function expectSurvivesTear(from: Prepared, round: number): Promise<TornEnd> {
  const draw = random(round);
  const torn = await crashed(from, Math.floor(draw() * writesOf(from.statements).length));
  try {
    for (const file of ['control.db-wal', `${environment}.db-wal`])
      if (draw() < 0.7) tear(join(torn.folder, file), draw);
    for (const path of [torn.control(), torn.database(environment)]) expectWhole(path);
    expectControlSound(torn);
    return await goesOn(from, torn);
  } finally {
    torn.dispose();
  }
}

/** The files as they are while a process stands before its n-th write: both logs still hold what it wrote. */
async function crashed(from: Prepared, nth: number): Promise<World> {
  const world = await copyOf(from.template);
  const at = writesOf(from.statements)[nth]?.n ?? 1;
  const torn = newWorld();
  const first = await startProcess(world, {
    owner: 'first',
    plan: { at, mode: 'sleep' },
    end: () => {
      for (const file of readdirSync(world.folder))
        if (!file.endsWith('-shm')) copyFileSync(join(world.folder, file), join(torn.folder, file));
    },
  });
  await from.scenario.act(first);
  expect(first.statements.fired).not.toBeNull();
  await first.close();
  world.dispose();
  return torn;
}

function tear(path: string, draw: () => number): void {
  const size = existsSync(path) ? statSync(path).size : 0;
  if (size === 0) return;
  const from = Math.floor(draw() * size);
  if (draw() < 0.5) {
    truncateSync(path, from);
    return;
  }
  const file = openSync(path, 'r+');
  const garbage = Buffer.from(Array.from({ length: 64 }, () => Math.floor(draw() * 256)));
  for (let at = from; at < size; at += 1_024) writeSync(file, garbage, 0, Math.min(64, size - at), at);
  closeSync(file);
}

function expectWhole(path: string): void {
  const db = new Database(path);
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  } finally {
    db.close();
  }
}

/** Resumed, asked for again, or refused with a reason; never a defect, and never a version that does not serve. */
async function goesOn(from: Prepared, torn: World): Promise<TornEnd> {
  const next = await startProcess(torn, { owner: 'next', gone: ['first'] });
  try {
    const open = (await next.service.runs(scope)).filter(
      ({ id, state }) => !from.runsBefore.has(id) && !isTerminal(state) && state !== 'committed',
    );
    for (const run of open) {
      const end = await next.service.driveRun(scope, run.id).catch((error: unknown) => error);
      if (isAuthoringError(end)) return refused(end);
      if (end instanceof Error) throw end;
    }
    if (open.length > 0) return 'resumed';
    const end = await from.scenario.act(next).then(
      () => null,
      (error: unknown) => error,
    );
    if (end === null) return 'done again';
    if (!isAuthoringError(end)) throw end;
    return refused(end);
  } finally {
    await next.close();
    expectControlSound(torn);
  }
}

function refused(error: unknown): 'refused' {
  // A control plane that forgot a whole run asks for it again, and a table refuses what it has already: nothing happened.
  if (isAuthoringError(error) && error.code !== 'STATEMENT_FAILED')
    expect(error.kind, error.stack).not.toBe('bug');
  return 'refused';
}
