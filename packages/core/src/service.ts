/**
 * Owns the service that every face drives: ADR-0027's MetadataAuthoringService with the scope as first argument.
 * It wires use cases to ports and decides nothing itself.
 */
import type { KeyObject } from 'node:crypto';
import type { Context } from './context.ts';
import { answerQuestion } from './draft/answer-question.ts';
import { discard } from './draft/discard.ts';
import { type ImportInput, importStack } from './draft/import-stack.ts';
import { itemHistory } from './draft/item-history.ts';
import { openDraft } from './draft/open-draft.ts';
import { type ReadItemInput, readItem } from './draft/read-item.ts';
import { renameField } from './draft/rename-field.ts';
import { renameItem } from './draft/rename-item.ts';
import { type RevertOptions, revertItems } from './draft/revert-items.ts';
import { stage, stageMany } from './draft/stage.ts';
import { stageConversion } from './draft/stage-conversion.ts';
import { draftStatus } from './draft/status.ts';
import { redo, undo } from './draft/undo.ts';
import { type Collectable, type Collected, collect, collectable } from './ephemeral/collect.ts';
import {
  type PreviewEnvironment,
  type PreviewEnvironmentInput,
  previewEnvironment,
} from './ephemeral/preview-environment.ts';
import { type RemovedEnvironment, removeEnvironment } from './ephemeral/remove-environment.ts';
import {
  type ApprovalSummary,
  approve,
  type ListApprovalsOptions,
  listApprovals,
  reject,
} from './govern/answer-request.ts';
import { type WhyLive, whyLive } from './govern/explain-value.ts';
import { type PolicyView, setPolicy, showPolicy } from './govern/policies.ts';
import { createToken, listTokens, revokeToken, type TokenInput, type TokenSummary } from './govern/tokens.ts';
import { type AuditVerdict, type VerifyAuditOptions, verifyAudit } from './govern/verify-audit.ts';
import type { HealthReport } from './health/check-health.ts';
import { lookAtHealth } from './health/look-at-health.ts';
import { type AdoptedBaseline, type AdoptPackageOptions, adoptPackage } from './legacy/adopt-package.ts';
import { type AdoptedChanges, type FlatChanges, flatChanges, flatDrift } from './legacy/take-changes.ts';
import type { ItemRef } from './metadata/ref.ts';
import {
  type DeliverOptions,
  type DeliveryReport,
  deliverNotifications,
  listNotifications,
  type NotificationsView,
} from './notify/deliver-notifications.ts';
import { notifyingPlane } from './notify/notifying-plane.ts';
import { type OverlayResult, type PutOverlayInput, putOverlay, resetOverlay } from './overlay/put-overlay.ts';
import {
  listOverlays,
  type OverlayReport,
  type OverlayView,
  overlayReport,
  showOverlay,
} from './overlay/show-overlays.ts';
import type { Drift } from './plan/physical-schema.ts';
import type { AuditRow, RecordedEvent } from './ports/change-log.ts';
import type { HistoryEntry } from './ports/draft-workspace.ts';
import type { PackageRow } from './ports/package.ts';
import type { VersionNotice } from './ports/version-notice.ts';
import {
  type ListRehearsalsOptions,
  listRehearsals,
  type RehearsalSummary,
} from './rehearse/list-rehearsals.ts';
import type { Rehearsal } from './rehearse/rehearse.ts';
import { type ActivateOptions, activate } from './release/activate.ts';
import type { AdoptOptions } from './release/adopt.ts';
import { type EnvironmentArtifact, environmentArtifact } from './release/artifact.ts';
import { type DeprecateOptions, deprecate } from './release/deprecate.ts';
import { type DiffOptions, diffDraft } from './release/diff-draft.ts';
import { environmentDrift } from './release/drift.ts';
import { addEnvironment, environmentDetail, listEnvironments } from './release/environments.ts';
import { exportVersion } from './release/export-version.ts';
import { finalize } from './release/finalize.ts';
import { type HalfDoneRun, halfDoneRuns } from './release/half-done.ts';
import {
  type InstallationChange,
  type InstallationView,
  setInstallation,
  showInstallation,
} from './release/installations.ts';
import { preview } from './release/preview.ts';
import { type PromoteOptions, promote, rehearsePromote } from './release/promote.ts';
import { publish, rehearsePublish } from './release/publish.ts';
import { type PurgeOptions, type PurgeResult, purge } from './release/purge.ts';
import { type ReconcileOptions, reconcile } from './release/reconcile.ts';
import type { RepairOptions } from './release/repair.ts';
import { requestRun } from './release/request-run.ts';
import { resumeRun } from './release/resume-run.ts';
import { rollback } from './release/rollback.ts';
import { type RollbackPreviewOptions, rollbackPreview } from './release/rollback-preview.ts';
import { type RollbackRunOptions, rollbackRun } from './release/rollback-run.ts';
import type { RollbackOptions } from './release/rollback-target.ts';
import type { RunRequest, RunRow } from './release/run.ts';
import { abandonRun, cancelRun, listRuns, runDetail } from './release/runs.ts';
import { activateDue, schedule } from './release/schedule.ts';
import { type UninstallOptions, uninstall } from './release/uninstall.ts';
import { validateDraft } from './release/validate-draft.ts';
import { listVersions } from './release/versions.ts';
import type { Scope } from './scope.ts';
import type * as types from './service-types.ts';
import { type BundleFile, exportBundle } from './share/export-bundle.ts';
import { type BundleTrust, type ImportedBundle, importBundle } from './share/import-bundle.ts';
import type { ValidationReport } from './validate/problem.ts';
import type { VariableValue } from './variables/configuration-schema.ts';
import {
  listVariables,
  readVariables,
  rekeyVariables,
  setVariable,
  unsetVariable,
  type VariablePlace,
  type VariableSummary,
} from './variables/variables.ts';

