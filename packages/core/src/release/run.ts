/**
 * Owns what a run is: one execution of a plan on one environment over its targets, and the closed set of its states.
 * The transitions live in run-state.ts; docs/lifecycle.md is generated from there.
 */
import type { Fact } from '../metadata/fact.ts';
import type { CreateTable, Phase, Step } from '../plan/steps/step.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import type { RenameForm } from '../policy/rename-form.ts';

export type RunKind =
  | 'publish'
  | 'preview'
  | 'promote'
  | 'rollback'
  | 'uninstall'
  | 'finalize'
  | 'purge'
  | 'repair';

export type RunState =
  | 'requested'
  | 'leased'
  | 'frozen'
  | 'planned'
  | 'applying'
  | 'applied'
  | 'committed'
  | 'contracting'
  | 'finished'
  | 'refused'
  | 'failed_clean'
  | 'schema_ahead'
  | 'abandoned';

/** One package moving from one version to another (null: not installed). */
export interface RunTarget {
  readonly packageId: string;
  readonly from: string | null;
  /** Version row that becomes active; for a publish the draft's own row. */
  readonly to: string | null;
}

export interface RunRequest {
  readonly kind: RunKind;
  readonly environmentId: string;
  readonly targets: readonly RunTarget[];
  readonly force: boolean;
  /** Publish: the semver asked for, or the kind of bump. */
  readonly version?: string;
  readonly bump?: 'major' | 'minor' | 'patch';
  readonly notes?: string;
  /** Stop in `applied`: the pointer swap comes with `activate`. */
  readonly hold?: boolean;
  /** Held: from then on whoever looks for what is due swaps it. ISO-8601 UTC. */
  readonly activateAt?: string;
  /** Development: what the version before had and this one drops is kept; otherwise the run ends with removing it. */
  readonly keep?: boolean;
  /** How columns are renamed; fixed with the request, so that whoever resumes the run plans the same. */
  readonly renames?: RenameForm;
  /** A version: what stood under a name when it was live, and is held, comes back where the plan would make it anew. */
  readonly restores?: string;
  /** What the caller saw; a different plan is PLAN_STALE. */
  readonly expectPlanHash?: string;
  /** Why it cannot wait for a window or for everybody whose leave is needed. */
  readonly emergency?: string;
  /** The approval that it goes live with, and that is used up then. */
  readonly approval?: string;
  /** The rehearsal of exactly its plan, where the policy asks for one. */
  readonly rehearsal?: string;
}

/**
 * A step as the journal keeps it: a new table's spec follows from the frozen content and is not written twice. A repair
 * has no content that it could follow from: its steps are kept whole.
 */
export type StoredStep = Exclude<Step, CreateTable> | Omit<CreateTable, 'spec'>;

/** What was fixed before any DDL: the content and the plan. */
export interface FrozenRun {
  /** What will be sealed or installed, one a target that is not removed. */
  readonly contents: readonly FrozenContent[];
  readonly steps: readonly StoredStep[];
  readonly planHash: string;
  readonly destructive: boolean;
  readonly baseFingerprint: string;
  /** Tables as the database had them when the plan was made, where the plan starts from there and not from the pointers. */
  readonly found?: readonly TableSpec[];
  /** A repair of a database from a backup: what earlier runs left for later is not there. */
  readonly outdated?: true;
}

export interface FrozenContent {
  readonly packageId: string;
  readonly versionId: string;
  readonly version: string;
  readonly checksum: string;
  /** `[ref, body checksum]`, sorted: with the bodies this gives the bytes back exactly. Empty when already sealed. */
  readonly index: readonly (readonly [string, string])[];
  readonly facts: readonly Fact[];
  /** Checksum of the draft's own manifest item, before the release number was written into it. */
  readonly draftManifest: string | null;
  /** Draft revision at the freeze; 0 when already sealed. */
  readonly draftRevision: number;
}

export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly stepId?: string;
  readonly statementHash?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * What is counted while a step runs: rows that are filled, blocks or rows that an index reads, or only a share of it; or
 * the sessions of others that it waits for, of which nobody knows how long they last.
 */
export type ProgressUnit = 'rows' | 'blocks' | 'percent' | 'sessions';

/** How far the step is that runs now, of about how much, how fast, and for how many seconds more: 0 and 0 while it waits. */
export interface RunProgress {
  readonly stepId: string;
  readonly unit: ProgressUnit;
  readonly done: number;
  readonly total: number;
  /** 0 while nothing tells how fast it goes: then `secondsLeft` tells nothing either. */
  readonly perSecond: number;
  readonly secondsLeft: number;
  /** When its driver said so. */
  readonly at: string;
}

export interface RunRow {
  readonly id: string;
  readonly request: RunRequest;
  readonly state: RunState;
  readonly fence: number;
  readonly frozen: FrozenRun | null;
  /** Number of the next chunk to run. */
  readonly nextChunk: number;
  /** The run was given up and its steps are being taken back; resuming goes on with that. */
  readonly reversing: boolean;
  readonly failure: RunFailure | null;
  readonly changeLogSeq: number | null;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
  /** Only while a step runs that counts, and at most a second old unless its driver is gone. */
  readonly progress?: RunProgress;
}

/** How far a run at rest came that changed its environment's database: what that database's own mark is held against. */
export type AppliedRun = Pick<RunRow, 'id' | 'fence' | 'nextChunk' | 'updatedAt' | 'finishedAt'>;

/** The journal's unit: consecutive steps of one engine transaction. */
export interface ChunkRow {
  readonly runId: string;
  readonly no: number;
  readonly phase: Phase;
  readonly stepIds: readonly string[];
  readonly state: 'intent' | 'done' | 'failed';
  readonly fence: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly error: RunFailure | null;
}
