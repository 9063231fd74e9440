/**
 * Port: what a run came to on a copy of its environment (`_authoring_rehearsal`). A row is written once, and nothing ever
 * changes it.
 */
import type { Phase } from '../plan/steps/step.ts';
import type { RunFailure, RunKind } from '../release/run.ts';
import type { Scope } from '../scope.ts';
import type { ApprovedMove } from './approval.ts';
import type { CopyForm } from './provision.ts';
import type { StepTime } from './target-database.ts';

/** Where a rehearsal is, or where it stopped. */
export interface RehearsedPhase {
  readonly phase: Phase;
  /** Not at once: a finalize runs it, whenever somebody asks for that. */
  readonly later?: true;
}

export interface RehearsedStep extends StepTime, RehearsedPhase {
  /** Rows that it went through, or those of its table, which the engine may only have estimated; null: it has none yet. */
  readonly rows: number | null;
}

export interface RehearsalRow {
  readonly id: string;
  readonly environmentId: string;
  readonly kind: RunKind;
  /** The packages that it moves, in order. */
  readonly moves: readonly ApprovedMove[];
  readonly planHash: string;
  /** Of the tables that the plan touches, as they were when it was rehearsed. */
  readonly baseFingerprint: string;
  readonly outcome: 'passed' | 'failed';
  /** Why it failed. */
  readonly failure: RunFailure | null;
  /** The phase that failed; absent: it passed, or was stopped before its first step. */
  readonly failedIn?: RehearsedPhase;
  readonly rowsAtRisk: number;
  readonly form: CopyForm;
  /** How long the copy took to make, and then the steps that run at once with what goes before them, in milliseconds. */
  readonly copyMs: number;
  readonly tookMs: number;
  /** The same of those that wait for a finalize; absent: nothing waits. */
  readonly laterMs?: number;
  /** Those that ran, in order. */
  readonly steps: readonly RehearsedStep[];
  readonly by: string;
  /** ISO-8601 UTC. */
  readonly at: string;
}

/** The plan, and the tables that it was made for. */
export interface RehearsedPlan {
  readonly environmentId: string;
  readonly planHash: string;
  readonly baseFingerprint: string;
}

export interface RehearsalPort {
  insert(scope: Scope, row: RehearsalRow): Promise<void>;
  get(scope: Scope, id: string): Promise<RehearsalRow | null>;
  /** Newest first. */
  list(
    scope: Scope,
    options: { readonly environmentId?: string; readonly limit: number },
  ): Promise<readonly RehearsalRow[]>;
  /** The newest of exactly that plan on exactly those tables. */
  latest(scope: Scope, plan: RehearsedPlan): Promise<RehearsalRow | null>;
}
