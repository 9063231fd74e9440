/** Port: runs and their chunks (`_authoring_run`, `_authoring_run_chunk`): the durable truth of every execution. */
import type { AppliedRun, ChunkRow, RunProgress, RunRow } from '../release/run.ts';
import type { Scope } from '../scope.ts';

export interface RunJournalPort {
  insert(scope: Scope, run: RunRow): Promise<void>;
  get(scope: Scope, id: string): Promise<RunRow | null>;
  /** Whether there is such a run, without reading what it froze. */
  has(scope: Scope, id: string): Promise<boolean>;
  /** Newest first. */
  list(
    scope: Scope,
    options: { readonly environmentId?: string; readonly limit: number },
  ): Promise<readonly RunRow[]>;
  /** Runs of the environment that are not in a terminal state, oldest first. */
  open(scope: Scope, environmentId: string): Promise<readonly RunRow[]>;
  /** Of the runs at rest that changed the environment's database, the last one. */
  lastApplied(scope: Scope, environmentId: string): Promise<AppliedRun | null>;
  /** Whole-row update; it ends what progress says. @throws LEASE_LOST when the stored fence is higher than the row's */
  save(scope: Scope, run: RunRow): Promise<void>;
  /** A wish beside the row: it outlives every save of whoever drives the run. */
  setCancel(scope: Scope, id: string, wanted: boolean): Promise<void>;
  isCancelled(scope: Scope, id: string): Promise<boolean>;
  /** Beside the row, until it is saved; nothing under a fence that is not the run's any more. */
  setProgress(scope: Scope, id: string, fence: number, progress: RunProgress): Promise<void>;
  chunks(scope: Scope, runId: string): Promise<readonly ChunkRow[]>;
  /** Insert or replace by (runId, no); a row of a higher fence stays as it is. */
  putChunk(scope: Scope, chunk: ChunkRow): Promise<void>;
}
