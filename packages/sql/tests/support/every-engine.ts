/** Owns running a suite of target databases on every real engine, each with writers of its own beside the adapter. */
import mysql from 'mysql2/promise';
import pg from 'pg';
import { describe } from 'vitest';
import { describeMysql } from '../../../../tests/support/mysql.ts';
import { describePostgres } from '../../../../tests/support/postgres.ts';
import type { TargetDatabaseOptions } from '../../src/environment/open-target-databases.ts';
import { mysqlSubject, type OpenSubject, postgresSubject, sqliteSubject } from './target-subjects.ts';

export interface Writer {
  query(sql: string): Promise<unknown>;
  end(): Promise<void>;
}

export interface EngineUnderTest {
  open(options?: TargetDatabaseOptions): Promise<OpenSubject>;
  /** Another connection; null: there is one writer at a time. */
  readonly connect: ((subject: OpenSubject) => Promise<Writer>) | null;
}

export function describeEveryEngine(name: string, suite: (engine: EngineUnderTest) => void): void {
  describe(`${name} · sqlite`, () => suite({ open: sqliteSubject, connect: null }));
  describePostgres(name, (server) =>
    suite({
      open: (options) => postgresSubject(server, options),
      async connect({ environment }) {
        const client = new pg.Client({ connectionString: environment.databaseUrl });
        await client.connect();
        return client;
      },
    }),
  );
  describeMysql(name, (server) =>
    suite({
      open: (options) => mysqlSubject(server, options),
      connect: ({ environment }) => mysql.createConnection({ uri: environment.databaseUrl }),
    }),
  );
}
