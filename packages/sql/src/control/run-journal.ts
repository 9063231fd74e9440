/** Owns runs and their chunks in `_authoring_run` and `_authoring_run_chunk`: the durable truth of every execution. */
import {
  type AppliedRun,
  AuthoringError,
  type ChunkRow,
  type FrozenRun,
  type RunFailure,
  type RunJournalPort,
  type RunProgress,
  type RunRequest,
  type RunRow,
  type RunState,
  type Scope,
} from '@objectstack/metadata-authoring';
import type { RunStatements } from './run-statements.ts';
import type { Session } from './session.ts';
import type { StoreContext } from './store-context.ts';

export class RunJournal implements RunJournalPort {
  readonly #at: StoreContext;
  readonly #statements: RunStatements;
  /** Frozen content by run that is as the database will hold it, if the transaction commits. */
  readonly #pending = new Map<string, FrozenRun>();

  constructor(at: StoreContext, statements: RunStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async insert(scope: Scope, run: RunRow): Promise<void> {
    await this.#at.session.transaction(async (session) => {
      await session.write(this.#statements.insert, values(scope, run));
      await this.#putFrozen(session, scope, run);
    });
    this.#written(scope, run);
  }

  async get(scope: Scope, id: string): Promise<RunRow | null> {
    const row = await this.#at.session.first(this.#statements.get, { org: scope.orgId, id });
    return row && this.#read(scope, row);
  }

  async has(scope: Scope, id: string): Promise<boolean> {
    return (await this.#at.session.first(this.#statements.has, { org: scope.orgId, id })) !== null;
  }

  async list(
    scope: Scope,
    options: { readonly environmentId?: string; readonly limit: number },
  ): Promise<readonly RunRow[]> {
    const { environmentId, limit } = options;
    const rows =
      environmentId === undefined
        ? await this.#at.session.all(this.#statements.listAll, { org: scope.orgId, limit })
        : await this.#at.session.all(this.#statements.list, { org: scope.orgId, environmentId, limit });
    return rows.map((row) => this.#read(scope, row));
  }

  async open(scope: Scope, environmentId: string): Promise<readonly RunRow[]> {
    const rows = await this.#at.session.all(this.#statements.open, { org: scope.orgId, environmentId });
    return rows.map((row) => this.#read(scope, row));
  }

  async lastApplied(scope: Scope, environmentId: string): Promise<AppliedRun | null> {
    const row = await this.#at.session.first(this.#statements.lastApplied, {
      org: scope.orgId,
      environmentId,
    });
    return (
      row && {
        id: row.id,
        fence: row.fence,
        nextChunk: row.next_chunk,
        updatedAt: row.updated_at,
        finishedAt: row.finished_at,
      }
    );
  }

  async save(scope: Scope, run: RunRow): Promise<void> {
    const { id } = run;
    await this.#at.session.transaction(async (session) => {
      if ((await session.run(this.#statements.save, values(scope, run))) === 1) {
        return this.#putFrozen(session, scope, run);
      }
      if (!(await session.first(this.#statements.has, { org: scope.orgId, id }))) {
        throw new AuthoringError('RUN_NOT_FOUND', `there is no run ${id}`, {
          details: { runId: id },
          suggestion: 'list the runs of the environment',
        });
      }
      throw new AuthoringError('LEASE_LOST', `run ${id} is driven by someone else now`, {
        details: { runId: id, fence: run.fence },
        suggestion: 'read the run again: another process took it over',
      });
    });
    this.#written(scope, run);
  }

  async setCancel(scope: Scope, id: string, wanted: boolean): Promise<void> {
    await this.#at.session.write(this.#statements.setCancel, { org: scope.orgId, id, wanted });
  }

  async setProgress(scope: Scope, id: string, fence: number, progress: RunProgress): Promise<void> {
    await this.#at.session.write(this.#statements.setProgress, {
      org: scope.orgId,
      id,
      fence,
      progress: JSON.stringify(progress),
    });
  }

  async isCancelled(scope: Scope, id: string): Promise<boolean> {
    const row = await this.#at.session.first(this.#statements.cancelled, { org: scope.orgId, id });
    return Boolean(row?.cancel_requested);
  }

  /** To be called when the transaction of this journal has committed. */
  committed(): void {
    for (const [key, frozen] of this.#pending) this.#at.keptFrozen.keep(key, frozen);
    this.#pending.clear();
  }

  async chunks(scope: Scope, runId: string): Promise<readonly ChunkRow[]> {
    const rows = await this.#at.session.all(this.#statements.chunks, { org: scope.orgId, runId });
    return rows.map((row) => ({
      runId: row.run_id,
      no: row.no,
      phase: row.phase as ChunkRow['phase'],
      stepIds: JSON.parse(row.step_ids) as readonly string[],
      state: row.state as ChunkRow['state'],
      fence: row.fence,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      error: parsed<RunFailure>(row.error),
    }));
  }

  async putChunk(scope: Scope, chunk: ChunkRow): Promise<void> {
    await this.#at.session.write(this.#statements.putChunk, {
      ...chunk,
      org: scope.orgId,
      stepIds: JSON.stringify(chunk.stepIds),
      error: text(chunk.error),
    });
  }

