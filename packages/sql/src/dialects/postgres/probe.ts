/** Owns the fence mark in the target: one row in `_authoring_env` that says which run is here, what it began and how far it came. */
import type { Client } from 'pg';
import type { MarkRow } from '../../environment/dialect.ts';

const CREATE = `CREATE TABLE IF NOT EXISTS "_authoring_env" (
  "env_id" text NOT NULL PRIMARY KEY, "fence" bigint NOT NULL, "run_id" text, "step_no" integer NOT NULL,
  "plan_hash" text, "attempting" integer, "cursor" text)`;
/** A table that an earlier release made. */
const EXTEND =
  'ALTER TABLE "_authoring_env" ADD COLUMN IF NOT EXISTS "attempting" integer, ADD COLUMN IF NOT EXISTS "cursor" text';
const COLUMNS = `SELECT attname::text AS name FROM pg_attribute
  WHERE attrelid = to_regclass(quote_ident(current_schema()) || '._authoring_env') AND attnum > 0`;
const READ = 'SELECT * FROM "_authoring_env"';
/** In place: between batches a row that is deleted and inserted would leave a dead one behind each time. */
const UPDATE =
  'UPDATE "_authoring_env" SET "env_id" = $1, "fence" = $2, "run_id" = $3, "step_no" = $4, "plan_hash" = $5, "attempting" = $6, "cursor" = $7';
const INSERT =
  'INSERT INTO "_authoring_env" ("env_id", "fence", "run_id", "step_no", "plan_hash", "attempting", "cursor") VALUES ($1, $2, $3, $4, $5, $6, $7)';

interface Row {
  readonly env_id: string;
  readonly fence: string;
  readonly run_id: string | null;
  readonly step_no: number;
  readonly plan_hash: string | null;
  readonly attempting?: number | null;
  readonly cursor?: string | null;
}

async function markColumns(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(COLUMNS);
  return rows.map(({ name }) => name);
}

export async function prepareMark(client: Client): Promise<void> {
  const columns = await markColumns(client);
  if (columns.length === 0) await client.query(CREATE);
  else if (!columns.includes('cursor')) await client.query(EXTEND);
}

/**
 * @param locked inside a transaction: nobody else may pass this fence before it ends
 * @param isThere this session saw the table already
 */
export async function readMark(client: Client, locked: boolean, isThere = false): Promise<MarkRow | null> {
  if (!isThere && (await markColumns(client)).length === 0) return null;
  const { rows } = await client.query<Row>(locked ? `${READ} FOR UPDATE` : READ);
  const [row] = rows;
  if (!row) return null;
  return {
    environmentId: row.env_id,
    fence: Number(row.fence),
    runId: row.run_id,
    chunksDone: row.step_no,
    planHash: row.plan_hash,
    attempting: row.attempting ?? null,
    cursor: row.cursor ?? null,
  };
}

export async function writeMark(client: Client, mark: MarkRow): Promise<void> {
  const values = [
    mark.environmentId,
    mark.fence,
    mark.runId,
    mark.chunksDone,
    mark.planHash,
    mark.attempting,
    mark.cursor,
  ];
  const { rowCount } = await client.query(UPDATE, values);
  if (rowCount === 0) await client.query(INSERT, values);
}
