/** Owns about how many rows a fill on PostgreSQL has before it. */
import type { Client } from 'pg';
import type { FillRows } from '../../environment/dialect.ts';
import { quoteName } from './quote.ts';

const ESTIMATE =
  'SELECT greatest(reltuples, 0)::bigint AS rows FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = $1';

/** By the server's statistics; where full rows are passed over, nothing but a count tells. */
export async function estimateRows(client: Client, { table, where, sparse }: FillRows): Promise<number> {
  const { rows } = sparse
    ? await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${quoteName(table)} WHERE ${where}`)
    : await client.query<{ rows: string }>(ESTIMATE, [table]);
  return Number(rows[0]?.rows ?? 0);
}
