// K2 and K7 where databases are made and dropped: real kills of the process that does it, and a disk that is really full.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type EnvironmentRow, isAuthoringError } from '@objectstack/metadata-authoring';
import { madeFor, type ProvisionSubject } from '@objectstack/metadata-authoring-testkit';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import {
  mysqlProvisionSubject,
  postgresProvisionSubject,
  sqliteProvisionSubject,
} from '../../packages/sql/tests/support/provision-subjects.ts';
import { environmentAt } from '../../packages/sql/tests/support/target-subjects.ts';
import { describeServers } from '../support/servers.ts';
import { tally } from '../support/tally.ts';
import type { Copied, ProvisionOutcome, ProvisionTask } from './support/provision-child.ts';
import { pick } from './support/sample.ts';
import { bundled } from './support/start-child.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const deep = inject('deep');
const seed = inject('seed');
/** Some thousand rows: long enough for a kill to come in between. */
const MORE = Array.from(
  { length: deep ? 13 : 12 },
  (_, at) =>
    `INSERT INTO thing (id, v) SELECT concat(id, '${at.toString(36)}'), concat(id, '-${at}') FROM thing`,
);
/** Of the time that it takes when nobody stops it. */
const INSTANTS = deep ? Array.from({ length: 8 }, (_, at) => at / 8) : [0.05, 0.6];
const DATA: readonly Copied[] = ['full', 'none', { sample: 500 }];

let child: Awaited<ReturnType<typeof bundled>>;
beforeAll(async () => {
  child = await bundled('provision-child');
});
afterAll(() => child.dispose());

/** @param killAfterMs from its beginning on @returns null when it was killed */
function run(
  task: ProvisionTask,
  killAfterMs?: number,
  command: readonly string[] = [],
): Promise<ProvisionOutcome | null> {
  const [program = process.execPath, ...before] = command;
  const own = [child.file, JSON.stringify(task)];
  const args = command.length === 0 ? own : [...before, process.execPath, ...own];
  const started = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let [out, err] = ['', ''];
    started.stdout.on('data', (chunk: Buffer) => {
      const isFirst = out === '';
      out += chunk.toString();
      if (isFirst && killAfterMs !== undefined) setTimeout(() => started.kill('SIGKILL'), killAfterMs);
    });
    started.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    started.on('error', reject);
    started.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(null);
      else if (code === 0) resolve(JSON.parse(out.split('\n')[1] ?? '') as ProvisionOutcome);
      else reject(new Error(`the child ended with ${code}: ${err}`));
    });
  });
}

/** A server may still be at work for a client that is dead. */
async function dropped({ provision }: ProvisionSubject, made: EnvironmentRow): Promise<void> {
  for (;;) {
    try {
      return await provision.drop(made);
    } catch (error) {
      if (!isAuthoringError(error) || error.code !== 'LOCK_TIMEOUT') throw error;
      await pause(50);
    }
  }
}

function suite(open: () => Promise<ProvisionSubject>): void {
  let subject: ProvisionSubject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject?.dispose());

  it('leaves nothing of a database whose maker was killed, once it is dropped', async () => {
    const { source } = subject;
    const before = await subject.rows(source.databaseUrl);
    let kills = 0;
    for (const [no, data] of pick(DATA, deep ? DATA.length : 1, seed).entries()) {
      const whole = madeFor(subject, `whole${no}`);
      const outcome = await run({ do: 'make', source, made: whole, data });
      if (!outcome?.done) throw new Error(`it was not made: ${JSON.stringify(outcome)}`);
      await dropped(subject, whole);
      for (const [at, instant] of INSTANTS.entries()) {
        const made = madeFor(subject, `k${no}-${at}`);
        if ((await run({ do: 'make', source, made, data }, outcome.ms * instant)) === null) kills += 1;
        await dropped(subject, made);
        expect(await subject.left()).toEqual([]);
      }
    }
    // Everyday a fast machine may be done before the signal arrives.
    if (deep) expect(kills).toBeGreaterThan(INSTANTS.length);
    expect(await subject.rows(source.databaseUrl)).toEqual(before);
    tally(`K2 kill -9 of a provision · ${source.engine}`, { kills });
  });

  it('is dropped by the next one when who dropped it was killed', async () => {
    const { source, provision } = subject;
    for (const [at, killAfterMs] of (deep ? [0, 2, 5, 10, 20, 40] : [3]).entries()) {
      const made = madeFor(subject, `d${at}`);
      await provision.make(source, made, 'full');
      await run({ do: 'drop', made }, killAfterMs);
      await dropped(subject, made);
      expect(await subject.left()).toEqual([]);
    }
  });
}

describe('kill -9 of who makes and drops a database · sqlite', () =>
  suite(() => sqliteProvisionSubject(MORE)));
describeServers('kill -9 of who makes and drops a database', (server) =>
  suite(() =>
    server.engine === 'mysql' ? mysqlProvisionSubject(server, MORE) : postgresProvisionSubject(server, MORE),
  ),
);

describe('a disk that is full while a copy is made (I-20)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mda-full-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  /** A small disk that only this process sees, where the machine lets anybody have one. */
  const small = ['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o size=4m none ${folder} && exec "$0" "$@"`];

  it.each<Copied>(['full', { sample: 3_300 }])(
    'says so and what to do, and leaves the source alone: %j',
    async (data) => {
      const source = environmentAt('sqlite', `sqlite:${join(folder, 'env.db')}`);
      const made = { ...source, id: 'copy', databaseUrl: `sqlite:${join(folder, 'copy.db')}` };
      const task = {
        do: 'make',
        source,
        made,
        data,
        fill: 3_300_000,
      } as const;
      const outcome = await run(task, undefined, small).catch((error: Error) => error);
      if (outcome instanceof Error) {
        expect(outcome.message).toMatch(/unshare|mount|permitted/);
        return;
      }
      expect(outcome).toEqual({
        done: false,
        code: 'DISK_FULL',
        suggestion: expect.stringContaining('free space'),
        left: ['env.db'],
      });
    },
  );
});
