/** Owns one MySQL connection of an environment: session lock, transactions, actions, the mark, and its errors. */
import {
  AuthoringError,
  type CountedThing,
  type FlatRow,
  isAuthoringError,
  type PhysicalSchema,
  type PhysicalTable,
  type PhysicalTriggers,
  type PhysicalViews,
  type PreflightCheck,
  type PreflightFinding,
  type RowProgress,
  type SchemaState,
  type Step,
  type TableFacts,
} from '@objectstack/metadata-authoring';
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
import { StatementLimit } from '../../environment/statement-limits.ts';
import type { DdlAction, MysqlAction } from './action.ts';
import { takeBackCheck } from './check-shadow.ts';
import { isMysqlLockTimeout, isMysqlRowError, mysqlErrno, toAuthoringError } from './errors.ts';
import { type Fact, holds, type Live } from './fact.ts';
import { batchStatement, estimateRows, fillBatch, keyAfter } from './fill-rows.ts';
import { readFlatPackages, readFlatRows } from './flat-rows.ts';
import { holdOf } from './hold-of.ts';
import { introspect, tableNames, viewNames } from './introspect.ts';
import type { ObservedClient } from './observed-client.ts';
import { dropShadow, perform } from './perform.ts';
import { readTriggers } from './physical-trigger.ts';
import { preflightAsker } from './preflight.ts';
import { prepareMark, readMark, writeMark } from './probe.ts';
import { progressOf } from './progress.ts';
import { readViews } from './read-views.ts';
import { refusedOnline } from './refused-online.ts';
import { triggersOf } from './replace-sync.ts';
import { releaseLock, takeLock } from './session-lock.ts';
import { isSwapped, takeBackSwap } from './swap-column.ts';
import { takeBackTurn } from './turn-sync.ts';

const IS_WORKING = "SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ? AND COMMAND <> 'Sleep'";
const NOTHING: PhysicalTable = { columns: new Map(), indexes: new Map() };

export class MysqlSession implements TargetSession<MysqlAction> {
  readonly #client: ObservedClient;
  /** Whole seconds: all that the server counts in. */
  readonly #lockTimeoutMs: number;
  readonly #silenceMs: number;
  readonly #limit: StatementLimit;
  readonly #serverId: number;
  readonly answers: AnswerWait;
  #broken = false;
  #locked = false;
  #inTransaction = false;