  async #putFrozen(session: Session, scope: Scope, run: RunRow): Promise<void> {
    const { id, frozen } = run;
    if (frozen === null) return;
    const key = runKey(scope, id);
    const pending = this.#pending.get(key);
    if (pending ? pending === frozen : this.#at.keptFrozen.holds(key, frozen)) return;
    await session.write(this.#statements.putFrozen, { org: scope.orgId, id, frozen: JSON.stringify(frozen) });
  }

  #read(scope: Scope, row: StoredRun): RunRow {
    const run = toRun(row);
    this.#written(scope, run);
    return run;
  }

  #written(scope: Scope, run: RunRow): void {
    if (run.frozen !== null) this.#pending.set(runKey(scope, run.id), run.frozen);
    if (!this.#at.session.inTransaction) this.committed();
  }
}

function runKey(scope: Scope, runId: string): string {
  return `${runId} ${scope.orgId}`;
}

function values(scope: Scope, run: RunRow) {
  return {
    org: scope.orgId,
    id: run.id,
    environmentId: run.request.environmentId,
    kind: run.request.kind,
    request: JSON.stringify(run.request),
    requestedBy: run.requestedBy,
    requestedAt: run.requestedAt,
    state: run.state,
    fence: run.fence,
    nextChunk: run.nextChunk,
    reversing: run.reversing,
    failure: text(run.failure),
    changeLogSeq: run.changeLogSeq,
    updatedAt: run.updatedAt,
    finishedAt: run.finishedAt,
  };
}

interface StoredRun {
  id: string;
  state: string;
  fence: number;
  next_chunk: number;
  reversing: boolean | number;
  request: string;
  failure: string | null;
  change_log_seq: number | null;
  requested_by: string;
  requested_at: string;
  updated_at: string;
  finished_at: string | null;
  frozen: string | null;
  progress: string | null;
}

function toRun(row: StoredRun): RunRow {
  return {
    id: row.id,
    request: JSON.parse(row.request) as RunRequest,
    state: row.state as RunState,
    fence: row.fence,
    frozen: parsed<FrozenRun>(row.frozen),
    nextChunk: row.next_chunk,
    reversing: Boolean(row.reversing),
    failure: parsed<RunFailure>(row.failure),
    changeLogSeq: row.change_log_seq,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    updatedAt: row.updated_at,
    finishedAt: row.finished_at,
    ...(row.progress === null ? {} : { progress: JSON.parse(row.progress) as RunProgress }),
  };
}

function text(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function parsed<T>(json: string | null): T | null {
  return json === null ? null : (JSON.parse(json) as T);
}
