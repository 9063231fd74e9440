/** Owns the fence mark in the target: one row in `_authoring_env` that says which run is here and how far it came. */
import type { Client } from 'pg';
import type { MarkRow } from '../../environment/dialect.ts';

const CREATE = `CREATE TABLE IF NOT EXISTS "_authoring_env" (
  "env_id" text NOT NULL PRIMARY KEY, "fence" bigint NOT NULL, "run_id" text, "step_no" integer NOT NULL,
  "plan_hash" text)`;
const EXISTS =
  "SELECT to_regclass(quote_ident(current_schema()) || '._authoring_env') IS NOT NULL AS present";
const READ = 'SELECT "env_id", "fence", "run_id", "step_no", "plan_hash" FROM "_authoring_env"';
const CLEAR = 'DELETE FROM "_authoring_env"';
const WRITE =
  'INSERT INTO "_authoring_env" ("env_id", "fence", "run_id", "step_no", "plan_hash") VALUES ($1, $2, $3, $4, $5)';

interface Row {
  readonly env_id: string;
  readonly fence: string;
  readonly run_id: string | null;
  readonly step_no: number;
  readonly plan_hash: string | null;
}

async function markTableExists(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ present: boolean }>(EXISTS);
  return rows[0]?.present === true;
}

export async function prepareMark(client: Client): Promise<void> {
  if (!(await markTableExists(client))) await client.query(CREATE);
}

/** @param locked inside a transaction: nobody else may pass this fence before it ends */
export async function readMark(client: Client, locked: boolean): Promise<MarkRow | null> {
  if (!(await markTableExists(client))) return null;
  const { rows } = await client.query<Row>(locked ? `${READ} FOR UPDATE` : READ);
  const [row] = rows;
  if (!row) return null;
  return {
    environmentId: row.env_id,
    fence: Number(row.fence),
    runId: row.run_id,
    chunksDone: row.step_no,
    planHash: row.plan_hash,
    attempting: null,
  };
}

export async function writeMark(client: Client, mark: MarkRow): Promise<void> {
  await client.query(CLEAR);
  await client.query(WRITE, [mark.environmentId, mark.fence, mark.runId, mark.chunksDone, mark.planHash]);
}
