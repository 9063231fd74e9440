import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentRow } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTargetDatabases } from '../src/environment/open-target-databases.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mda-idle-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function environment(): EnvironmentRow {
  return {
    id: 'env',
    name: 'dev',
    type: 'development',
    engine: 'sqlite',
    databaseUrl: `sqlite:${join(folder, 'dev.db')}`,
    schemaMode: 'managed',
    position: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

function withTable(file: string, table: string): void {
  const db = new Database(join(folder, file));
  db.exec(`CREATE TABLE "${table}" ("id" text)`);
  db.close();
}

/** An open connection in WAL mode keeps the log; the last one to close removes it. */
const isOpen = () => existsSync(join(folder, 'dev.db-wal'));

describe('connections to environments', () => {
  it('are closed after their use, unless they are to be kept', async () => {
    withTable('dev.db', 'first');
    const target = await openTargetDatabases().open(environment());
    expect([...(await target.introspect()).keys()]).toEqual(['first']);
    await target.close();
    expect(isOpen()).toBe(false);
  });

  it('are used again when they are kept, and see what others did meanwhile', async () => {
    withTable('dev.db', 'first');
    const targets = openTargetDatabases({ keepIdleMs: 60_000 });
    const target = await targets.open(environment());
    await target.introspect();
    await target.close();
    expect(isOpen()).toBe(true);
    withTable('dev.db', 'second');
    const again = await targets.open(environment());
    expect([...(await again.introspect()).keys()]).toEqual(['first', 'second']);
    await again.close();
    await targets.close();
    expect(isOpen()).toBe(false);
  });

  it('are not used again when another file lies under the name', async () => {
    withTable('dev.db', 'old');
    const targets = openTargetDatabases({ keepIdleMs: 60_000 });
    await (await targets.open(environment())).close();
    withTable('other.db', 'new');
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `dev.db${end}`), { force: true });
    renameSync(join(folder, 'other.db'), join(folder, 'dev.db'));
    const target = await targets.open(environment());
    expect([...(await target.introspect()).keys()]).toEqual(['new']);
    await target.close();
    await targets.close();
  });

  it('serve two uses at once by two connections', async () => {
    withTable('dev.db', 'first');
    const targets = openTargetDatabases({ keepIdleMs: 60_000 });
    const [one, two] = [await targets.open(environment()), await targets.open(environment())];
    await one.enter('env', 'run-1', 1, 'hash');
    expect((await two.mark())?.runId).toBe('run-1');
    await one.leave();
    await one.close();
    await two.close();
    await targets.close();
    expect(isOpen()).toBe(false);
  });
});
