/** Owns what proofs of crashes share: a run that dies at its n-th statement, on a database that is made anew for each. */
import { applySteps, type Chunk, type SchemaState, type TableSpec } from '@objectstack/metadata-authoring';
import { step, type TableRow, type TargetSubject } from '@objectstack/metadata-authoring-testkit';
import type { MysqlServer } from '../../../../tests/support/mysql.ts';
import type { PostgresServer } from '../../../../tests/support/postgres.ts';
import { mysqlDialect } from '../../src/dialects/mysql/dialect.ts';
import { postgresDialect } from '../../src/dialects/postgres/dialect.ts';
import type { TargetDialect } from '../../src/environment/dialect.ts';
import { sessionOptions } from '../../src/environment/session-options.ts';
import { SqlTargetDatabase } from '../../src/environment/sql-target-database.ts';
import type { StatementObserver } from '../../src/statement-observer.ts';
import { mysqlSubject, postgresSubject } from './target-subjects.ts';

/** The statement is not sent, or the server did it and nobody hears of it. */
export type DeathMode = 'before' | 'after';

class Died extends Error {}

/** Dies at the n-th statement: nothing is sent from then on, whatever the server made of that one. */
export class Mortal implements StatementObserver {
  readonly seen: string[] = [];
  readonly #at: number;
  readonly #mode: DeathMode;
  #dead = false;
  constructor(at: number, mode: DeathMode) {
    this.#at = at;
    this.#mode = mode;
  }
  get dead(): boolean {
    return this.#dead;
  }
  before(_database: string, sql: string): void {
    // A statement that the server refuses is not seen to end: this one would be the next.
    if (this.#mode === 'after' && this.seen.length === this.#at) this.#dead = true;
    if (!this.#dead) this.seen.push(sql);
    if (this.#mode === 'before' && this.seen.length === this.#at) this.#dead = true;
    if (this.#dead) throw new Died();
  }
  after(): void {
    if (this.seen.length !== this.#at) return;
    this.#dead = true;
    throw new Died();
  }
}

export interface CrashSubject extends TargetSubject {
  readonly dialect: TargetDialect<never>;
  /** The database, with nothing in it. */
  empty(): Promise<void>;
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  quote(name: string): string;
  /** Of all tables, by name: what each says, as the server keeps it. */
  triggers(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const MYSQL_TRIGGERS = `SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS of, EVENT_MANIPULATION AS event,
  ACTION_STATEMENT AS body FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY 1`;
const POSTGRES_TRIGGERS = `SELECT tgname AS name, pg_get_triggerdef(t.oid) AS of, pg_get_functiondef(tgfoid) AS body
  FROM pg_trigger t WHERE NOT tgisinternal ORDER BY 1`;

export async function mysqlCrashSubject(server: MysqlServer): Promise<CrashSubject> {
  const subject = await mysqlSubject(server);
  const name = new URL(subject.url).pathname.slice(1);
  return {
    ...subject,
    dialect: mysqlDialect as never,
    quote: (table) => `\`${table}\``,
    empty: async () => {
      await subject.query(
        `DROP DATABASE ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb4; USE ${name}`,
      );
    },
    triggers: () => subject.query(MYSQL_TRIGGERS),
  };
}

export async function postgresCrashSubject(server: PostgresServer): Promise<CrashSubject> {
  const subject = await postgresSubject(server);
  const query = async (sql: string) => (await subject.query(sql)).rows ?? [];
  return {
    ...subject,
    dialect: postgresDialect as never,
    quote: (table) => `"${table}"`,
    query,
    empty: async () => {
      await subject.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    },
    triggers: () => query(POSTGRES_TRIGGERS),
  };
}

type Opened = SqlTargetDatabase<never>;

export async function openCrashed(
  { dialect, environment }: CrashSubject,
  observer?: StatementObserver,
): Promise<Opened> {
  const options = sessionOptions({ lockTimeoutMs: 2_000, ...(observer && { observer }) });
  const connect = () => dialect.connect(environment, options);
  const retry = { budgetMs: 0, pauseMinMs: 1, pauseMaxMs: 1 };
  return new SqlTargetDatabase(dialect, await connect(), { reconnect: connect, retry });
}

/** An empty database with the table and its rows. */
export async function resetTo(
  subject: CrashSubject,
  spec: TableSpec,
  rows: readonly TableRow[],
): Promise<void> {
  await subject.empty();
  const made = subject.dialect.describe([{ ...step('create_table', spec.name), spec }], new Map());
  for (const sql of [...made.values()].flat()) await subject.query(sql);
  await subject.insert(spec.name, rows);
}

/** What the target's mark says is done is not done again. */
export async function work(
  database: Opened,
  chunks: readonly Chunk[],
  start: SchemaState,
  fence: number,
  afterChunk: () => Promise<void> = async () => {},
): Promise<void> {
  await database.enter('env-1', 'run-1', fence, 'plan');
  let schema = start;
  for (const chunk of chunks) {
    await database.execute(chunk, schema, fence);
    schema = applySteps(schema, chunk.steps);
    await afterChunk();
  }
  await database.leave();
}
