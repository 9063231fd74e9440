/**
 * Owns the fence mark in the target: one row in `_authoring_env` that says which run is here, from which session, what
 * it began and how far it came.
 */
import type { MarkRow } from '../../environment/dialect.ts';
import { mysqlErrno } from './errors.ts';
import type { ObservedClient } from './observed-client.ts';

const CREATE = `CREATE TABLE IF NOT EXISTS \`_authoring_env\` (
  \`env_id\` varchar(255) NOT NULL PRIMARY KEY, \`fence\` bigint NOT NULL, \`run_id\` varchar(255), \`step_no\` int NOT NULL,
  \`plan_hash\` varchar(255), \`attempting\` int, \`cursor\` varchar(255), \`session_id\` bigint unsigned NOT NULL)
  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;
const READ =
  'SELECT `env_id`, `fence`, `run_id`, `step_no`, `plan_hash`, `attempting`, `cursor`, `session_id` FROM `_authoring_env`';
const CLEAR = 'DELETE FROM `_authoring_env`';
const WRITE =
  'INSERT INTO `_authoring_env` (`env_id`, `fence`, `run_id`, `step_no`, `plan_hash`, `attempting`, `cursor`, `session_id`) VALUES (?, ?, ?, ?, ?, ?, ?, CONNECTION_ID())';
const NO_SUCH_TABLE = 1146;

type Row = [
  env_id: string,
  fence: number,
  run_id: string | null,
  step_no: number,
  plan_hash: string | null,
  attempting: number | null,
  cursor: string | null,
  session_id: number,
];

export interface SessionMark extends MarkRow {
  /** CONNECTION_ID of the session that wrote it. */
  readonly sessionId: number;
}

/** @param locked inside a transaction: nobody else may pass this fence before it ends */
export async function readMark(client: ObservedClient, locked: boolean): Promise<SessionMark | null> {
  const [row] = await client.query<Row>(locked ? `${READ} FOR UPDATE` : READ).catch((error: unknown) => {
    if (mysqlErrno(error) === NO_SUCH_TABLE) return [];
    throw error;
  });
  if (!row) return null;
  const [environmentId, fence, runId, chunksDone, planHash, attempting, cursor, sessionId] = row;
  return { environmentId, fence: Number(fence), runId, chunksDone, planHash, attempting, cursor, sessionId };
}

/** @returns whether it had to be made, which commits whatever transaction was open */
export async function prepareMark(client: ObservedClient): Promise<boolean> {
  const found = await client.query("SHOW TABLES LIKE '\\_authoring\\_env'");
  if (found.length === 0) await client.query(CREATE);
  return found.length === 0;
}

export async function writeMark(client: ObservedClient, mark: MarkRow): Promise<void> {
  await client.query(CLEAR);
  const { environmentId, fence, runId, chunksDone, planHash, attempting, cursor } = mark;
  await client.query(WRITE, [environmentId, fence, runId, chunksDone, planHash, attempting, cursor]);
}
