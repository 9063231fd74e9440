/** What opening a control plane promises of durability, and how it refuses. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describePostgres, freshPostgresDatabase } from '../../../tests/support/postgres.ts';
import { controlPool } from '../src/dialects/postgres/control-pool.ts';
import { openConnection } from '../src/dialects/sqlite/control-connection.ts';
import { SqliteConnection, SqliteSession } from '../src/dialects/sqlite/control-session.ts';
import { type ControlSubject, openPlane, sqliteControl } from './support/control-planes.ts';

const scope = { orgId: 'o', principal: { kind: 'user', id: 'ada' } } as const;

it('takes sqlite: and postgres: URLs only', async () => {
  for (const url of ['mysql://localhost/x', 'control.db', '']) {
    await expect(openPlane(url)).rejects.toMatchObject({ code: 'USAGE_INVALID' });
  }
});

describe('opening on SQLite', () => {
  let subject: ControlSubject;
  let path: string;

  beforeEach(async () => {
    subject = await sqliteControl();
    path = subject.url.slice('sqlite:'.length);
  });

  afterEach(() => subject.dispose());

  it('sets WAL and synchronous=FULL on every connection, also of a file that another one left otherwise (F1)', async () => {
    await (await subject.open()).close();
    const careless = new Database(path);
    careless.pragma('synchronous = OFF');
    careless.close();
    for (const use of ['write', 'read'] as const) {
      const db = openConnection(path, use);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(db.pragma('synchronous', { simple: true })).toBe(2);
      db.close();
    }
  });

  it('refuses what cannot be durable', async () => {
    await expect(openPlane('sqlite::memory:')).rejects.toMatchObject({ code: 'DURABILITY_UNSAFE' });
  });

  it('refuses a file that is no database, a folder, and a path that does not exist', async () => {
    writeFileSync(path, 'this is a letter, not a database, and it is longer than a header');
    await expect(subject.open()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    mkdirSync(`${path}.d`);
    await expect(openPlane(`sqlite:${path}.d`)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    const lost = openPlane(`sqlite:${dirname(path)}/nowhere/control.db`);
    await expect(lost).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(lost).rejects.not.toThrow(/nowhere/);
  });

  it('waits for another process that writes, and writes after it', async () => {
    const plane = await subject.open();
    const stranger = new Database(path);
    stranger.exec('BEGIN IMMEDIATE');
    const writing = plane.packages.insert(scope, {
      id: 'p',
      manifestId: 'a.b',
      displayName: 'x',
      createdAt: 'y',
    });
    expect(await plane.packages.list(scope)).toEqual([]);
    stranger.exec('COMMIT');
    await writing;
    expect(await plane.packages.list(scope)).toHaveLength(1);
    stranger.close();
    await plane.close();
  });
});

describe('waiting for a writer on SQLite', () => {
  it('ends in LOCK_TIMEOUT, leaves nothing, and the next one succeeds', async () => {
    const subject = await sqliteControl();
    const plane = await subject.open();
    const path = subject.url.slice('sqlite:'.length);
    const [writer, reader] = [openConnection(path, 'write'), openConnection(path, 'read')];
    const impatient = new SqliteSession(new SqliteConnection(writer), new SqliteConnection(reader), 20);
    let ran = 0;
    const work = async () => {
      ran += 1;
    };
    await plane.transaction(async (tx) => {
      await tx.packages.insert(scope, { id: 'p', manifestId: 'a.b', displayName: 'x', createdAt: 'y' });
      await expect(impatient.transaction(work)).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' });
    });
    // Inside its own transaction it would wait for itself: it says so instead of hanging.
    await expect(impatient.transaction(() => impatient.transaction(work))).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
    });
    expect(ran).toBe(0);
    await impatient.transaction(work);
    expect(ran).toBe(1);
    writer.close();
    reader.close();
    await plane.close();
    await subject.dispose();
  });
});

describePostgres('opening', (server) => {
  it('refuses a server that does not answer and a database that does not exist', async () => {
    await expect(openPlane('postgres://postgres@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    const url = new URL(server.url);
    url.pathname = '/mda_nowhere';
    await expect(openPlane(url.href)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('turns synchronous_commit on for its connections, and keeps a stronger setting (F1)', async () => {
    const shown = async (setting: string) => {
      const url = new URL(server.url);
      url.searchParams.set('options', `-c synchronous_commit=${setting}`);
      const pool = controlPool(url.href);
      try {
        const { rows } = await pool.query<{ synchronous_commit: string }>('SHOW synchronous_commit');
        return rows[0]?.synchronous_commit;
      } finally {
        await pool.end();
      }
    };
    expect(await shown('off')).toBe('on');
    expect(await shown('remote_apply')).toBe('remote_apply');
  });

  it('says so when the server goes away in the middle, writes nothing, and recovers', async () => {
    const database = await freshPostgresDatabase(server);
    const plane = await openPlane(database.url);
    const killer = controlPool(database.url);
    const kill = () =>
      killer.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
    const row = { id: 'p', manifestId: 'a.b', displayName: 'x', createdAt: 'y' };
    const cut = plane.transaction(async (tx) => {
      await tx.packages.insert(scope, row);
      await kill();
      await tx.packages.insert(scope, { ...row, id: 'q', manifestId: 'a.c' });
    });
    await expect(cut).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    // An idle connection that died is noticed when its end arrives, or by the one call that meets it.
    const recovered = { timeout: 5_000, interval: 5 };
    await vi.waitFor(async () => expect(await plane.packages.list(scope)).toEqual([]), recovered);
    await plane.packages.insert(scope, row);
    await kill();
    await vi.waitFor(async () => expect(await plane.packages.list(scope)).toHaveLength(1), recovered);
    await killer.end();
    await plane.close();
    await database.dispose();
  });

  it('runs a transaction again that PostgreSQL ended for a deadlock', async () => {
    const database = await freshPostgresDatabase(server);
    const url = new URL(database.url);
    url.searchParams.set('options', '-c deadlock_timeout=10ms');
    const plane = await openPlane(url.href);
    const [one, two] = ['org-1', 'org-2'].map((orgId) => ({ ...scope, orgId })) as [
      typeof scope,
      typeof scope,
    ];
    const event = { op: 'draft.opened', at: 'x' };
    let attempts = 0;
    let bothIn = () => {};
    const meeting = new Promise<void>((resolve) => {
      bothIn = resolve;
    });
    const cross = (first: typeof scope, second: typeof scope) =>
      plane.transaction(async (tx) => {
        attempts += 1;
        await tx.log.record(first, event);
        if (attempts >= 2) bothIn();
        await meeting;
        await tx.log.record(second, event);
      });
    await Promise.all([cross(one, two), cross(two, one)]);
    expect(attempts).toBeGreaterThan(2);
    expect([await plane.log.head(one), await plane.log.head(two)]).toEqual([2, 2]);
    await plane.close();
    await database.dispose();
  });
});
