/** Owns the shapes that go in and out of the service: ADR-0027's types and what this project adds to them. */
import type { Answer, Question } from './draft/question.ts';
import type { ObservedInstallation } from './health/check-health.ts';
import type { ActivationHealth } from './health/follow-activation.ts';
import type { ItemKey } from './metadata/ref.ts';
import type { ConvertedPart } from './metadata/stack-items.ts';
import type { OverlayOutcome } from './overlay/overlay-outcomes.ts';
import type { AuthoredExpression } from './plan/expression/authored-expression.ts';
import type { ItemChange, MigrationPlan } from './plan/migration-plan.ts';
import type { Drift, ForeignTable } from './plan/physical-schema.ts';
import type { StepCost } from './plan/step-cost.ts';
import type { RenameForm } from './policy/rename-form.ts';
import type { RecordedEvent } from './ports/change-log.ts';
import type { EnvironmentRow, EnvironmentType, Ephemeral, SchemaMode } from './ports/environment.ts';
import type { PreflightFinding, TableFacts } from './ports/target-database.ts';
import type { VersionNotice } from './ports/version-notice.ts';
import type { HeldThing } from './release/held-things.ts';
import type { Obstacle } from './release/obstacles.ts';
import type { ChunkRow, RunProgress, RunRow, RunState } from './release/run.ts';
import type { Problem } from './validate/problem.ts';

export interface DraftHandle {
  readonly draftId: string;
  /** manifestId. */
  readonly packageId: string;
  /** Semver of the version the draft is based on. */
  readonly base: string | null;
  /** Counts the accepted changes of the draft. */
  readonly revision: number;
}

export interface StageChange {
  readonly op: 'put' | 'delete';
  readonly type: string;
  readonly name: string;
  readonly item?: unknown;
  readonly draft: DraftHandle;
  /** Checksum the caller saw (`sha256:…`); null: the item must not exist yet; absent: not checked. */
  readonly parentVersion?: string | null;
}

export interface StageResult {
  readonly ref: ItemKey;
  /** Checksum after the change; null when deleted. */
  readonly checksum: string | null;
  readonly draftVersion: number;
  /** Identical content: nothing was written. */
  readonly unchanged: boolean;
  readonly warnings: readonly Problem[];
}

export interface ImportResult {
  readonly package: string;
  readonly draft: string;
  readonly staged: number;
  readonly unchanged: number;
  readonly deleted: number;
  readonly skipped: readonly { readonly ref: string; readonly reason: string }[];
  /** What the spec's conversions changed in input of an older protocol. */
  readonly converted: readonly ConvertedPart[];
  /** Items that failed their schema and were not staged. */
  readonly problems: readonly Problem[];
}

export interface RenameResult {
  readonly ref: ItemKey;
  readonly draftVersion: number;
  /** Items whose references were rewritten in the same commit. */
  readonly rewritten: readonly ItemKey[];
  readonly warnings: readonly Problem[];
}

/** None of the four: what was stated of the field is taken back. */
export interface StageConversion {
  readonly object: string;
  readonly field: string;
  /** An authored expression: the field's new values, from the fields as they were. */
  readonly up?: unknown;
  /** Its old values, from the fields as they will be. */
  readonly down?: unknown;
  /** In place of `up`: what empty values get, as an authored expression. */
  readonly fill?: unknown;
  /** In place of `up`: what becomes of single values, or of single items of a list. */
  readonly map?: readonly { readonly from: string; readonly to: string }[];
}

/** What the draft says of the values of one field, under its name in the draft. */
export interface StagedConversion {
  readonly object: string;
  readonly field: string;
  readonly up?: AuthoredExpression;
  readonly down?: AuthoredExpression;
}

/** A field of the base, or one that takes the name of one: its values are found under another name from now on. */
export interface StagedRename {
  /** Under its name in the draft. */
  readonly object: string;
  readonly from: string;
  readonly to: string;
  /** The draft has no field of that name any more: the values go. */
  readonly gone?: boolean;
}

