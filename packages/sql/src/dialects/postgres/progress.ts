/** Owns how far an index is that another connection builds, as PostgreSQL tells: blocks while it scans, then rows. */
import type { RowProgress } from '@objectstack/metadata-authoring';
import type { Client } from 'pg';

/** Waiting for older transactions it counts those: that says nothing of the index. */
const PROGRESS = `SELECT CASE WHEN blocks_total > 0 THEN 'blocks' ELSE 'rows' END AS unit,
    CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END::float8 AS done,
    CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END::float8 AS total
  FROM pg_stat_progress_create_index WHERE pid = $1 AND (blocks_total > 0 OR tuples_total > 0)`;

export async function progressOf(
  client: Client,
  connectionId: number,
): Promise<Omit<RowProgress, 'stepId'> | null> {
  const { rows } = await client.query<Omit<RowProgress, 'stepId'>>(PROGRESS, [connectionId]);
  return rows[0] ?? null;
}