export class MetadataAuthoringService {
  readonly #context: Context;

  constructor(context: Context) {
    const { plane, ids, sinks = [] } = context;
    this.#context = { ...context, plane: notifyingPlane(plane, { ids, sinks }) };
  }

  // ── authoring ──────────────────────────────────────────────────────────────────────────────────────────────
  /** Opens the package's draft, or returns the open one; creates the package on first use. */
  openDraft(
    scope: Scope,
    packageId: string,
    options: { displayName?: string } = {},
  ): Promise<types.DraftHandle> {
    return openDraft(this.#context, scope, packageId, options);
  }
  /** @throws ITEM_INVALID, ITEM_CONFLICT, ITEM_PROTECTED, DRAFT_NOT_FOUND, PAYLOAD_TOO_LARGE, DEPTH_EXCEEDED */
  stage(scope: Scope, change: types.StageChange): Promise<types.StageResult> {
    return stage(this.#context, scope, change);
  }
  /** All changes in one transaction and one undo step, or none. */
  stageMany(
    scope: Scope,
    draft: types.DraftHandle,
    changes: readonly Omit<types.StageChange, 'draft'>[],
  ): Promise<readonly types.StageResult[]> {
    return stageMany(this.#context, scope, draft, changes);
  }
  /** Stages a whole stack definition; items that fail their schema are reported and left out. */
  importStack(scope: Scope, input: ImportInput): Promise<types.ImportResult> {
    return importStack(this.#context, scope, input);
  }
  /** @throws NAME_TAKEN, ITEM_NOT_FOUND, IDENTIFIER_INVALID */
  rename(scope: Scope, draft: types.DraftHandle, ref: ItemRef, to: string): Promise<types.RenameResult> {
    return renameItem(this.#context, scope, draft, ref, to);
  }
  /** @throws NAME_TAKEN, ITEM_NOT_FOUND, IDENTIFIER_INVALID */
  renameField(
    scope: Scope,
    draft: types.DraftHandle,
    object: string,
    field: string,
    to: string,
  ): Promise<types.RenameResult> {
    return renameField(this.#context, scope, draft, object, field, to);
  }
  /**
   * States how the values of a field come about when it changes, and how they come back; neither takes it back.
   * @throws ITEM_NOT_FOUND, EXPRESSION_INVALID with every problem
   */
  stageConversion(
    scope: Scope,
    draft: types.DraftHandle,
    stated: types.StageConversion,
  ): Promise<types.ConversionResult> {
    return stageConversion(this.#context, scope, draft, stated);
  }
  /** One item, or everything staged. @returns how many changes went away */
  discard(scope: Scope, draft: types.DraftHandle, ref?: ItemRef): Promise<{ readonly discarded: number }> {
    return discard(this.#context, scope, draft, ref);
  }
  undo(scope: Scope, draft: types.DraftHandle): Promise<{ readonly refs: readonly string[] }> {
    return undo(this.#context, scope, draft);
  }
  redo(scope: Scope, draft: types.DraftHandle): Promise<{ readonly refs: readonly string[] }> {
    return redo(this.#context, scope, draft);
  }
  /** The item as the draft has it, or as an environment runs it. @throws ITEM_NOT_FOUND */
  readItem(
    scope: Scope,
    input: ReadItemInput,
  ): Promise<{ readonly checksum: string; readonly body: unknown }> {
    return readItem(this.#context, scope, input);
  }
  history(scope: Scope, packageId: string, ref: ItemRef, limit = 100): Promise<readonly HistoryEntry[]> {
    return itemHistory(this.#context, scope, packageId, ref, limit);
  }
  status(scope: Scope, draft: types.DraftHandle): Promise<types.DraftStatus> {
    return draftStatus(this.#context, scope, draft);
  }
  /** @throws QUESTION_NOT_FOUND */
  answer(
    scope: Scope,
    draft: types.DraftHandle,
    questionId: string,
    answer: types.Answer,
  ): Promise<{ readonly question: string; readonly answer: types.Answer }> {
    return answerQuestion(this.#context, scope, draft, questionId, answer);
  }

  // ── overlays ───────────────────────────────────────────────────────────────────────────────────────────────
  /**
   * Overrides an item of an installed package in one environment, live at once; no draft, and nothing of its database.
   * @throws ITEM_INVALID, ITEM_PROTECTED naming the layer, ITEM_CONFLICT, CHANGE_FROZEN
   */
  putOverlay(scope: Scope, input: PutOverlayInput): Promise<OverlayResult> {
    return putOverlay(this.#context, scope, input);
  }
  /** Back to what the package ships. @throws ITEM_NOT_FOUND, ITEM_CONFLICT, CHANGE_FROZEN */
  resetOverlay(scope: Scope, input: Omit<PutOverlayInput, 'item'>): Promise<OverlayResult> {
    return resetOverlay(this.#context, scope, input);
  }
  /** What is overridden there, each held against what is live. */
  overlays(scope: Scope, environment: string): Promise<OverlayReport> {
    return listOverlays(this.#context, scope, environment);
  }
  /** One overlay beside what its package ships. @throws ITEM_NOT_FOUND */
  overlay(scope: Scope, ref: ItemRef, environment: string): Promise<OverlayView> {
    return showOverlay(this.#context, scope, ref, environment);
  }
  /** What a sealed version would make of the overlays there: kept, merged, or left to a person. Reads only. */
  overlayReport(scope: Scope, versionId: string, environment: string): Promise<OverlayReport> {
    return overlayReport(this.#context, scope, versionId, environment);
  }

  // ── review ─────────────────────────────────────────────────────────────────────────────────────────────────
  validateSet(scope: Scope, draft: types.DraftHandle): Promise<ValidationReport> {
    return validateDraft(this.#context, scope, draft);
  }
  /** Reads only. The first environment of the pipeline when none is named. */
  diff(scope: Scope, draft: types.DraftHandle, options: DiffOptions = {}): Promise<types.DiffResult> {
    return diffDraft(this.#context, scope, draft, options);
  }

  // ── release ────────────────────────────────────────────────────────────────────────────────────────────────
  publish(
    scope: Scope,
    draft: types.DraftHandle,
    options: types.PublishOptions & { readonly dryRun: true },
  ): Promise<types.DiffResult>;
  publish(
    scope: Scope,
    draft: types.DraftHandle,
    options: types.PublishOptions,
    onProgress?: types.OnProgress,
  ): Promise<types.PublishResult>;
  publish(
    scope: Scope,
    draft: types.DraftHandle,
    options: types.PublishOptions,
    onProgress?: types.OnProgress,
  ): Promise<types.PublishResult | types.DiffResult> {
    if (options.dryRun)
      return diffDraft(this.#context, scope, draft, { ...options, preflight: true, refuse: true });
    return publish(this.#context, scope, draft, options, onProgress);
  }
  /** Installs a frozen snapshot of the draft in a development, sandbox or preview environment. */
  preview(
    scope: Scope,
    draft: types.DraftHandle,
    options: { readonly targetEnv: string },
    onProgress?: types.OnProgress,
  ): Promise<types.PublishResult> {
    return preview(this.#context, scope, draft, options, onProgress);
  }
  /** The same sealed bytes in another environment, by that environment's own plan; several packages at once or none. */
  promote(
    scope: Scope,
    versionId: string | readonly string[],
    options: PromoteOptions,
    onProgress?: types.OnProgress,
  ): Promise<types.PromoteResult | types.DiffResult> {
    return promote(this.#context, scope, versionId, options, onProgress);
  }
  /**
   * What `publish` would do, on a full copy of the environment's database that goes as soon as it is over; timed, and kept for
   * whoever has to agree. Nothing is sealed, no pointer moves.
   * @throws what stops it on the copy, in a rehearsal that failed; ROLE_FORBIDDEN, ENVIRONMENT_LOCKED, DISK_FULL
   */
  rehearsePublish(
    scope: Scope,
    draft: types.DraftHandle,
    options: types.PublishOptions,
    onProgress?: types.OnProgress,
  ): Promise<Rehearsal> {
    return rehearsePublish(this.#context, scope, draft, options, onProgress);
  }
  /** The same of `promote`. */
  rehearsePromote(
    scope: Scope,
    versionId: string | readonly string[],
    options: PromoteOptions,
    onProgress?: types.OnProgress,
  ): Promise<Rehearsal> {
    return rehearsePromote(this.#context, scope, versionId, options, onProgress);
  }
  /** Newest first. */
  rehearsals(scope: Scope, options: ListRehearsalsOptions = {}): Promise<readonly RehearsalSummary[]> {
    return listRehearsals(this.#context, scope, options);
  }
  /**
   * Takes a package out of an environment, refused while another one there needs it. Its tables are put aside by the
   * contract, and come back with that version until they are purged.
   */
  uninstall(
    scope: Scope,
    packageId: string,
    options: UninstallOptions,
    onProgress?: types.OnProgress,
  ): Promise<types.PublishResult | types.DiffResult> {
    return uninstall(this.#context, scope, packageId, options, onProgress);
  }
  rollback(
    scope: Scope,
    options: RollbackOptions,
    onProgress?: types.OnProgress,
  ): Promise<types.PromoteResult> {
    return rollback(this.#context, scope, options, onProgress);
  }
  /** Takes back everything that one run moved: a whole train, an uninstall. @throws RUN_STATE when some of it moved on since */
  rollbackRun(
    scope: Scope,
    options: RollbackRunOptions,
    onProgress?: types.OnProgress,
  ): Promise<types.PromoteResult | types.RollbackRunPreview> {
    return rollbackRun(this.#context, scope, options, onProgress);
  }
  /** What a rollback loses, keeps and brings back, counted in the real tables. Reads only. */
  rollbackPreview(scope: Scope, options: RollbackPreviewOptions): Promise<types.RollbackPreview> {
    return rollbackPreview(this.#context, scope, options);
  }
  /**
   * Goes back with single items: stages them as that version has them, to be published like everything else.
   * @throws ITEM_NOT_FOUND, ITEM_CONFLICT where the draft changes one itself, NAME_TAKEN
   */
  revertItems(scope: Scope, options: RevertOptions): Promise<types.RevertResult> {
    return revertItems(this.#context, scope, options);
  }
  /** Swaps the pointer of a run that was held. */
  activate(
    scope: Scope,
    options: ActivateOptions,
    onProgress?: types.OnProgress,
  ): Promise<types.PublishResult> {
    return activate(this.#context, scope, options, onProgress);
  }
  /** Has a run that is held go live at a time: whoever looks then with `activateDue` swaps it. @throws RUN_STATE, USAGE_INVALID */
  schedule(scope: Scope, options: { readonly targetEnv: string; readonly at: string }): Promise<RunRow> {
    return schedule(this.#context, scope, options);
  }
  /** Swaps what is due, everywhere or in one environment. What is refused waits on, and is told. */
  activateDue(
    scope: Scope,
    options: { readonly targetEnv?: string } = {},
    onProgress?: types.OnProgress,
  ): Promise<types.DueResult> {
    return activateDue(this.#context, scope, options, onProgress);
  }
  /** Runs the contract phase: what the active version no longer needs is renamed aside. */
  finalize(
    scope: Scope,
    options: { readonly targetEnv: string },
    onProgress?: types.OnProgress,
  ): Promise<RunRow> {
    return finalize(this.#context, scope, options, onProgress);
  }
  /** Removes for good what is held. */
  purge(scope: Scope, options: PurgeOptions, onProgress?: types.OnProgress): Promise<PurgeResult> {
    return purge(this.#context, scope, options, onProgress);
  }
  /**
   * Ends drift, one way or the other.
   *
   * `repair` brings the real tables back to what the active versions need, as a run of its own: what is missing is made,
   * what changed is changed back, what is extra is put aside (columns) or dropped (indexes). With `dryRun` it only says so.
   * Tables that are not ours stay as they are.
   *
   * `adopt` stages the differences of one package's tables into its open draft: columns become fields, indexes entries
   * of `indexes`. Nothing runs; the publish of that draft finds that the database has it already.
   * @throws of a repair REPAIR_IMPOSSIBLE naming what no step can bring back, ENVIRONMENT_TYPE_FORBIDDEN where the tables are not
   * ours to change, DESTRUCTIVE_BLOCKED in production without `force`, PREFLIGHT_FAILED, BACKFILL_REQUIRED, PLAN_STALE;
   * of an adoption USAGE_INVALID when the package is not clear, ITEM_CONFLICT, ITEM_PROTECTED
   */
  reconcile(scope: Scope, options: AdoptOptions & { readonly mode: 'adopt' }): Promise<types.AdoptResult>;
  reconcile(
    scope: Scope,
    options: RepairOptions & { readonly mode: 'repair'; readonly dryRun?: boolean },
    onProgress?: types.OnProgress,
  ): Promise<types.RepairPreview | types.RepairResult>;
  reconcile(
    scope: Scope,
    options: ReconcileOptions,
    onProgress?: types.OnProgress,
  ): Promise<types.ReconcileResult>;
  reconcile(
    scope: Scope,
    options: ReconcileOptions,
    onProgress?: types.OnProgress,
  ): Promise<types.ReconcileResult> {
    return reconcile(this.#context, scope, options, onProgress);
  }
  /**
   * Takes over an app whose runtime has authored its own metadata: the rows of one flat package id become a package with a
   * sealed baseline, live in the environment of that database, of which nothing is changed. Done again, it stages what
   * changed there since.
   * @throws USAGE_INVALID when the database keeps no metadata, PACKAGE_NOT_FOUND when none is of that package, ITEM_INVALID,
   * NAME_TAKEN, ENVIRONMENT_EXISTS, PAYLOAD_TOO_LARGE
   */
  adoptPackage(scope: Scope, options: AdoptPackageOptions): Promise<AdoptedBaseline | AdoptedChanges> {
    return adoptPackage(this.#context, scope, options);
  }
  /** The same of every package adopted in an environment; none where nothing changed. @throws ENVIRONMENT_NOT_FOUND */
  flatDrift(scope: Scope, environment: string): Promise<readonly FlatChanges[]> {
    return flatDrift(this.#context, scope, environment);
  }
  /** What changed in the rows of an adopted package since they were taken. Reads only. @throws PACKAGE_NOT_FOUND */
  flatChanges(scope: Scope, options: AdoptPackageOptions): Promise<FlatChanges> {
    return flatChanges(this.#context, scope, options);
  }
  /** @throws VERSION_NOT_FOUND, USAGE_INVALID for a yank without a reason */
  deprecate(scope: Scope, versionId: string, options: DeprecateOptions = {}): Promise<VersionNotice> {
    return deprecate(this.#context, scope, versionId, options);
  }
  /** Records the wish for a run; any process may drive it. */
  requestRun(scope: Scope, request: RunRequest): Promise<RunRow> {
    return requestRun(this.#context, scope, request);
  }
  /**
   * Drives a run to its next resting state; safe to call for a run that another process left behind. Where a version
   * that is live promised to keep nothing, what is left of that is done, too.
   */
  driveRun(scope: Scope, runId: string, onProgress?: types.OnProgress): Promise<RunRow> {
    return resumeRun(this.#context, scope, runId, onProgress);
  }
  /** Stops a run that is going on; its driver takes its steps back. */
  cancelRun(scope: Scope, runId: string): Promise<RunRow> {
    return cancelRun(this.#context, scope, runId);
  }
  abandonRun(scope: Scope, runId: string): Promise<RunRow> {
    return abandonRun(this.#context, scope, runId);
  }

  // ── governing ──────────────────────────────────────────────────────────────────────────────────────────────
  /** What waits for an answer, newest first. */
  approvals(scope: Scope, options: ListApprovalsOptions = {}): Promise<readonly ApprovalSummary[]> {
    return listApprovals(this.#context, scope, options);
  }
  /** Never executes: who asked repeats the command. @throws APPROVAL_NOT_FOUND, APPROVAL_STATE, APPROVAL_STALE, ROLE_FORBIDDEN */
  approve(scope: Scope, requestId: string, comment?: string): Promise<ApprovalSummary> {
    return approve(this.#context, scope, requestId, comment);
  }
  /** Also takes back what was approved and not used yet. @throws as `approve` */
  reject(scope: Scope, requestId: string, reason: string): Promise<ApprovalSummary> {
    return reject(this.#context, scope, requestId, reason);
  }
  policy(scope: Scope, environment: string): Promise<PolicyView> {
    return showPolicy(this.#context, scope, environment);
  }
  /** @param changes parts of a policy, as JSON that nobody checked; null: back to what the type gives */
  setPolicy(scope: Scope, environment: string, changes: unknown): Promise<PolicyView> {
    return setPolicy(this.#context, scope, environment, changes);
  }
  /** @returns with `token`: its text, told this once @throws USAGE_INVALID, ENVIRONMENT_NOT_FOUND, ROLE_FORBIDDEN */
  createToken(scope: Scope, input: TokenInput): Promise<TokenSummary & { readonly token: string }> {
    return createToken(this.#context, scope, input);
  }
  tokens(scope: Scope): Promise<readonly TokenSummary[]> {
    return listTokens(this.#context, scope);
  }
  /** Idempotent. @throws TOKEN_NOT_FOUND */
  revokeToken(scope: Scope, id: string): Promise<TokenSummary> {
    return revokeToken(this.#context, scope, id);
  }

  /** What is still to be told, and what could not be. */
  notifications(scope: Scope): Promise<NotificationsView> {
    return listNotifications(this.#context, scope);
  }
  /** Tells what is due; faces call it when their work is done. Never throws for a receiver. */
  deliverNotifications(scope: Scope, options: DeliverOptions = {}): Promise<DeliveryReport> {
    return deliverNotifications(this.#context, scope, options);
  }

  // ── variables ──────────────────────────────────────────────────────────────────────────────────────────────
  /** @throws VARIABLE_NOT_FOUND when nothing declares it, VARIABLE_INVALID, SECRET_KEY_REQUIRED */
  setVariable(
    scope: Scope,
    input: VariablePlace & { readonly name: string; readonly text: string },
  ): Promise<VariableSummary> {
    return setVariable(this.#context, scope, input);
  }
  /** Secrets are masked, whoever asks. */
  variables(scope: Scope, place: VariablePlace): Promise<readonly VariableSummary[]> {
    return listVariables(this.#context, scope, place);
  }
  /** @throws VARIABLE_NOT_FOUND */
  unsetVariable(scope: Scope, input: VariablePlace & { readonly name: string }): Promise<void> {
    return unsetVariable(this.#context, scope, input);
  }
  /** Every value, secrets in the clear, for whoever starts the runtime. @throws SECRET_KEY_REQUIRED, SECRET_UNREADABLE */
  readVariables(scope: Scope, place: VariablePlace): Promise<Readonly<Record<string, VariableValue>>> {
    return readVariables(this.#context, scope, place);
  }
  /** Keeps every secret of an environment anew under the current key. */
  rekeyVariables(
    scope: Scope,
    environment: string,
  ): Promise<{ readonly rekeyed: number; readonly keyId: string }> {
    return rekeyVariables(this.#context, scope, environment);
  }

  // ── health ─────────────────────────────────────────────────────────────────────────────────────────────────
  /** How an environment is found, against what it is to run. @throws HEALTH_FAILED */
  health(scope: Scope, environment: string, onProgress?: types.OnProgress): Promise<HealthReport> {
    return lookAtHealth(this.#context, scope, environment, onProgress);
  }

  /** Walks the audit log from its first row; the first one that is not as it was written ends it. */
  verifyAudit(
    scope: Scope,
    options: VerifyAuditOptions = {},
    onRows?: (rows: number) => void,
  ): Promise<AuditVerdict> {
    return verifyAudit(this.#context, scope, options, onRows);
  }
  /** @param limit rows after `since`, in order */
  audit(scope: Scope, since = 0, limit = 1000): Promise<readonly AuditRow[]> {
    this.#context.authorize(scope, 'read_audit', null);
    return this.#context.plane.log.audited(scope, since, limit);
  }
  /** Why a value is live: version, edit, author, run, approvers. @throws ITEM_NOT_FOUND, USAGE_INVALID */
  why(scope: Scope, what: string, environment: string): Promise<WhyLive> {
    return whyLive(this.#context, scope, what, environment);
  }

  // ── looking ────────────────────────────────────────────────────────────────────────────────────────────────
  packages(scope: Scope): Promise<readonly PackageRow[]> {
    this.#context.authorize(scope, 'read', null);
    return this.#context.plane.packages.list(scope);
  }
  versions(scope: Scope, packageId: string): Promise<readonly types.VersionSummary[]> {
    return listVersions(this.#context, scope, packageId);
  }
  exportVersion(scope: Scope, packageId: string, version?: string): Promise<types.SealedExport> {
    return exportVersion(this.#context, scope, packageId, version);
  }
  /** @param key private Ed25519; null: not signed @returns one self-contained file, with where the version comes from */
  exportBundle(
    scope: Scope,
    packageId: string,
    version: string | undefined,
    key: KeyObject | null,
  ): Promise<BundleFile> {
    return exportBundle(this.#context, scope, packageId, version, key);
  }
  /** Takes a sealed version in as it is. @throws SIGNATURE_INVALID, CHECKSUM_MISMATCH, VERSION_EXISTS, INPUT_UNPARSABLE */
  importBundle(scope: Scope, text: string, trust: BundleTrust): Promise<ImportedBundle> {
    return importBundle(this.#context, scope, text, trust);
  }
  log(scope: Scope, since = 0, limit = 1000): Promise<readonly RecordedEvent[]> {
    this.#context.authorize(scope, 'read', null);
    return this.#context.plane.log.since(scope, since, limit);
  }
  runs(
    scope: Scope,
    options: { readonly environment?: string; readonly limit?: number } = {},
  ): Promise<readonly RunRow[]> {
    return listRuns(this.#context, scope, options);
  }
  run(scope: Scope, runId: string): Promise<types.RunDetail> {
    return runDetail(this.#context, scope, runId);
  }
  addEnvironment(scope: Scope, input: types.EnvironmentInput): Promise<types.EnvironmentSummary> {
    return addEnvironment(this.#context, scope, input);
  }
  /**
   * Makes an environment as the copy of another one, installs the draft or the version there, and lets it end by itself.
   * @throws ROLE_FORBIDDEN, ENVIRONMENT_EXISTS, ENVIRONMENT_LOCKED, DISK_FULL and what the run throws; nothing is left then
   */
  previewEnvironment(
    scope: Scope,
    input: PreviewEnvironmentInput,
    onProgress?: types.OnProgress,
  ): Promise<PreviewEnvironment> {
    return previewEnvironment(this.#context, scope, input, onProgress);
  }
  /** What has expired, or was left half made. Reads only. */
  collectable(scope: Scope): Promise<readonly Collectable[]> {
    return collectable(this.#context, scope);
  }
  /** Takes that away: databases of our own making and their rows. Safe at any time, and from several processes. */
  collect(scope: Scope): Promise<Collected> {
    return collect(this.#context, scope);
  }
  /** @throws ENVIRONMENT_IN_USE naming what is installed there; a database that we did not make is never dropped */
  removeEnvironment(scope: Scope, name: string): Promise<RemovedEnvironment> {
    return removeEnvironment(this.#context, scope, name);
  }
  environments(scope: Scope): Promise<readonly types.EnvironmentSummary[]> {
    return listEnvironments(this.#context, scope);
  }
  environment(scope: Scope, name: string): Promise<types.EnvironmentDetail> {
    return environmentDetail(this.#context, scope, name);
  }
  /** What people set for an installed package. @throws PACKAGE_NOT_FOUND */
  installation(scope: Scope, packageId: string, environment: string): Promise<InstallationView> {
    return showInstallation(this.#context, scope, packageId, environment);
  }
  /** Enables or disables it, or sets its settings; it stays so over promotions. @throws PACKAGE_IN_USE, CHANGE_FROZEN */
  setInstallation(
    scope: Scope,
    packageId: string,
    environment: string,
    change: InstallationChange,
  ): Promise<InstallationView> {
    return setInstallation(this.#context, scope, packageId, environment, change);
  }
  /** Runs that changed tables, did not end, and are driven by nobody: what to tell first when a process starts. */
  halfDoneRuns(scope: Scope): Promise<readonly HalfDoneRun[]> {
    return halfDoneRuns(this.#context, scope);
  }
  /** Reads only. @throws ENVIRONMENT_NOT_FOUND, DATABASE_UNAVAILABLE */
  async drift(scope: Scope, environment: string): Promise<readonly Drift[]> {
    return (await environmentDrift(this.#context, scope, environment)).drift;
  }
  /** The same with the tables that are not ours. */
  driftReport(scope: Scope, environment: string): Promise<types.DriftReport> {
    return environmentDrift(this.#context, scope, environment);
  }
  /** What a runtime of that environment loads (EnvironmentArtifactSchema of the spec). */
  artifact(scope: Scope, environment: string): Promise<EnvironmentArtifact> {
    return environmentArtifact(this.#context, scope, environment);
  }
}