export interface ConversionResult extends StagedConversion {
  readonly draftVersion: number;
  /** It was stated just so already: nothing was written. */
  readonly unchanged: boolean;
}

export interface DraftStatus {
  readonly draft: DraftHandle;
  readonly base: string | null;
  readonly changes: readonly (ItemChange & { readonly fields?: readonly ItemChange[] })[];
  readonly questions: readonly Question[];
  readonly conversions: readonly StagedConversion[];
  /** Of fields; of items they are among the changes. */
  readonly renames: readonly StagedRename[];
}

export interface DiffResult {
  readonly environment: string;
  readonly plan: MigrationPlan;
  /** Statements by step id. */
  readonly sql: Readonly<Record<string, readonly string[]>>;
  /** Version the environment runs now. */
  readonly from: string | null;
  readonly baseFingerprint: string;
  /** How columns are renamed there, where both ways are open. */
  readonly renames: RenameForm;
  /** What the run would be refused with, beside its tables; a dry run is refused with what does not fit there. */
  readonly obstacles: readonly Obstacle[];
  /** What becomes of the overlays there, when there are any and the policy has them told. */
  readonly overlays?: readonly OverlayOutcome[];
  /** What the real rows say, and what each step is expected to cost: when it was asked for. */
  readonly preflight?: readonly PreflightFinding[];
  readonly tables?: readonly TableFacts[];
  readonly costs?: readonly StepCost[];
}

export interface PublishOptions {
  readonly targetEnv: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly version?: string;
  readonly bump?: 'major' | 'minor' | 'patch';
  readonly notes?: string;
  /** Development environments: do not finalize and purge afterwards. */
  readonly keep?: boolean;
  /** Stop before the pointer swap; `activate` swaps later. */
  readonly hold?: boolean;
  /** When it goes live: it is held until then. With its offset from UTC. */
  readonly activateAt?: string;
  /** The plan the caller saw: a different one is PLAN_STALE. */
  readonly expectPlanHash?: string;
  /** Why it cannot wait for a change window or for all approvals; one other person has to agree. */
  readonly emergency?: string;
  /** How columns are renamed, if not by the policy of the environment's type. */
  readonly renames?: RenameForm;
  /** Id of a version whose values come back where they are held: after its items were taken back into the draft. */
  readonly restores?: string;
}

/** One package of a run: a train moves several. */
export interface ReleasedPackage {
  /** manifestId. */
  readonly package: string;
  /** What it runs at now, or ran at until it was uninstalled. */
  readonly version: string;
  readonly versionId: string;
  readonly checksum: string;
  /** False: it is not in the environment any more. */
  readonly installed: boolean;
}

/** Version, id and checksum are those of the first package. */
export interface PublishResult {
  readonly packageVersionId: string;
  readonly semver: string;
  readonly checksum: string;
  /** In the order in which they went live: what others need comes first. */
  readonly packages: readonly ReleasedPackage[];
  readonly plan: MigrationPlan;
  readonly activatedEnv: string;
  readonly changeLogSeq: number;
  readonly run: string;
  readonly state: RunState;
  /** Follow-up runs of a development environment. */
  readonly followUps: readonly { readonly run: string; readonly kind: string; readonly state: RunState }[];
  /** How the environment was found then; null: its policy asks for no checks. */
  readonly health: ActivationHealth | null;
}

export type PromoteResult = PublishResult;

/** What came of a look at the runs that wait for a time. */
export interface DueResult {
  readonly activated: readonly PublishResult[];
  /** Their time has come and they were refused: they wait on as they are. */
  readonly refused: readonly (WaitingRun & { readonly code: string; readonly message: string })[];
  readonly waiting: readonly WaitingRun[];
}

export interface WaitingRun {
  readonly run: string;
  readonly environment: string;
  /** ISO-8601 UTC. */
  readonly activateAt: string;
}

