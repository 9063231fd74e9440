/** Owns one batch of rows on PostgreSQL: the next ones by primary key, locked in that order, changed where they need it. */
import type { Client } from 'pg';
import type { Batch, FillRows } from '../../environment/dialect.ts';
import { quoteName } from './quote.ts';

/** No column of a table can have this name. */
const KEY = '_authoring_key';

/** With `$1` the key after which it begins and `$2` how many rows it looks at. */
export function batchStatement(action: Omit<FillRows, 'kind' | 'stepId'>): string {
  const { table, set, where } = action;
  const name = quoteName(table);
  return `WITH batch AS MATERIALIZED (SELECT "id" AS ${KEY} FROM ${name} WHERE ${looksAt(action)} ORDER BY "id" LIMIT $2), filled AS (UPDATE ${name} SET ${set} FROM batch WHERE "id" = ${KEY} AND (${where})) SELECT count(*)::int AS rows, max(${KEY}) AS last FROM batch`;
}

export async function fillBatch(
  client: Client,
  action: FillRows,
  after: string | null,
  limit: number,
): Promise<Batch> {
  const { rows } = await client.query<Batch>(batchStatement(action), [after, limit]);
  return rows[0] ?? { rows: 0, last: null };
}

export async function keyAfter(
  client: Client,
  action: FillRows,
  after: string | null,
): Promise<string | null> {
  const sql = `SELECT "id" FROM ${quoteName(action.table)} WHERE ${looksAt(action)} ORDER BY "id" LIMIT 1`;
  const { rows } = await client.query<{ id: string }>(sql, [after]);
  return rows[0]?.id ?? null;
}

function looksAt({ sparse, where }: Pick<FillRows, 'sparse' | 'where'>): string {
  const after = '($1::text IS NULL OR "id" > $1)';
  return sparse ? `${after} AND (${where})` : after;
}

const ESTIMATE =
  'SELECT greatest(reltuples, 0)::bigint AS rows FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = $1';

/** By the server's statistics; where full rows are passed over, nothing but a count tells. */
export async function estimateRows(client: Client, { table, where, sparse }: FillRows): Promise<number> {
  const { rows } = sparse
    ? await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${quoteName(table)} WHERE ${where}`)
    : await client.query<{ rows: string }>(ESTIMATE, [table]);
  return Number(rows[0]?.rows ?? 0);
}
