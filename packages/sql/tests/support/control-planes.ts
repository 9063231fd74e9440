/** Gives control-plane tests a database of their own on each engine, and a raw connection beside the ports. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openControlPlane, systemClock, uuidv7Ids } from '@objectstack/metadata-authoring-sql';
import Database from 'better-sqlite3';
import pg from 'pg';
import { describe } from 'vitest';
import { describePostgres, freshPostgresDatabase } from '../../../../tests/support/postgres.ts';

export type OpenPlane = Awaited<ReturnType<typeof openControlPlane>>;

export interface ControlSubject {
  readonly url: string;
  open(): Promise<OpenPlane>;
  /** Runs SQL as anybody with access to the database could. */
  raw(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  dispose(): Promise<void>;
}

/** The control plane on a fresh database of this URL. */
export function openPlane(url: string): Promise<OpenPlane> {
  return openControlPlane(url, { clock: systemClock, ids: uuidv7Ids });
}

export async function sqliteControl(): Promise<ControlSubject> {
  const folder = mkdtempSync(join(tmpdir(), 'mda-control-'));
  const path = join(folder, 'control.db');
  const url = `sqlite:${path}`;
  return {
    url,
    open: () => openPlane(url),
    async raw(sql) {
      const db = new Database(path);
      try {
        const statement = db.prepare(sql);
        if (statement.reader) return statement.all() as Readonly<Record<string, unknown>>[];
        statement.run();
        return [];
      } finally {
        db.close();
      }
    },
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** One suite per engine that is there. */
export function describeControl(name: string, suite: (make: () => Promise<ControlSubject>) => void): void {
  describe(`${name} · SQLite`, () => suite(sqliteControl));
  describePostgres(name, (server) =>
    suite(async () => {
      const database = await freshPostgresDatabase(server);
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      return {
        url: database.url,
        open: () => openPlane(database.url),
        raw: async (sql) => (await client.query(sql)).rows,
        dispose: async () => {
          await client.end();
          await database.dispose();
        },
      };
    }),
  );
}
