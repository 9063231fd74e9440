/**
 * Owns one zombie: the client of a statement on a big table is killed while the server works on it, and goes on working.
 * A second publisher starts at once; it is told to wait, then finds what was done, and ends as if nothing had happened.
 */
import { isAuthoringError, isTerminal } from '@objectstack/metadata-authoring';
import { expect } from 'vitest';
import { ownerIsGone, ownerOf, processFacts } from '../../../packages/cli/src/workspace/process-owner.ts';
import { differences, environmentDump } from './dump.ts';
import { expectControlSound, pointerOf } from './invariants.ts';
import { raw } from './raw-database.ts';
import type { Scenario } from './scenarios.ts';
import type { ServerDatabase } from './server-database.ts';
import { isRunning, until } from './sessions.ts';
import type { Child } from './start-child.ts';
import { copyOf, environment, newWorld, scope, startProcess, type World } from './world.ts';

/** Rows of each table, so that a statement over all of them lasts for longer than it takes to see it and to kill. */
const ROWS = 120_000;
const WAIT_MS = 120_000;
/** What works on the tables of the app, and not on the books about it. */
const WORK = /^\s*(alter|create|update|with)\b(?!.*_authoring_env)/is;

export interface Zombie {
  /** The statement was still running when its client was gone. */
  readonly outlived: boolean;
  /** How often the second publisher was told to wait. */
  readonly waits: number;
}

export async function expectSurvivesZombie(
  scenario: Scenario,
  server: ServerDatabase,
  child: Child,
  statement: RegExp = WORK,
): Promise<Zombie> {
  const template = newWorld(server);
  await server.empty();
  const builder = await startProcess(template, { owner: 'builder' });
  await scenario.prepare(builder, template);
  await builder.close();
  await grow(template);
  await server.save();
  const before = pointerOf(template);
  const cleanWorld = await copyOf(template);
  const clean = await startProcess(cleanWorld);
  await scenario.act(clean);
  await clean.close();
  const wanted = await environmentDump(cleanWorld, environment, 'schema');
  const values = await counted(cleanWorld);
  cleanWorld.dispose();

  const world = await copyOf(template);
  const folder = { folder: world.folder, server: { engine: server.engine, url: server.url } };
  const zombie = { outlived: false, waits: 0 };
  try {
    await raw(server.adminUrl, async (admin) => {
      const running = () => isRunning(admin, server, statement);
      const publisher = child.start({ ...folder, task: { do: 'scenario', name: scenario.name } });
      await until('the statement', running, WAIT_MS);
      process.kill(publisher.pid, 'SIGKILL');
      expect(await publisher.output).toBeNull();
      zombie.outlived = await running();
    });
    const next = await startProcess(world, { owner: ownerOf(processFacts()), ownerIsGone });
    const open = async () =>
      (await next.service.runs(scope)).filter(({ state }) => !isTerminal(state) && state !== 'committed');
    expect((await open()).length).toBe(1);
    await until(
      'the end of the statement',
      async () => {
        for (const run of await open()) {
          const end = await next.service.driveRun(scope, run.id).catch((error: unknown) => error);
          if (isAuthoringError(end)) {
            expect(['ENVIRONMENT_LOCKED', 'LOCK_TIMEOUT'], end.stack).toContain(end.code);
            zombie.waits += 1;
          }
        }
        return (await open()).length === 0;
      },
      WAIT_MS,
    );
    await next.close();
    expectControlSound(world);
    expect(pointerOf(world)).not.toBe(before);
    expect(differences(await environmentDump(world, environment, 'schema'), wanted)).toEqual([]);
    expect(await counted(world)).toEqual(values);
    return zombie;
  } finally {
    world.dispose();
    template.dispose();
  }
}

async function grow(world: World): Promise<void> {
  await raw(world.urlOf(environment), async ({ engine, query }) => {
    const last = 999 + ROWS;
    const [from, n, text] =
      engine === 'postgres'
        ? [`generate_series(1000, ${last}) AS s(n)`, 'n', (sql: string) => `(${sql})::text`]
        : [`seq_1000_to_${last}`, 'seq', (sql: string) => `cast(${sql} AS char)`];
    const id = (kind: string) => `concat('${kind}', ${text(n)})`;
    await query(
      `INSERT INTO shop_customer (id, name, phone, fax, score, code) SELECT ${id('c')}, ${id('Name ')}, ${text(n)}, ${text(n)}, ${n}, ${text(n)} FROM ${from}`,
    );
    await query(
      `INSERT INTO shop_order (id, title, customer, total, state) SELECT ${id('o')}, ${id('Order ')}, ${id('c')}, ${n} % 1000, 'open' FROM ${from}`,
    );
    await query(`ANALYZE ${engine === 'postgres' ? '' : 'TABLE '}shop_customer, shop_order`);
  });
}

/** Every row and the sum of a column that no scenario touches. */
function counted(world: World): Promise<unknown> {
  return raw(world.urlOf(environment), ({ query }) =>
    query('SELECT count(*) AS customers, sum(char_length(name)) AS characters FROM shop_customer'),
  );
}
