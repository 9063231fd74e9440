/** Owns the fence mark in the target: one row in `_authoring_env` that says which run is here and how far it came. */
import type { Database, Statement } from 'better-sqlite3';
import type { MarkRow } from '../../environment/dialect.ts';

const CREATE = `CREATE TABLE IF NOT EXISTS \`_authoring_env\` (
  \`env_id\` text NOT NULL PRIMARY KEY, \`fence\` integer NOT NULL, \`run_id\` text, \`step_no\` integer NOT NULL,
  \`plan_hash\` text, \`attempting\` integer, \`cursor\` text)`;
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

/** Its statements are prepared once per connection: every run reads it several times. */
export class MarkTable {
  readonly #db: Database;
  #read: Statement | null = null;

  constructor(db: Database) {
    this.#db = db;
  }

  prepare(): void {
    this.#db.exec(CREATE);
    const columns = new Set(this.#db.prepare(COLUMNS).pluck().all());
    for (const [name, type] of Object.entries(ADDED))
      if (!columns.has(name)) this.#db.exec(`ALTER TABLE \`_authoring_env\` ADD COLUMN \`${name}\` ${type}`);
  }

  read(): MarkRow | null {
    const row = this.#row();
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

  /** Asked at once: the catalog has no index, and of an environment of thousands of tables it would be read whole. */
  #row(): Row | undefined {
    try {
      this.#read ??= this.#db.prepare(READ);
      return this.#read.get() as Row | undefined;
    } catch (error) {
      this.#read = null;
      if (this.#db.prepare(COLUMNS).all().length === 0) return undefined;
      throw error;
    }
  }

  write({ environmentId, fence, runId, chunksDone, planHash, attempting, cursor }: MarkRow): void {
    this.#db.prepare(CLEAR).run();
    this.#db.prepare(WRITE).run(environmentId, fence, runId, chunksDone, planHash, attempting, cursor);
  }
}
