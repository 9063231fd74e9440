/**
 * Owns the public surface of the lifecycle: the service, the ports that adapters fulfil, the data that crosses them.
 * Nothing here may load @objectstack/spec at once: it costs 300 ms, and most commands never validate.
 */
export { ContentCache } from './content-cache.ts';
export type { Context } from './context.ts';
export { counted } from './counted.ts';
export { effectiveIndex } from './draft/effective-set.ts';
export type * from './draft/question.ts';
export type { Collectable, Collected } from './ephemeral/collect.ts';
export { dayOf, movedDay } from './ephemeral/masked-day.ts';
export { Masker } from './ephemeral/masker.ts';
export type { PreviewEnvironment, PreviewEnvironmentInput } from './ephemeral/preview-environment.ts';
export type { RemovedEnvironment } from './ephemeral/remove-environment.ts';
export * from './error.ts';
export type { ApprovalSummary } from './govern/answer-request.ts';
export { auditHash, CHAIN_START } from './govern/audit-chain.ts';
export { auditFacts } from './govern/audit-facts.ts';
export type { WhyLive } from './govern/explain-value.ts';
export type { PolicyView } from './govern/policies.ts';
export { redeemToken } from './govern/redeem-token.ts';
export type { TokenSummary } from './govern/tokens.ts';
export { type AuditVerdict, assertIntact, parseAnchor } from './govern/verify-audit.ts';
export type { HealthReport, ObservedInstallation } from './health/check-health.ts';
export type { ActivationHealth } from './health/follow-activation.ts';
export type { AdoptedBaseline } from './legacy/adopt-package.ts';
export type { AdoptedChanges, FlatChange, FlatChanges } from './legacy/take-changes.ts';
export { LIMITS } from './limits.ts';
export {
  ARTIFACT_LIMITS,
  checkParsed,
  ITEM_LIMITS,
  type ParseLimits,
} from './metadata/check-parsed.ts';
export { type ConversionFact, type Fact, isConversion, isRename } from './metadata/fact.ts';
export { type FactParts, type PlacedConversion, partsOf } from './metadata/fact-list.ts';
export { compareIndexes, type IndexDifference, type ItemIndex } from './metadata/item-index.ts';
export { COLLECTION_TYPES, type ItemType, STACK_TYPE } from './metadata/item-types.ts';
export { parseJson } from './metadata/parse-json.ts';
export { type ItemKey, type ItemRef, keyOf, parseKey } from './metadata/ref.ts';
export { type RenameFact, renameFact } from './metadata/rename-fact.ts';
export type { NotificationsView } from './notify/deliver-notifications.ts';
export type { JsonDifference } from './overlay/json-differences.ts';
export type { MergeConflict } from './overlay/merge-json.ts';
export type { OverlayOutcome } from './overlay/overlay-outcomes.ts';
export type { OverlayResult } from './overlay/put-overlay.ts';
export type { OverlayReport, OverlayView } from './overlay/show-overlays.ts';
export { type DiffInput, diffTables } from './plan/diff-tables.ts';
export type * from './plan/expression/authored-expression.ts';
export { type BoundExpression, bindExpression } from './plan/expression/bind-expression.ts';
export type * from './plan/expression/expression.ts';
export { type ExpressionProblem, expressionInvalid } from './plan/expression/expression-problem.ts';
export { expressionText } from './plan/expression/expression-text.ts';
export { inverseOf } from './plan/expression/inverse-of.ts';
export { neverNull } from './plan/expression/never-null.ts';
export { columnsOf, operandsOf } from './plan/expression/operands.ts';
export { parseExpression } from './plan/expression/parse-expression.ts';
export { substitute } from './plan/expression/substitute.ts';
export { typeOf } from './plan/expression/type-of.ts';
export { maskedValue } from './plan/masked-value.ts';
export type * from './plan/migration-plan.ts';
export { keepsDefault } from './plan/online-form.ts';
export * from './plan/physical-schema.ts';
export {
  type Bridge,
  type PhysicalTrigger,
  type PhysicalTriggers,
  syncedColumnOf,
} from './plan/physical-trigger.ts';
export type { PhysicalView, PhysicalViews, ViewSource } from './plan/physical-view.ts';
export { preflightChecksOf } from './plan/preflight-checks.ts';
export * from './plan/preflight-severity.ts';
export * from './plan/read-table.ts';
export { isShadowName, shadowedName, shadowName, syncName } from './plan/shadow-name.ts';
export type * from './plan/step-cost.ts';
export { stepTitle } from './plan/step-title.ts';
export {
  applyStep,
  applySteps,
  changeOf,
  hazardsOf,
  lockClassOf,
  reverseOf,
  STEP_KINDS,
} from './plan/steps/index.ts';
export type * from './plan/steps/step.ts';
export { conversionBetween, isWidening, sameType } from './plan/steps/type-conversion.ts';
export type * from './plan/storage/table-spec.ts';
export { type Authorize, allowAll, authorizeBy, type Place } from './policy/authorize.ts';
export { windowText } from './policy/change-window.ts';
export {
  type ApprovalPolicy,
  type ChangeWindow,
  changedPolicy,
  defaultPolicy,
  type EnvironmentPolicy,
} from './policy/environment-policy.ts';
export type * from './policy/members.ts';
export { type RenameForm, renameFormOf } from './policy/rename-form.ts';
export {
  isRole,
  OPERATIONS,
  type Operation,
  type Right,
  ROLES,
  type Role,
  rightOf,
} from './policy/rights.ts';
export type { TokenGrant } from './policy/token-grant.ts';
export type * from './ports/adoption.ts';
export type * from './ports/approval.ts';
export type * from './ports/body.ts';
export type * from './ports/change-log.ts';
export type * from './ports/clock.ts';
export type * from './ports/control-plane.ts';
export type * from './ports/draft-workspace.ts';
export * from './ports/environment.ts';
export type * from './ports/health.ts';
export type * from './ports/health-probes.ts';
export type * from './ports/hold.ts';
export type * from './ports/ids.ts';
export type * from './ports/installation.ts';
export type * from './ports/lease.ts';
export * from './ports/notification.ts';
export type * from './ports/notification-sink.ts';
export type * from './ports/overlay.ts';
export type * from './ports/package.ts';
export type * from './ports/package-version.ts';
export type * from './ports/policy.ts';
export type * from './ports/provision.ts';
export type * from './ports/rehearsal.ts';
export type * from './ports/run-journal.ts';
export type * from './ports/target-database.ts';
export type * from './ports/token.ts';
export type * from './ports/variable.ts';
export type * from './ports/version-notice.ts';
export type { ListRehearsalsOptions, RehearsalSummary } from './rehearse/list-rehearsals.ts';
export { longestLockMs, phaseWords } from './rehearse/rehearsal-row.ts';
export type { Rehearsal } from './rehearse/rehearse.ts';
export type { HalfDoneRun } from './release/half-done.ts';
export type * from './release/held-things.ts';
export type { InstallationChange, InstallationView } from './release/installations.ts';
export type { Obstacle } from './release/obstacles.ts';
export type { PurgeResult } from './release/purge.ts';
export { progressText } from './release/row-progress.ts';
export type * from './release/run.ts';
export { isAtRest, isTerminal, RUN_TRANSITIONS } from './release/run-state.ts';
export { openManifest, sealManifest, verifyManifest } from './release/sealed-manifest.ts';
export type * from './scope.ts';
export { MetadataAuthoringService } from './service.ts';
export type * from './service-types.ts';
export type { Provenance } from './share/bundle.ts';
export { keyIdOf, looksLikeEnvelope } from './share/envelope.ts';
export {
  type BundleTrust,
  type ImportedBundle,
  type VerifiedBundle,
  verifyBundle,
} from './share/import-bundle.ts';
export type { Problem, ValidationReport } from './validate/problem.ts';
export type { VariableValue } from './variables/configuration-schema.ts';
export { type SecretKeys, secretKeyOf } from './variables/secret-box.ts';
export type { VariableSummary } from './variables/variables.ts';
