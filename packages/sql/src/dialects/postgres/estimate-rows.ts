/** Owns about how many rows a fill on PostgreSQL has before it. */
import type { Client } from 'pg';
import type { FillRows } from '../../environment/dialect.ts';
import { quoteName } from './quote.ts';
import { pagedSize } from './table-size.ts';

/** Where full rows are passed over, nothing but a count tells. */
export async function estimateRows(client: Client, { table, where, sparse }: FillRows): Promise<number> {
  if (!sparse) return (await pagedSize(client, table))?.rows ?? 0;
  const { rows } = await client.query<{ rows: string }>(
    `SELECT count(*) AS rows FROM ${quoteName(table)} WHERE ${where}`,
  );
  return Number(rows[0]?.rows ?? 0);
}
