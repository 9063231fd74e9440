/** Owns a connection beside every port of the product, on any engine: what a person or an old runtime would use. */
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';

export type RawRow = Readonly<Record<string, unknown>>;

export interface RawDatabase {
  readonly engine: 'sqlite' | 'postgres' | 'mysql';
  /** One statement, on servers also several; the rows of the only one. */
  query(sql: string): Promise<readonly RawRow[]>;
  quote(name: string): string;
  close(): Promise<void>;
}

/** @param url `sqlite:PATH`, `postgres://…` or `mysql://…` */
export async function openRaw(url: string): Promise<RawDatabase> {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length));
  return url.startsWith('mysql:') ? openMysql(url) : openPostgres(url);
}

/** Opens, works, closes. */
export async function raw<T>(url: string, work: (database: RawDatabase) => Promise<T>): Promise<T> {
  const database = await openRaw(url);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function openSqlite(path: string): RawDatabase {
  const db = new Database(path, { timeout: 5_000 });
  return {
    engine: 'sqlite',
    quote: (name) => `"${name}"`,
    async query(sql) {
      const statement = /^\s*(select|pragma|with)\b/i.test(sql) ? db.prepare(sql) : null;
      if (statement?.reader) return statement.all() as RawRow[];
      db.exec(sql);
      return [];
    },
    close: async () => void db.close(),
  };
}

async function openPostgres(url: string): Promise<RawDatabase> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return {
    engine: 'postgres',
    quote: (name) => `"${name}"`,
    query: async (sql) => ((await client.query(sql)).rows ?? []) as RawRow[],
    close: () => client.end(),
  };
}

async function openMysql(url: string): Promise<RawDatabase> {
  const connection = await mysql.createConnection({
    uri: url,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    multipleStatements: true,
  });
  connection.on('error', () => undefined);
  return {
    engine: 'mysql',
    quote: (name) => `\`${name}\``,
    async query(sql) {
      const [rows] = await connection.query(sql);
      return Array.isArray(rows) ? (rows as RawRow[]) : [];
    },
    close: async () => connection.destroy(),
  };
}
