/**
 * Owns the execution of chunks on one environment's database, for every dialect: session lock, fence, mark,
 * transaction, lock retries, and what an error says. It decides nothing about a plan and knows no SQL.
 */
import {
  AuthoringError,
  type Bridge,
  type Chunk,
  type ChunkWatch,
  type CountedThing,
  type Engine,
  type EngineLimits,
  type FlatRow,
  isAuthoringError,
  LIMITS,
  type Phase,
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
  type TableReading,
  type TableSpec,
  type TargetDatabase,
  type TargetMark,
} from '@objectstack/metadata-authoring';
import type { Claim } from './chunk-mark.ts';
import { chunkSteps } from './chunk-steps.ts';
import type { Action, TargetDialect, TargetSession } from './dialect.ts';
import { heartbeat } from './heartbeat.ts';
import { environmentLocked, leaseLost, notEntered } from './lock-errors.ts';
import { lookAhead } from './look-ahead.ts';
import { withRefusedRows } from './name-refused-rows.ts';
import { type RetryBudget, retryLock } from './retry-lock.ts';
import { runAutocommittedChunk, settleChunk } from './run-autocommitted-chunk.ts';
import { runBatchedChunk } from './run-batched-chunk.ts';
import { runTransactionalChunk } from './run-transactional-chunk.ts';
import { SerialQueue } from './serial-queue.ts';
import { engineError, StatementFailure } from './statement-hash.ts';
import { StepTimes } from './step-times.ts';
import { transact } from './transact.ts';

const UNWATCHED: ChunkWatch = { onRows: () => {}, goesOn: async () => {} };

/** What is done on a chunk by the session that entered. */
type Work<A extends Action, T> = (
  session: TargetSession<A>,
  chunk: Chunk,
  actions: readonly A[],
  claim: Claim,
  times: StepTimes,
) => Promise<T>;

export interface SqlTargetOptions<A extends Action> {
  readonly reconnect: () => Promise<TargetSession<A>>;
  readonly retry: RetryBudget;
  /** Default: LIMITS.silence_ms. */
  readonly silenceMs?: number;
  /** The session was in use before, and waited since. */
  readonly kept?: boolean;
  /** Takes the session back; by default it is closed. */
  readonly release?: (session: TargetSession<A>) => Promise<void>;
}

export class SqlTargetDatabase<A extends Action> implements TargetDatabase {
  readonly engine: Engine;
  readonly limits: EngineLimits;
  readonly #dialect: TargetDialect<A>;
  readonly #reconnect: () => Promise<TargetSession<A>>;
  readonly #retry: RetryBudget;
  readonly #silenceMs: number;
  readonly #release: (session: TargetSession<A>) => Promise<void>;
  readonly #queue = new SerialQueue();
  readonly #besideQueue = new SerialQueue();
  #session: TargetSession<A>;
  #beside: TargetSession<A> | null = null;
  #entered: Claim | null = null;
  #kept: boolean;

  constructor(
    dialect: TargetDialect<A>,
    session: TargetSession<A>,
    {
      reconnect,
      retry,
      silenceMs = LIMITS.silence_ms,
      kept = false,
      release = (used) => used.close(),
    }: SqlTargetOptions<A>,
  ) {
    this.engine = dialect.engine;
    this.limits = dialect.limits;
    this.#dialect = dialect;
    this.#session = session;
    this.#reconnect = reconnect;
    this.#retry = retry;
    this.#silenceMs = silenceMs;
    this.#kept = kept;
    this.#release = release;
  }

  introspect(tables?: readonly string[]): Promise<PhysicalSchema> {
    return this.#call((session) => session.introspect(tables));
  }

  views(names?: readonly string[]): Promise<PhysicalViews> {
    return this.#call((session) => session.views(names));
  }

  triggers(): Promise<PhysicalTriggers> {
    return this.#call((session) => session.triggers());
  }

  triggersUntil(step: Bridge, tables: SchemaState): readonly PhysicalTriggers[] {
    return this.#dialect.triggersUntil(step, tables.get(step.table));
  }

  render(table: TableSpec): PhysicalTable {
    return this.#dialect.render(table);
  }

  specOf(name: string, table: PhysicalTable): TableReading {
    return this.#dialect.specOf(name, table);
  }

  describe(steps: readonly Step[], before: SchemaState): ReadonlyMap<string, readonly string[]> {
    return this.#dialect.describe(steps, before);
  }

