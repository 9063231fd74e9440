/** Owns what a statement of another connection is at, as PostgreSQL tells: whom it waits for, or how far an index is. */
import type { RowProgress } from '@objectstack/metadata-authoring';
import type { Client } from 'pg';

/** Of an index: blocks while it scans, then rows. */
const PROGRESS = `SELECT 'sessions' AS unit, 0::float8 AS done, cardinality(b)::float8 AS total
    FROM pg_blocking_pids($1) b WHERE cardinality(b) > 0
  UNION ALL SELECT CASE WHEN blocks_total > 0 THEN 'blocks' ELSE 'rows' END AS unit,
    CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END::float8 AS done,
    CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END::float8 AS total
  FROM pg_stat_progress_create_index WHERE pid = $1 AND (blocks_total > 0 OR tuples_total > 0)
  LIMIT 1`;

export async function progressOf(
  client: Client,
  connectionId: number,
): Promise<Omit<RowProgress, 'stepId'> | null> {
  const { rows } = await client.query<Omit<RowProgress, 'stepId'>>(PROGRESS, [connectionId]);
  return rows[0] ?? null;
}
