/** Owns one PostgreSQL connection of an environment: session lock, transactions, actions, the mark, and its errors. */
import {
  AuthoringError,
  type CountedThing,
  type FlatRow,
  type PhysicalSchema,
  type PhysicalTriggers,
  type PhysicalViews,
  type PreflightCheck,
  type PreflightFinding,
  type RowProgress,
  type TableFacts,
} from '@objectstack/metadata-authoring';
import type { Client } from 'pg';
import type { AnswerWait } from '../../environment/answer-wait.ts';
import { askCount, askPreflight, askTableFacts } from '../../environment/ask-preflight.ts';
import type {
  Autocommit,
  Batch,
  FillRows,
  MarkRow,
  SessionOptions,
  TargetSession,
} from '../../environment/dialect.ts';
import { HeldTime } from '../../environment/held-time.ts';
import { StatementFailure } from '../../environment/statement-hash.ts';
import { type StatementClass, StatementLimit } from '../../environment/statement-limits.ts';
import type { PostgresAction } from './action.ts';
import { sayGoodbye } from './awaited-client.ts';
import { isBuilt, type LockWaits, takeBackBuild } from './build-index.ts';
import { takeBackCheck } from './check-shadow.ts';
import { isRowState, sqlState, toAuthoringError } from './errors.ts';
import { estimateRows } from './estimate-rows.ts';
import { fillBatch, refusedKey } from './fill-rows.ts';
import { readFlatPackages, readFlatRows } from './flat-rows.ts';
import { holdOf } from './hold-of.ts';
import { introspect } from './introspect.ts';
import { makeWay } from './make-way.ts';
import { perform } from './perform.ts';
import { preflightAsker } from './preflight.ts';
import { prepareMark, readMark, writeMark } from './probe.ts';
import { progressOf } from './progress.ts';
import { isProven, takeBackProof } from './prove-not-null.ts';
import { readTriggers } from './read-triggers.ts';
import { readViews } from './read-views.ts';
import { releaseLock, takeLock } from './session-lock.ts';

const LOCK_NOT_AVAILABLE = '55P03';
const IS_WORKING = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND state NOT LIKE 'idle%'";
/** One round trip. The server writes its log in order: what such a commit loses, it loses from the end. */
const BEGIN_REDONE = 'BEGIN; SET LOCAL synchronous_commit = off';

export interface Connected {
  readonly answers: AnswerWait;
  /** By what the server itself said. */
  readonly backendId: number | undefined;
}

export class PostgresSession implements TargetSession<PostgresAction> {
  readonly #client: Client;
  readonly #waits: LockWaits;
  readonly #silenceMs: number;
  readonly #limit: StatementLimit;
  readonly #backendId: number | undefined;
  readonly answers: AnswerWait;
  #broken = false;
  #locked = false;
  #inTransaction = false;
  #sawMark = false;