/** lost: the version gone back to does not have them. kept: put aside until a purge. restorable: it has them again. */
export type RollbackFate = 'lost' | 'kept' | 'restorable';

/** docs/rollback.md says each in words. */
export type RollbackReason =
  | 'purged'
  | 'held_in_another_form'
  | 'converted'
  | 'restated'
  | 'not_in_version'
  | 'other_name'
  | 'other_form'
  | 'held'
  | 'in_place'
  | 'written_along';

export interface RollbackEntry {
  /** `table`, or `table.column`, under the names of the version that has it. */
  readonly name: string;
  readonly table: string;
  readonly column?: string;
  /**
   * Of a table its rows, of a column those with a value; of a column that comes back empty, those that go without. null:
   * not counted, because it went for good, took too long or nobody asked.
   */
  readonly rows: number | null;
  readonly why: RollbackReason;
}

/** One item that the two versions have differently. */
export interface RollbackItem extends ItemChange {
  /** Versions after the one gone back to that changed it too, oldest first. */
  readonly touchedBy: readonly { readonly version: string; readonly by: string }[];
}

export interface RollbackPreview {
  readonly environment: string;
  readonly from: string | null;
  readonly to: string;
  readonly lost: readonly RollbackEntry[];
  readonly kept: readonly RollbackEntry[];
  readonly restorable: readonly RollbackEntry[];
  /** `pointer`: nothing runs before the swap, whatever the tables hold. */
  readonly how: 'pointer' | 'plan';
  /** How many run before the swap. */
  readonly statements: number;
  /** Of the plan; give it to `rollback` to run this one or none. */
  readonly planHash: string;
  /** What the rows say that stops the rollback before it changes anything. */
  readonly blocking: readonly PreflightFinding[];
  /** What it would be refused with, beside its tables. Of one package of a run: what of that is about it. */
  readonly obstacles: readonly Obstacle[];
  /** What the two versions have differently. */
  readonly items: readonly RollbackItem[];
}

/** What taking back a run would do: one plan, and package by package what becomes of its values. */
export interface RollbackRunPreview extends DiffResult {
  readonly packages: readonly {
    /** manifestId. */
    readonly package: string;
    /** Semver; null: it is not there, and comes back. */
    readonly runs: string | null;
    /** Semver; null: it came with the run, and goes again. Its tables are put aside. */
    readonly goesTo: string | null;
    /** Null: it comes back, or goes. */
    readonly preview: RollbackPreview | null;
  }[];
}

export interface RevertedItem extends RollbackItem {
  /**
   * Fields whose values go another way than their facts tell: nobody stated it, or in terms that hold no more, or what has
   * the name now was begun since and is another field.
   */
  readonly valuesOpen: readonly string[];
}

/** What a rollback of single items staged. Nothing ran. */
export interface RevertResult {
  readonly environment: string;
  /** manifestId. */
  readonly package: string;
  readonly draft: string;
  /** Semver of the version the draft is based on. */
  readonly base: string | null;
  readonly to: string;
  readonly toVersionId: string;
  readonly staged: readonly RevertedItem[];
  /** The draft has them as that version has. */
  readonly unchanged: readonly ItemKey[];
}

export interface DriftReport {
  /** Where the tables of the installed packages differ from what their active versions need. */
  readonly drift: readonly Drift[];
  /** Tables beyond those, which are nobody's concern here and are left alone. */
  readonly foreign: readonly ForeignTable[];
}

/** What a repair would do. */
export interface RepairPreview extends DriftReport {
  readonly mode: 'repair';
  readonly dryRun: true;
  readonly environment: string;
  readonly plan: MigrationPlan;
  /** Statements by step id. */
  readonly sql: Readonly<Record<string, readonly string[]>>;
  readonly baseFingerprint: string;
  readonly preflight: readonly PreflightFinding[];
  readonly tables: readonly TableFacts[];
  readonly costs: readonly StepCost[];
}

