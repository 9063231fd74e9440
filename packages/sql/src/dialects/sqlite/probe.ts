/** Owns the fence mark in the target: one row in `_authoring_env` that says which run is here and how far it came. */
import type { Database } from 'better-sqlite3';
import type { MarkRow } from '../../environment/dialect.ts';

const CREATE = `CREATE TABLE IF NOT EXISTS \`_authoring_env\` (
  \`env_id\` text NOT NULL PRIMARY KEY, \`fence\` integer NOT NULL, \`run_id\` text, \`step_no\` integer NOT NULL,
  \`plan_hash\` text, \`attempting\` integer, \`cursor\` text)`;
const EXISTS = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_authoring_env'";
/** Columns that the table of an earlier release lacks. */
const ADDED = { attempting: 'integer', cursor: 'text' } as const;
const COLUMNS = "SELECT name FROM pragma_table_info('_authoring_env')";
const READ = 'SELECT * FROM `_authoring_env`';
const CLEAR = 'DELETE FROM `_authoring_env`';
const WRITE =
  'INSERT INTO `_authoring_env` (`env_id`, `fence`, `run_id`, `step_no`, `plan_hash`, `attempting`, `cursor`) VALUES (?, ?, ?, ?, ?, ?, ?)';

interface Row {
  readonly env_id: string;
  readonly fence: number;
  readonly run_id: string | null;
  readonly step_no: number;
  readonly plan_hash: string | null;
  readonly attempting?: number | null;
  readonly cursor?: string | null;
}

export function prepareMark(db: Database): void {
  db.exec(CREATE);
  const columns = new Set(db.prepare(COLUMNS).pluck().all());
  for (const [name, type] of Object.entries(ADDED))
    if (!columns.has(name)) db.exec(`ALTER TABLE \`_authoring_env\` ADD COLUMN \`${name}\` ${type}`);
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
    attempting: row.attempting ?? null,
    cursor: row.cursor ?? null,
  };
}

export function writeMark(db: Database, mark: MarkRow): void {
  db.prepare(CLEAR).run();
  const { environmentId, fence, runId, chunksDone, planHash, attempting, cursor } = mark;
  db.prepare(WRITE).run(environmentId, fence, runId, chunksDone, planHash, attempting, cursor);
}