  constructor(client: Client, options: SessionOptions, { answers, backendId }: Connected) {
    this.#client = client;
    this.#waits = options;
    this.#silenceMs = options.silenceMs;
    this.answers = answers;
    this.#backendId = backendId;
    this.#limit = new StatementLimit(options, answers, async (limitMs) => {
      await this.#client.query(`SET statement_timeout = ${limitMs}`);
    });
    client.on('error', () => this.discard());
    client.on('end', () => this.discard());
  }

  discard(): void {
    this.#broken = true;
    this.#locked = false;
  }

  get broken(): boolean {
    return this.#broken;
  }

  get reusable(): boolean {
    return !this.broken && !this.#inTransaction && !this.#locked;
  }

  async introspect(tables?: readonly string[]): Promise<PhysicalSchema> {
    await this.#limit.use('catalog');
    return introspect(this.#client, tables);
  }

  async views(names?: readonly string[]): Promise<PhysicalViews> {
    await this.#limit.use('catalog');
    return readViews(this.#client, names);
  }

  async triggers(): Promise<PhysicalTriggers> {
    await this.#limit.use('catalog');
    return readTriggers(this.#client);
  }

  async preflight(check: PreflightCheck, goesOn: () => Promise<void>): Promise<readonly PreflightFinding[]> {
    await this.#limit.use('table');
    return askPreflight(preflightAsker(this.#client), check, goesOn);
  }

  async countRows(thing: CountedThing): Promise<number | null> {
    await this.#limit.use('table');
    return askCount(preflightAsker(this.#client), thing);
  }

  async tableFacts(table: string): Promise<TableFacts | null> {
    await this.#limit.use('table');
    return askTableFacts(preflightAsker(this.#client), table);
  }

  async flatRows(packageId: string, afterId: string, limit: number): Promise<readonly FlatRow[]> {
    await this.#limit.use('table');
    return readFlatRows(this.#client, packageId, afterId, limit);
  }

  async flatPackages(): Promise<readonly { readonly packageId: string; readonly rows: number }[]> {
    await this.#limit.use('table');
    return readFlatPackages(this.#client);
  }

  async lock(claim: { readonly environmentId: string; readonly fence: number }): Promise<boolean> {
    if (this.#locked) return true;
    await this.#limit.use('catalog');
    this.#locked = await takeLock(this.#client, claim, this.#waits.lockTimeoutMs);
    return this.#locked;
  }

  async unlock(): Promise<void> {
    if (!this.#locked) return;
    this.#locked = false;
    await releaseLock(this.#client);
  }

  async begin(redone = false): Promise<void> {
    await this.#client.query(redone ? BEGIN_REDONE : 'BEGIN');
    this.#inTransaction = true;
  }
  async commit(): Promise<void> {
    await this.#client.query('COMMIT');
    this.#inTransaction = false;
  }
  async rollback(): Promise<void> {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    // What was set within it is set no more.
    this.#limit.forget();
    await this.#client.query('ROLLBACK');
  }

  async perform(action: PostgresAction): Promise<number> {
    const held = new HeldTime(holdOf);
    let running = `${action.kind} ${action.stepId}`;
    const run = async (sql: string) => {
      running = sql;
      await held.of(sql, async () => {
        await this.#client.query(sql);
      });
    };
    try {
      await this.#limit.use(action.lasts ?? 'catalog');
      await perform(this.#client, action, run, this.#waits);
      return held.longestMs;
    } catch (error) {
      throw new StatementFailure(action.stepId, running, error);
    }
  }

  readonly autocommit: Autocommit<PostgresAction> = {
    standing: async (actions) => {
      await this.#limit.use('catalog');
      const standing = new Set<PostgresAction>();
      for (const action of actions) if (await this.#stands(action)) standing.add(action);
      return standing;
    },
    begun: async (actions) => (await this.autocommit.standing(actions)).size > 0,
    takeBack: async (action) => {
      if (action.kind === 'build_index') await takeBackBuild(this.#client, action);
      if (action.kind === 'prove_not_null') await takeBackProof(this.#client, action);
      if (action.kind === 'check_shadow') await takeBackCheck(this.#client, action);
    },
  };

  async #stands(action: PostgresAction): Promise<boolean> {
    if (action.kind === 'build_index') return isBuilt(this.#client, action);
    return action.kind === 'prove_not_null' && (await isProven(this.#client, action));
  }

  async fillBatch(action: FillRows, after: string | null, limit: number): Promise<Batch> {
    const on = { client: this.#client, limit: (statement: StatementClass) => this.#limit.use(statement) };
    return fillBatch(on, action, after, limit);
  }
  async refusedKey(action: FillRows, after: string | null): Promise<string | null> {
    await this.#limit.use('table');
    return refusedKey(this.#client, action, after);
  }
  async estimateRows(action: FillRows): Promise<number> {
    await this.#limit.use('table');
    return estimateRows(this.#client, action);
  }
  isRowError(error: unknown): boolean {
    return isRowState(sqlState(error));
  }

  async beforeCommit(): Promise<void> {}

  prepareMark(): Promise<void> {
    return prepareMark(this.#client);
  }
  async readMark(): Promise<MarkRow | null> {
    const mark = await readMark(this.#client, this.#inTransaction, this.#sawMark);
    // Seen with a row in it, the table is there for good: only the database itself could go.
    this.#sawMark ||= mark !== null;
    return mark;
  }
  writeMark(mark: MarkRow): Promise<void> {
    return writeMark(this.#client, mark);
  }

  get connectionId(): number | null {
    // The driver learns it from the first message, which a pooler sends in the server's place; its type does not tell.
    const told = 'processID' in this.#client ? Number(this.#client.processID) : null;
    return told === this.#backendId ? told : null;
  }
  async isWorking(connectionId: number): Promise<boolean> {
    const { rowCount } = await this.#client.query(IS_WORKING, [connectionId]);
    return rowCount === 1;
  }
  progressOf(connectionId: number): Promise<Omit<RowProgress, 'stepId'> | null> {
    return progressOf(this.#client, connectionId);
  }
  async endStatementOf(connectionId: number): Promise<void> {
    await this.#client.query('SELECT pg_cancel_backend($1)', [connectionId]);
  }

  async makeWay(tables: readonly string[]): Promise<void> {
    await this.#limit.use('catalog');
    await makeWay(this.#client, tables);
  }
  isLockTimeout(error: unknown): boolean {
    return sqlState(error) === LOCK_NOT_AVAILABLE;
  }

  errorOf(error: unknown): Error {
    const state = sqlState(error);
    if (!isRowState(state)) return toAuthoringError(error);
    return new AuthoringError('PREFLIGHT_FAILED', "the environment's rows do not fit the new schema", {
      details: { state },
      suggestion: 'run the preflight: it names the rows; correct them, then resume the run',
      cause: error,
    });
  }

  async close(): Promise<void> {
    const goodbye = sayGoodbye(this.#client, this.#silenceMs);
    if (this.#broken) goodbye.catch(() => this.discard());
    else await goodbye;
  }
}
