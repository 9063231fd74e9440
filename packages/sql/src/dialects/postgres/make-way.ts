/**
 * Owns getting autovacuum out of a table. PostgreSQL ends it for whoever waits for longer than `deadlock_timeout`, which is
 * longer than an attempt at a lock may last: on a large table every attempt would fail until it is through. What is waited
 * for here is a lock that no reader and no writer of the table has to queue behind.
 */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { Client } from 'pg';
import { sqlState } from './errors.ts';
import { quoteName } from './quote.ts';

const DEADLOCK_TIMEOUT = "SELECT setting::int AS ms FROM pg_settings WHERE name = 'deadlock_timeout'";
const THERE = `SELECT relname AS name FROM pg_class
  WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY($1)`;
/** For the worker to end. */
const MARGIN_MS = 500;

/** Outside a transaction. What it does not get, or may not ask for, the next attempt meets. */
export async function makeWay(client: Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ ms: number }>(DEADLOCK_TIMEOUT);
  const waitMs = Math.min((rows[0]?.ms ?? 0) + MARGIN_MS, LIMITS.catalog_statement_ms / 2);
  const there = await client.query<{ name: string }>(THERE, [tables]);
  for (const { name } of there.rows) {
    await client.query('BEGIN');
    try {
      await client.query(`SET LOCAL lock_timeout = ${waitMs}`);
      await client.query(`LOCK TABLE ${quoteName(name)} IN SHARE UPDATE EXCLUSIVE MODE`);
    } catch (error) {
      if (sqlState(error) === null) throw error;
    } finally {
      await client.query('ROLLBACK');
    }
  }
}
