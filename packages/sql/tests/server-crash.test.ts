/**
 * Owns the proof that a run on a server survives dying at any statement, also where a statement of DDL commits by itself:
 * before it is sent or after the server did it, for every kind of step. Then it is resumed, or its chunk in flight is
 * settled as giving the run up does; both end exactly where a clean run stands after so many chunks.
 */
import { applySteps } from '@objectstack/metadata-authoring';
import { plain } from '@objectstack/metadata-authoring-testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { describeAnyPostgres } from '../../../tests/support/postgres.ts';
import type { SqlTargetDatabase } from '../src/environment/sql-target-database.ts';
import type { StatementObserver } from '../src/statement-observer.ts';
import {
  type CrashSubject,
  Mortal,
  mysqlCrashSubject,
  openCrashed,
  postgresCrashSubject,
  resetTo,
  work,
} from './support/crash-bench.ts';
import {
  HISTORIES,
  historiesOf,
  RENAMED,
  rows,
  STATED,
  start,
  TAKING,
  thing,
  VIEWED,
} from './support/crash-histories.ts';

const COUNTERS = `CREATE TABLE _objectstack_sequences (key_hash varchar(64) PRIMARY KEY, object varchar(255),
  tenant_id varchar(255), field varchar(255), scope varchar(255), last_value int);
  INSERT INTO _objectstack_sequences VALUES ('k', 'thing', '__global__', 'number', '', 7)`;

describeMysql('crash', (server) => crashes(() => mysqlCrashSubject(server)));
describeAnyPostgres('crash', (server) => crashes(() => postgresCrashSubject(server)));

function crashes(make: () => Promise<CrashSubject>): void {
  let subject: CrashSubject;
  beforeAll(async () => {
    subject = await make();
  });
  afterAll(() => subject.dispose());

  async function reset(): Promise<void> {
    await resetTo(subject, thing, rows);
    await subject.query(COUNTERS);
  }
  const open = (observer?: StatementObserver) => openCrashed(subject, observer);

  /** Every table with its schema, its held columns and its rows, and how far the mark counts. */
  async function picture(database: SqlTargetDatabase<never>): Promise<unknown> {
    const schema = new Map(await database.introspect());
    schema.delete('_authoring_env');
    const tables: Record<string, unknown> = {};
    for (const [name, { columns }] of schema) {
      const found = await subject.query(`SELECT * FROM ${subject.quote(name)} ORDER BY 1`);
      const values = found.map(({ created_at, updated_at, ...row }) => row);
      tables[name] = { held: [...columns].filter(([column]) => column.startsWith('_')), values };
    }
    // What an earlier version sees is there, or it is not.
    const views: Record<string, unknown> = {};
    for (const name of ['thing', 'case'].filter((candidate) => !schema.has(candidate)))
      views[name] = await subject
        .query(`SELECT id, size FROM ${subject.quote(name)} ORDER BY 1`)
        .catch(() => 'not there');
    return { schema: plain(schema), tables, views, triggers: await subject.triggers() };
  }

  async function seen(): Promise<unknown> {
    const reader = await open();
    const found = await picture(reader);
    await reader.close();
    return found;
  }

  it.each([
    ...Object.keys(HISTORIES),
    ...TAKING,
    ...VIEWED.slice(0, inject('deep') ? 2 : 1),
    ...RENAMED.slice(0, inject('deep') ? 2 : 1),
    STATED,
  ])(
    '%s',
    async (name) => {
      const steps = historiesOf(subject.environment.engine)[name] ?? [];
      await reset();
      const watching = new Mortal(Number.POSITIVE_INFINITY, 'before');
      const clean = await open(watching);
      const chunks = clean.chunks('expand', steps, 0);
      const snapshots = [await seen()];
      await work(clean, chunks, start, 2, async () => void snapshots.push(await seen()));
      await clean.close();
      const statements = watching.seen;
      expect(statements.length).toBeGreaterThan(chunks.length * 6);

      // Every day a handful of deaths a history, other ones with every seed.
      const stride = inject('deep') ? 1 : Math.max(17, Math.ceil(statements.length / 4));
      for (let at = 1 + (inject('seed') % stride); at <= statements.length; at += stride)
        for (const mode of ['before', 'after'] as const)
          for (const end of ['resume', 'settle'] as const) {
            const told = `${mode} ${at} of ${statements.length}, ${end}: ${statements[at - 1]?.slice(0, 120)}`;
            await reset();
            let doomed: SqlTargetDatabase<never> | undefined;
            const mortal = new Mortal(at, mode);
            const run = async () => {
              doomed = await open(mortal);
              await work(doomed, chunks, start, 2);
            };
            // Nobody is told that the lock could not be given back: the connection that held it is gone.
            await run().catch(() => undefined);
            expect(mortal.dead, told).toBe(true);
            await doomed?.close();
            const survivor = await open();
            try {
              if (end === 'resume') {
                await work(survivor, chunks, start, 3);
                await work(survivor, chunks, start, 4);
                expect(await picture(survivor), told).toEqual(snapshots.at(-1));
              } else {
                await survivor.enter('env-1', 'run-1', 3, 'plan');
                const done = (await survivor.mark())?.chunksDone ?? 0;
                const unknown = chunks[done];
                const before = applySteps(
                  start,
                  chunks.slice(0, done).flatMap((chunk) => chunk.steps),
                );
                const took = unknown ? await survivor.settle(unknown, before, 3) : false;
                // Rows that were filled stay filled, and the chunk goes on from there.
                const kept = unknown?.batched ? done : done + Number(took);
                expect((await survivor.mark())?.chunksDone, told).toBe(kept);
                expect(await picture(survivor), told).toEqual(snapshots[done + Number(took)]);
                if (unknown) expect(await survivor.settle(unknown, before, 3), told).toBe(took);
                await survivor.leave();
              }
            } finally {
              await survivor.close();
            }
          }
    },
    600_000,
  );
}