  /** @param serverId by which the server says that it knows the connection */
  constructor(client: ObservedClient, options: SessionOptions, serverId: number) {
    this.#client = client;
    this.#lockTimeoutMs = options.lockTimeoutMs;
    this.#silenceMs = options.silenceMs;
    this.#serverId = serverId;
    this.answers = client.answers;
    this.#limit = new StatementLimit(options, client.answers, async (limitMs) => {
      await this.#client.query(limitStatements(client.fromMariaDb, limitMs));
    });
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

  async refusedOnline(steps: readonly Step[], before: SchemaState): Promise<readonly AuthoringError[]> {
    await this.#limit.use('table');
    return refusedOnline(this.#client, steps, before);
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
    this.#locked = await takeLock(this.#client, claim, this.#lockTimeoutMs / 1_000);
    return this.#locked;
  }

  async unlock(): Promise<void> {
    if (!this.#locked) return;
    this.#locked = false;
    await releaseLock(this.#client);
  }

  async begin(): Promise<void> {
    await this.#client.query('START TRANSACTION');
    this.#inTransaction = true;
  }
  async commit(): Promise<void> {
    await this.#client.query('COMMIT');
    this.#inTransaction = false;
  }
  async rollback(): Promise<void> {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    await this.#client.query('ROLLBACK');
  }

  async perform(action: MysqlAction): Promise<number> {
    const held = new HeldTime(holdOf);
    let running = `${action.kind} ${action.stepId}`;
    try {
      await this.#limit.use(action.lasts ?? 'catalog');
      await perform(this.#client, action, async (sql) => {
        running = sql;
        await held.of(sql, async () => {
          await this.#client.query(sql);
        });
      });
      return held.longestMs;
    } catch (error) {
      throw isAuthoringError(error) ? error : new StatementFailure(action.stepId, running, error);
    }
  }

  readonly autocommit: Autocommit<MysqlAction> = {
    standing: async (actions) => {
      await this.#limit.use('catalog');
      // What leaves nothing to see never stands: it is done again.
      const ddl = actions.filter(
        (action): action is DdlAction => action.autocommits === true && action.kind !== 'check_shadow',
      );
      const live = await this.#look(ddl.flatMap(({ leaves }) => leaves));
      return new Set(ddl.filter(({ leaves }) => leaves.every((fact) => holds(fact, live))));
    },
    begun: async (actions) => {
      if ((await this.autocommit.standing(actions)).size > 0) return true;
      for (const action of actions)
        if (action.kind === 'swap_column' && (await isSwapped(this.#client, action))) return true;
      return false;
    },
    takeBack: async (action) => {
      await this.#limit.use(action.lasts ?? 'catalog');
      const run = async (sql: string) => {
        await this.#client.query(sql);
      };
      if (action.kind === 'retype') await dropShadow(this.#client, action);
      if (action.kind === 'check_shadow') await takeBackCheck(this.#client, action, run);
      if (action.kind === 'swap_column') await takeBackSwap(this.#client, action, run);
      if (action.kind === 'turn_sync') await takeBackTurn(this.#client, action, run);
    },
  };

  /** A thousand new tables are looked up by name alone: a table that is there is whole. */
  async #look(facts: readonly Fact[]): Promise<Live> {
    const named = (isView: boolean) => [
      ...new Set(facts.filter(({ what }) => (what === 'view') === isView).map(({ table }) => table)),
    ];
    const tables = named(false);
    const views = new Set(await viewNames(this.#client, named(true)));
    const triggers = new Set(
      facts.some(({ what }) => what === 'trigger') ? await triggersOf(this.#client, tables) : [],
    );
    if (facts.some(({ what }) => what !== 'table' && what !== 'view'))
      return { tables: await introspect(this.#client, tables), views, triggers };
    const names = await tableNames(this.#client, tables);
    return { tables: new Map(names.map((name) => [name, NOTHING])), views, triggers };
  }

  async fillBatch(action: FillRows, after: string | null, limit: number): Promise<Batch> {
    try {
      await this.#limit.use('batch');
      return await fillBatch(this.#client, action, after, limit);
    } catch (error) {
      throw new StatementFailure(action.stepId, batchStatement(action, after === null), error);
    }
  }
  refusedKey(action: FillRows, after: string | null): Promise<string | null> {
    return keyAfter(this.#client, action.table, after);
  }
  estimateRows({ table }: FillRows): Promise<number> {
    return estimateRows(this.#client, table);
  }
  isRowError(error: unknown): boolean {
    return isMysqlRowError(error);
  }

  async beforeCommit(): Promise<void> {}

  async prepareMark(): Promise<void> {
    const committed = await prepareMark(this.#client);
    if (committed && this.#inTransaction) await this.begin();
  }
  readMark(): Promise<MarkRow | null> {
    return readMark(this.#client, this.#inTransaction);
  }
  writeMark(mark: MarkRow): Promise<void> {
    return writeMark(this.#client, mark);
  }

  /** The driver learns it from the first message, which a proxy sends in the server's place. */
  get connectionId(): number | null {
    return this.#client.connectionId === this.#serverId ? this.#serverId : null;
  }
  async isWorking(connectionId: number): Promise<boolean> {
    return (await this.#client.query(IS_WORKING, [connectionId])).length === 1;
  }
  progressOf(connectionId: number): Promise<Omit<RowProgress, 'stepId'> | null> {
    return progressOf(this.#client, connectionId);
  }
  async endStatementOf(connectionId: number): Promise<void> {
    await this.#client.query('KILL QUERY ?', [connectionId]);
  }

  isLockTimeout(error: unknown): boolean {
    return isMysqlLockTimeout(error);
  }

  errorOf(error: unknown): Error {
    if (!isMysqlRowError(error)) return toAuthoringError(error);
    return new AuthoringError('PREFLIGHT_FAILED', "the environment's rows do not fit the new schema", {
      details: { errno: mysqlErrno(error) },
      suggestion: 'run the preflight: it names the rows; correct them, then resume the run',
      cause: error,
    });
  }

  async close(): Promise<void> {
    if (this.#broken) this.#client.destroy();
    else await this.#client.end(this.#silenceMs);
  }
}

/** MariaDB ends whatever lasts longer, DDL too; MySQL only what reads. */
function limitStatements(fromMariaDb: boolean, limitMs: number): string {
  return fromMariaDb
    ? `SET SESSION max_statement_time = ${limitMs / 1_000}`
    : `SET SESSION max_execution_time = ${limitMs}`;
}
