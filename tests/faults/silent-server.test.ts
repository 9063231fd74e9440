// A server that says nothing any more, on a socket that stays open: whoever waits for it is told so in bounded time.
import type { Chunk, EnvironmentRow, TargetDatabase } from '@objectstack/metadata-authoring';
import {
  openControlPlane,
  openTargetDatabases,
  systemClock,
  uuidv7Ids,
} from '@objectstack/metadata-authoring-sql';
import { column, step, table, text } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describePostgres, freshPostgresDatabase } from '../support/postgres.ts';
import { describeServerPlaces } from './support/places.ts';
import { raw } from './support/raw-database.ts';
import { type TcpProxy, tcpProxy } from './support/tcp-proxy.ts';

const SILENCE_MS = 600;
/** Of that, of what one attempt to connect adds, and of a machine that is busy. */
const BOUND_MS = 10_000;
const thing = table('thing', [column('v', text)]);
const before = new Map([['thing', thing]]);
const UNAVAILABLE = { code: 'DATABASE_UNAVAILABLE' };

const opened = async (url: string, engine: 'postgres' | 'mysql', lockTimeoutMs = 500) =>
  openTargetDatabases({ silenceMs: SILENCE_MS, lockTimeoutMs, lockRetryMs: 0 }).open({
    id: 'env-1',
    name: 'env',
    type: 'staging',
    engine,
    databaseUrl: url,
    schemaMode: 'managed',
    position: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
  } satisfies EnvironmentRow);

const chunkOf = (database: TargetDatabase, no: number): Chunk => {
  const steps = [
    { ...step('create_table', 'thing'), spec: thing },
    { ...step('add_column', 'thing'), column: column('extra', text) },
  ] as const;
  return database.chunks('expand', [steps[no] as (typeof steps)[0]], no)[0] as Chunk;
};

async function tookMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await expect(work()).rejects.toMatchObject(UNAVAILABLE);
  return performance.now() - startedAt;
}

describeServerPlaces('a server that says nothing any more (I-19, I-24)', (place) => {
  let proxy: TcpProxy;
  let database: TargetDatabase;
  beforeEach(async () => {
    await place.server().empty();
    proxy = await tcpProxy(place.server().url);
    database = await opened(proxy.url, place.engine, 2_000);
    await database.enter('env-1', 'run-1', 1, 'a'.repeat(64));
    await database.execute(chunkOf(database, 0), new Map(), 1);
  });
  afterEach(async () => {
    await database.close();
    await proxy.close();
  });

  it('ends a call to which nobody answers', async () => {
    proxy.hang();
    expect(await tookMs(() => database.introspect())).toBeLessThan(BOUND_MS);
    expect(await tookMs(() => database.introspect())).toBeLessThan(BOUND_MS);
  });

  it('ends a call whose connection alone is dead, and the next one gets another', async () => {
    proxy.hang();
    proxy.heal();
    expect(await tookMs(() => database.execute(chunkOf(database, 1), before, 1))).toBeLessThan(BOUND_MS);
    await expect(database.execute(chunkOf(database, 1), before, 1)).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    expect((await database.introspect(['thing'])).get('thing')?.columns.has('extra')).toBe(false);
    await database.enter('env-1', 'run-1', 2, 'a'.repeat(64));
    await database.execute(chunkOf(database, 1), before, 2);
    expect((await database.introspect(['thing'])).get('thing')?.columns.has('extra')).toBe(true);
  });

  it('waits for a statement that the server still works on, and for none whose answer was lost', async () => {
    const waiting = async (then: () => void) =>
      raw(place.server().url, async ({ query }) => {
        await query('BEGIN');
        await query('SELECT * FROM thing');
        const result = database.execute(chunkOf(database, 1), before, 1);
        result.catch(() => undefined);
        // Longer than a server may be silent.
        await new Promise((resolve) => setTimeout(resolve, 2 * SILENCE_MS));
        then();
        await query('COMMIT');
        return result;
      });
    await waiting(() => undefined);
    expect((await database.introspect(['thing'])).get('thing')?.columns.has('extra')).toBe(true);
    await database.leave();
    await place.server().empty();
    database = await opened(proxy.url, place.engine, 2_000);
    await database.enter('env-1', 'run-1', 1, 'a'.repeat(64));
    await database.execute(chunkOf(database, 0), new Map(), 1);
    const lost = () =>
      waiting(() => {
        proxy.hang();
        proxy.heal();
      });
    expect(await tookMs(lost)).toBeLessThan(BOUND_MS);
    // It took effect, and the mark says so to whoever goes on.
    await database.enter('env-1', 'run-1', 2, 'a'.repeat(64));
    await database.execute(chunkOf(database, 1), before, 2);
    expect((await database.introspect(['thing'])).get('thing')?.columns.has('extra')).toBe(true);
  });
});

describePostgres('a control plane that says nothing any more (I-24)', (server) => {
  it('fails a call in bounded time', async () => {
    const fresh = await freshPostgresDatabase(server);
    const proxy = await tcpProxy(fresh.url);
    const ports = { clock: systemClock, ids: uuidv7Ids, statementMs: SILENCE_MS };
    const plane = await openControlPlane(proxy.url, ports);
    const scope = { orgId: 'org', principal: { kind: 'user', id: 'maker' } } as const;
    await plane.packages.list(scope);
    proxy.hang();
    expect(await tookMs(() => plane.packages.list(scope))).toBeLessThan(BOUND_MS);
    proxy.cut();
    await plane.close();
    await proxy.close();
    await fresh.dispose();
  });
});
