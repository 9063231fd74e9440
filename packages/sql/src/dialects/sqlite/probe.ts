/** Owns the fence mark in the target: one row in `_authoring_env` that says which run is here and how far it came. */
import type { Database } from 'better-sqlite3';
import type { MarkRow } from '../../environment/dialect.ts';

const CREATE = `CREATE TABLE IF NOT EXISTS \`_authoring_env\` (
  \`env_id\` text NOT NULL PRIMARY KEY, \`fence\` integer NOT NULL, \`run_id\` text, \`step_no\` integer NOT NULL,
  \`plan_hash\` text)`;
const EXISTS = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_authoring_env'";
const READ = 'SELECT `env_id`, `fence`, `run_id`, `step_no`, `plan_hash` FROM `_authoring_env`';
const CLEAR = 'DELETE FROM `_authoring_env`';
const WRITE =
  'INSERT INTO `_authoring_env` (`env_id`, `fence`, `run_id`, `step_no`, `plan_hash`) VALUES (?, ?, ?, ?, ?)';

interface Row {
  readonly env_id: string;
  readonly fence: number;
  readonly run_id: string | null;
  readonly step_no: number;
  readonly plan_hash: string | null;
}

export function prepareMark(db: Database): void {
  db.exec(CREATE);
}

export function readMark(db: Database): MarkRow | null {
  if (db.prepare(EXISTS).get() === undefined) return null;
  const row = db.prepare(READ).get() as Row | undefined;
  if (!row) return null;
  return {
    environmentId: row.env_id,
    fence: row.fence,
    runId: row.run_id,
    chunksDone: row.step_no,
    planHash: row.plan_hash,
    attempting: null,
  };
}

export function writeMark(db: Database, mark: MarkRow): void {
  db.prepare(CLEAR).run();
  db.prepare(WRITE).run(mark.environmentId, mark.fence, mark.runId, mark.chunksDone, mark.planHash);
}
