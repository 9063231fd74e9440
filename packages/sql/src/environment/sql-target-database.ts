/**
 * Owns the execution of chunks on one environment's database, for every dialect: session lock, fence, mark,
 * transaction, lock retries, and what an error says. It decides nothing about a plan and knows no SQL.
 */
import {
  AuthoringError,
  type Chunk,
  type Engine,
  type EngineLimits,
  invariant,
  isAuthoringError,
  type Phase,
  type PhysicalSchema,
  type PhysicalTable,
  type PreflightCheck,
  type PreflightFinding,
  type SchemaState,
  type Step,
  type TableSpec,
  type TargetDatabase,
  type TargetMark,
} from '@objectstack/metadata-authoring';
import { chunkSteps } from './chunk-steps.ts';
import type { Action, TargetDialect, TargetSession } from './dialect.ts';
import { environmentLocked, leaseLost, notEntered } from './lock-errors.ts';
import { type RetryBudget, retryLock } from './retry-lock.ts';
import { rollBack } from './roll-back.ts';
import { runTransactionalChunk } from './run-transactional-chunk.ts';
import { SerialQueue } from './serial-queue.ts';
import { StatementFailure } from './statement-hash.ts';

/** What `enter` was called with: every chunk belongs to it. */
interface Entered {
  readonly environmentId: string;
  readonly runId: string;
  readonly fence: number;
}

export class SqlTargetDatabase<A extends Action> implements TargetDatabase {
  readonly engine: Engine;
  readonly limits: EngineLimits;
  readonly #dialect: TargetDialect<A>;
  readonly #reconnect: () => Promise<TargetSession<A>>;
  readonly #retry: RetryBudget;
  readonly #release: (session: TargetSession<A>) => Promise<void>;
  readonly #queue = new SerialQueue();
  #session: TargetSession<A>;
  #entered: Entered | null = null;

  constructor(
    dialect: TargetDialect<A>,
    session: TargetSession<A>,
    reconnect: () => Promise<TargetSession<A>>,
    retry: RetryBudget,
    release: (session: TargetSession<A>) => Promise<void> = (used) => used.close(),
  ) {
    this.engine = dialect.engine;
    this.limits = dialect.limits;
    this.#dialect = dialect;
    this.#session = session;
    this.#reconnect = reconnect;
    this.#retry = retry;
    this.#release = release;
  }

  introspect(tables?: readonly string[]): Promise<PhysicalSchema> {
    return this.#call((session) => session.introspect(tables));
  }

  render(table: TableSpec): PhysicalTable {
    return this.#dialect.render(table);
  }

  describe(steps: readonly Step[], before: SchemaState): ReadonlyMap<string, readonly string[]> {
    return this.#dialect.describe(steps, before);
  }

  chunks(phase: Phase, steps: readonly Step[], firstNo: number): readonly Chunk[] {
    return chunkSteps(this.#dialect.capabilities, phase, steps, firstNo);
  }

  preflight(checks: readonly PreflightCheck[]): Promise<readonly PreflightFinding[]> {
    return this.#call(async (session) => {
      const findings: PreflightFinding[] = [];
      for (const check of checks) findings.push(...(await session.preflight(check)));
      return findings;
    });
  }

  mark(): Promise<TargetMark | null> {
    return this.#call((session) => session.readMark());
  }

  enter(environmentId: string, runId: string, fence: number, planHash: string): Promise<void> {
    return this.#call(async (session) => {
      if (!(await session.lock())) throw environmentLocked();
      try {
        await this.#claim(session, { environmentId, runId, fence, planHash });
        this.#entered = { environmentId, runId, fence };
      } catch (error) {
        if (!session.broken) await session.unlock();
        throw session.isLockTimeout(error) ? environmentLocked(error) : error;
      }
    });
  }

  execute(chunk: Chunk, before: SchemaState, fence: number): Promise<void> {
    return this.#call(async (session) => {
      const entered = this.#entered;
      if (entered === null || entered.fence !== fence) throw notEntered(fence);
      invariant(chunk.transactional, 'a chunk of this engine must be one transaction');
      const actions = this.#dialect.compile(chunk.steps, before);
      await retryLock(
        this.#retry,
        (error) => session.isLockTimeout(engineError(error)),
        () => runTransactionalChunk(session, chunk, actions, entered),
      );
    });
  }

  leave(): Promise<void> {
    return this.#queue.run(async () => {
      this.#entered = null;
      if (!this.#session.broken) await this.#session.unlock();
    });
  }

  close(): Promise<void> {
    return this.#queue.run(async () => {
      this.#entered = null;
      await this.#release(this.#session);
    });
  }

  async #claim(session: TargetSession<A>, claim: Entered & { readonly planHash: string }): Promise<void> {
    await retryLock(
      this.#retry,
      (error) => session.isLockTimeout(error),
      async () => {
        await session.begin();
        try {
          await session.prepareMark();
          const mark = await session.readMark();
          // A mark of another environment is what a discarded control plane left: its fences count from elsewhere.
          const ours = mark !== null && mark.environmentId === claim.environmentId ? mark : null;
          if (ours && ours.fence > claim.fence) throw leaseLost(claim.fence, ours.fence);
          await session.writeMark({
            ...claim,
            chunksDone: ours?.runId === claim.runId ? ours.chunksDone : 0,
          });
          await session.commit();
        } catch (error) {
          await rollBack(session);
          throw error;
        }
      },
    );
  }

  /** One call at a time; a connection that died is replaced, and its session lock is not assumed to be ours any more. */
  #call<T>(work: (session: TargetSession<A>) => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      if (this.#session.broken) {
        this.#entered = null;
        await this.#session.close();
        this.#session = await this.#reconnect();
      }
      try {
        return await work(this.#session);
      } catch (error) {
        const explained = this.#explain(error);
        if (isAuthoringError(explained) && explained.code === 'DATABASE_UNAVAILABLE') this.#session.discard();
        throw explained;
      }
    });
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

function engineError(error: unknown): unknown {
  return error instanceof StatementFailure ? error.cause : error;
}
