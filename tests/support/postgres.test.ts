import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describePostgres, type FreshDatabase, freshPostgresDatabase } from './postgres.ts';

describePostgres('a database of its own', (server) => {
  let database: FreshDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await freshPostgresDatabase(server);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.dispose();
  });

  it('is a real PostgreSQL of the version its label names', async () => {
    const { rows } = await client.query<{ version: string }>('SELECT version()');
    const major = /^postgres-(\d+)/.exec(server.label)?.[1];
    expect(rows[0]?.version).toMatch(new RegExp(`^PostgreSQL ${major}\\b`));
  });

  it('is empty and apart from every other', async () => {
    await client.query('CREATE TABLE mine (id integer)');
    const other = await freshPostgresDatabase(server);
    const neighbour = new pg.Client({ connectionString: other.url });
    await neighbour.connect();
    try {
      const { rows } = await neighbour.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'");
      expect(rows).toEqual([]);
    } finally {
      await neighbour.end();
      await other.dispose();
    }
    const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      new URL(other.url).pathname.slice(1),
    ]);
    expect(rows).toEqual([]);
  });
});