/** `drift` is what is left: nothing, unless somebody changed a table meanwhile. */
export interface RepairResult extends DriftReport {
  readonly mode: 'repair';
  readonly dryRun: false;
  readonly environment: string;
  /** The differences that were there before. */
  readonly repaired: readonly Drift[];
  readonly plan: MigrationPlan | null;
  readonly run: string;
  readonly state: RunState;
  readonly changeLogSeq: number | null;
}

/** What was taken over into the draft, and what was not. */
export interface AdoptResult {
  readonly mode: 'adopt';
  readonly environment: string;
  /** manifestId. */
  readonly package: string;
  readonly draft: string;
  /** Each with the item that asks for it now. */
  readonly adopted: readonly (Drift & { readonly ref: ItemKey })[];
  readonly notAdopted: readonly (Drift & { readonly reason: string })[];
  /** Items that changed in the draft; none when it held all of this already. */
  readonly staged: readonly ItemKey[];
}

export type ReconcileResult = RepairPreview | RepairResult | AdoptResult;

export interface ProgressEvent {
  readonly run: string;
  readonly kind: string;
  readonly state: RunState;
  /** Chunks done and in all, once planned. */
  readonly done: number;
  readonly total: number;
  /** What is happening, in words a maker understands. */
  readonly message: string;
  /** While a step runs that counts. */
  readonly rows?: RunProgress;
}

export type OnProgress = (event: ProgressEvent) => void;

export interface VersionSummary {
  readonly id: string;
  readonly version: string;
  readonly status: string;
  readonly checksum: string | null;
  readonly publishedAt: string | null;
  readonly publishedBy: string;
  readonly notes: string | null;
  /** Of a deprecated version: whether it was yanked, and why. */
  readonly notice?: VersionNotice;
}

export interface EnvironmentInput {
  readonly name: string;
  readonly type: EnvironmentType;
  /** `sqlite:PATH`, `postgres://…`, `mysql://…` */
  readonly databaseUrl: string;
  readonly after?: string;
  readonly schemaMode?: SchemaMode;
}

export interface EnvironmentSummary {
  readonly id: string;
  readonly name: string;
  readonly type: EnvironmentType;
  readonly driver: EnvironmentRow['engine'];
  readonly database: string;
  readonly installations: readonly {
    readonly package: string;
    readonly version: string;
    readonly versionId: string;
    readonly checksum: string | null;
    readonly status: string;
    /** Its version was taken out of use. */
    readonly notice?: VersionNotice;
  }[];
  /** Of one that was made for a while: how far it is, and when it ends. */
  readonly state?: Ephemeral['state'];
  readonly expiresAt?: string;
}

export interface EnvironmentDetail extends EnvironmentSummary {
  /** What it was found running, beside what it is to run. */
  readonly health: readonly ObservedInstallation[];
  /** Runs that stopped after DDL and before their swap: resume or abandon them. */
  readonly schemaAhead: readonly string[];
  readonly openRuns: readonly string[];
  readonly drift: readonly Drift[];
  readonly held: readonly HeldThing[];
  /** Contract steps still to come (finalize). */
  readonly pendingContract: number;
  /** Its database was last worked on by that run, which the control plane does not know: it came from an older backup. */
  readonly forgottenRun?: string;
  /** Its database lacks what that run did, and maybe others before it: the database came from an older backup. */
  readonly lackedRun?: string;
}

export interface RunDetail {
  readonly run: RunRow;
  readonly chunks: readonly ChunkRow[];
  readonly steps: readonly {
    readonly id: string;
    readonly state: 'pending' | 'intent' | 'done' | 'failed';
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
    readonly error?: string;
  }[];
}

export interface SealedExport {
  readonly package: string;
  readonly version: string;
  readonly checksum: string;
  readonly manifestJson: string;
}

export type { Answer, RecordedEvent };