  chunks(phase: Phase, steps: readonly Step[], firstNo: number): readonly Chunk[] {
    return chunkSteps(this.#dialect.capabilities, phase, steps, firstNo);
  }

  preflight(
    checks: readonly PreflightCheck[],
    goesOn: () => Promise<void> = async () => {},
  ): Promise<readonly PreflightFinding[]> {
    return this.#call(async (session) => {
      const findings: PreflightFinding[] = [];
      for (const check of checks) {
        await goesOn();
        findings.push(...(await session.preflight(check, goesOn)));
      }
      return findings;
    });
  }

  countRows(things: readonly CountedThing[]): Promise<readonly (number | null)[]> {
    return this.#call(async (session) => {
      const counts: (number | null)[] = [];
      for (const thing of things) counts.push(await session.countRows(thing));
      return counts;
    });
  }

  tableFacts(tables: readonly string[]): Promise<readonly TableFacts[]> {
    return this.#call(async (session) => {
      const facts: TableFacts[] = [];
      for (const table of tables) {
        const found = await session.tableFacts(table);
        if (found !== null) facts.push(found);
      }
      return facts;
    });
  }

  refusedOnline(steps: readonly Step[], before: SchemaState): Promise<readonly AuthoringError[]> {
    return this.#call(async (session) => (await session.refusedOnline?.(steps, before)) ?? []);
  }

  flatRows(packageId: string, afterId: string, limit: number): Promise<readonly FlatRow[]> {
    return this.#call((session) => session.flatRows(packageId, afterId, limit));
  }

  flatPackages(): Promise<readonly { readonly packageId: string; readonly rows: number }[]> {
    return this.#call((session) => session.flatPackages());
  }

  mark(): Promise<TargetMark | null> {
    return this.#call(async (session) => {
      const mark = await session.readMark();
      if (mark === null) return null;
      const { environmentId, fence, runId, chunksDone, planHash } = mark;
      return { environmentId, fence, runId, chunksDone, planHash };
    });
  }

  enter(
    environmentId: string,
    runId: string,
    fence: number,
    planHash: string,
    over?: TargetMark,
  ): Promise<void> {
    return this.#call(async (session) => {
      if (!(await session.lock({ environmentId, fence }))) throw environmentLocked();
      try {
        await this.#claim(session, { environmentId, runId, fence, planHash }, over);
        this.#entered = { environmentId, runId, fence };
      } catch (error) {
        if (!session.broken) await session.unlock();
        throw session.isLockTimeout(error) ? environmentLocked(error) : error;
      }
    });
  }

  async execute(chunk: Chunk, before: SchemaState, fence: number, watch = UNWATCHED): Promise<void> {
    try {
      await this.#execute(chunk, before, fence, watch);
    } catch (error) {
      throw await withRefusedRows(error, chunk, before, (check) => this.preflight([check]));
    }
  }

  #execute(chunk: Chunk, before: SchemaState, fence: number, watch: ChunkWatch): Promise<void> {
    if (chunk.batched)
      return this.#claimed(chunk, before, fence, watch, (session, ...work) =>
        runBatchedChunk(session, this.#retry, ...work, watch),
      );
    if (!chunk.transactional)
      return this.#claimedWithRetry(chunk, before, fence, watch, runAutocommittedChunk);
    return this.#claimed(chunk, before, fence, watch, async (session, same, actions, claim, times) => {
      await lookAhead(session, this.#retry, actions, times);
      await this.#retried(session, chunk, () => runTransactionalChunk(session, same, actions, claim, times));
    });
  }

  settle(chunk: Chunk, before: SchemaState, fence: number): Promise<boolean> {
    return this.#claimedWithRetry(chunk, before, fence, UNWATCHED, settleChunk);
  }

  /** Not in the queue: what it is about stands at its head. */
  async interrupt(): Promise<void> {
    const { connectionId } = this.#session;
    if (connectionId === null) return;
    const other = await this.#reconnect();
    try {
      await other.endStatementOf(connectionId);
    } finally {
      await other.close();
    }
  }

  /** Not in the queue either. One connection beside for as long as somebody asks. */
  async progress(): Promise<Omit<RowProgress, 'stepId'> | null> {
    const { connectionId } = this.#session;
    return connectionId === null ? null : this.#besides((beside) => beside.progressOf(connectionId));
  }

  #besides<T>(ask: (beside: TargetSession<A>) => Promise<T>): Promise<T> {
    return this.#besideQueue.run(async () => {
      if (this.#beside?.broken) await this.#endBeside();
      this.#beside ??= await this.#reconnect();
      const beside = this.#beside;
      try {
        return await ask(beside);
      } catch (error) {
        throw beside.errorOf(engineError(error));
      }
    });
  }

  #closeBeside(): Promise<void> {
    return this.#besideQueue.run(() => this.#endBeside());
  }

  async #endBeside(): Promise<void> {
    const beside = this.#beside;
    this.#beside = null;
    await beside?.close();
  }

  leave(): Promise<void> {
    return this.#queue.run(async () => {
      await this.#closeBeside();
      this.#entered = null;
      if (this.#session.broken) return;
      try {
        await this.#session.unlock();
      } catch {
        // The lock goes with the connection; why it is lost says nothing about what was done before.
        this.#session.discard();
      }
    });
  }

  close(): Promise<void> {
    return this.#queue.run(async () => {
      await this.#closeBeside();
      this.#entered = null;
      await this.#release(this.#session);
    });
  }

  /** Works on a chunk as the session that entered under this fence. */
  #claimed<T>(
    chunk: Chunk,
    before: SchemaState,
    fence: number,
    watch: ChunkWatch,
    work: Work<A, T>,
  ): Promise<T> {
    return this.#call(async (session) => {
      const entered = this.#entered;
      if (entered === null || entered.fence !== fence) throw notEntered(fence);
      const times = new StepTimes(chunk, before, this.#dialect.capabilities);
      const result = await work(session, chunk, this.#dialect.compile(chunk.steps, before), entered, times);
      for (const time of times.all) watch.onStep?.(time);
      return result;
    });
  }

  /** The same, again while a lock is not granted. */
  #claimedWithRetry<T>(
    chunk: Chunk,
    before: SchemaState,
    fence: number,
    watch: ChunkWatch,
    work: Work<A, T>,
  ): Promise<T> {
    return this.#claimed(chunk, before, fence, watch, (session, ...rest) =>
      this.#retried(session, chunk, () => work(session, ...rest)),
    );
  }

  #retried<T>(session: TargetSession<A>, chunk: Chunk, attempt: () => Promise<T>): Promise<T> {
    return retryLock(
      this.#retry,
      (error) => session.isLockTimeout(engineError(error)),
      attempt,
      async () => session.makeWay?.([...new Set(chunk.steps.map(({ table }) => table))]),
    );
  }

  async #claim(
    session: TargetSession<A>,
    claim: Claim & { readonly planHash: string },
    over?: TargetMark,
  ): Promise<void> {
    await retryLock(
      this.#retry,
      (error) => session.isLockTimeout(error),
      () =>
        transact(session, async () => {
          await session.prepareMark();
          const mark = await session.readMark();
          // A mark of another environment is what a discarded control plane left: its fences count from elsewhere.
          const ours = mark !== null && mark.environmentId === claim.environmentId ? mark : null;
          const isForgotten = ours?.runId === over?.runId && ours?.fence === over?.fence;
          if (ours && ours.fence > claim.fence && !isForgotten) throw leaseLost(claim.fence, ours.fence);
          const sameRun = ours?.runId === claim.runId ? ours : null;
          await session.writeMark({
            ...claim,
            chunksDone: sameRun?.chunksDone ?? 0,
            attempting: sameRun?.attempting ?? null,
            cursor: sameRun?.cursor ?? null,
          });
        }),
    );
  }

  /**
   * One call at a time; a connection that died is replaced, and its session lock is not assumed to be ours any more. Of one
   * that was kept nobody knows that the server has it still, before it has answered: nothing was done on it, so the first
   * call may be made again.
   */
  #call<T>(work: (session: TargetSession<A>) => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      const isFirst = this.#kept;
      this.#kept = false;
      try {
        return await this.#attempt(work);
      } catch (error) {
        if (!isFirst || !this.#session.broken) throw error;
        return this.#attempt(work);
      }
    });
  }

  async #attempt<T>(work: (session: TargetSession<A>) => Promise<T>): Promise<T> {
    if (this.#session.broken) {
      this.#entered = null;
      await this.#session.close();
      this.#session = await this.#reconnect();
    }
    const stop = heartbeat(this.#session, {
      silenceMs: this.#silenceMs,
      isWorking: (id) => this.#besides((beside) => beside.isWorking(id)),
    });
    try {
      return await work(this.#session);
    } catch (error) {
      const explained = this.#explain(error);
      if (isAuthoringError(explained) && explained.code === 'DATABASE_UNAVAILABLE') this.#session.discard();
      throw explained;
    } finally {
      stop();
    }
  }

  /** The error that crosses the port: with step and statement hash where a statement failed. */
  #explain(error: unknown): Error {
    const explained = this.#session.errorOf(engineError(error));
    if (!(error instanceof StatementFailure) || !isAuthoringError(explained)) return explained;
    return new AuthoringError(explained.code, `${explained.message} (step ${error.stepId})`, {
      details: { ...explained.details, stepId: error.stepId, statementHash: error.hash },
      ...(explained.suggestion === undefined ? {} : { suggestion: explained.suggestion }),
      cause: explained.cause ?? error.cause,
    });
  }
}
