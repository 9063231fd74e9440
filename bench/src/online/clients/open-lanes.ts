/** Owns the connections of a client: as many as a small pool has, or the one that a process has of an SQLite file. */
import type { Engine } from '@objectstack/metadata-authoring';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { openDurable } from '../../raw/open-durable.ts';
import { SQLITE } from '../sqlite-url.ts';
import type { Statement } from './statements.ts';
import type { Lane } from './traffic.ts';

const CONNECTIONS = 8;

export async function openLanes(
  engine: Engine,
  url: string,
  statementOf: (n: number) => Statement,
): Promise<readonly Lane[]> {
  if (engine === 'sqlite') return [sqliteLane(url, statementOf)];
  const open = engine === 'postgres' ? postgresLane : mysqlLane;
  return Promise.all(Array.from({ length: CONNECTIONS }, () => open(url, statementOf)));
}

function sqliteLane(url: string, statementOf: (n: number) => Statement): Lane {
  const db = openDurable(url.slice(SQLITE.length));
  return {
    operate(n) {
      const { sql, values } = statementOf(n);
      const statement = db.prepare(sql);
      if (statement.reader) statement.all(...values);
      else statement.run(...values);
    },
    close() {
      db.close();
    },
  };
}

async function postgresLane(url: string, statementOf: (n: number) => Statement): Promise<Lane> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return {
    async operate(n) {
      const { sql, values } = statementOf(n);
      await client.query(sql, [...values]);
    },
    close: () => client.end(),
  };
}

async function mysqlLane(url: string, statementOf: (n: number) => Statement): Promise<Lane> {
  const connection = await createConnection({ uri: url, charset: 'utf8mb4' });
  connection.on('error', () => undefined);
  return {
    async operate(n) {
      const { sql, values } = statementOf(n);
      await connection.query(sql, [...values]);
    },
    close: () => connection.end(),
  };
}
