/**
 * Owns the control plane's tables as Kysely sees them: only the columns that statements name. All columns of the
 * public tables are in migrations/0001-initial.ts, named as ADR-0003, ADR-0008, ADR-0010, ADR-0067 and spec/cloud do.
 */
import type { ColumnType } from 'kysely';

/** SQLite answers 0 and 1, PostgreSQL false and true. */
export type Flag = ColumnType<boolean | number, boolean, boolean>;

interface Package {
  id: string;
  owner_org_id: string;
  manifest_id: string;
  display_name: string;
  visibility: string;
  publisher: string;
  is_starter: Flag;
  created_at: string;
  updated_at: string;
  created_by: string;
}

interface PackageVersion {
  id: string;
  organization_id: string;
  package_id: string;
  version: string;
  status: string;
  checksum: string | null;
  base_version_id: string | null;
  is_preview: Flag;
  is_pre_release: Flag;
  release_notes: string | null;
  published_at: string | null;
  published_by: string | null;
  created_at: string;
  updated_at: string;
  created_by: string;
  manifest_json: string | null;
}

interface PackageInstallation {
  id: string;
  organization_id: string;
  environment_id: string;
  package_id: string;
  package_version_id: string;
  status: string;
  enabled: Flag;
  with_sample_data: Flag;
  settings: string;
  installed_at: string;
  installed_by: string;
  updated_at: string;
  error_message: string | null;
}

interface Environment {
  id: string;
  organization_id: string;
  name: string;
  display_name: string;
  environment_type: string;
  database_driver: string;
  database_url: string;
  schema_mode: string;
  position: number;
  status: string;
  created_by: string;
  created_at: string;
  updated_at: string;
  ephemeral_state: string | null;
  expires_at: string | null;
  source_environment_id: string | null;
}

interface Metadata {
  id: string;
  organization_id: string;
  package_id: string;
  package_version_id: string;
  environment_id: string | null;
  type: string;
  name: string;
  managed_by: string;
  scope: string;
  source: string;
  state: string;
  version: number;
  op: string;
  renamed_from: string | null;
  body_checksum: string | null;
  base_checksum: string | null;
  checksum: string | null;
  created_by: string;
  created_at: string;
  updated_by: string;
  updated_at: string;
}

interface MetadataHistory {
  id: string;
  organization_id: string;
  event_seq: number;
  type: string;
  name: string;
  version: number;
  operation_type: string;
  checksum: string | null;
  previous_checksum: string | null;
  source: string;
  recorded_by: string;
  recorded_at: string;
  package_id: string;
  package_version_id: string;
  draft_seq: number;
  op: string;
  commit_id: string;
}

interface MetadataAudit {
  id: string;
  organization_id: string;
  seq: number;
  occurred_at: string;
  actor: string;
  source: string;
  type: string;
  name: string;
  operation: string;
  outcome: string;
  code: string;
  lock_overridden: Flag;
  prev_hash: string;
  hash: string;
}

interface Body {
  organization_id: string;
  checksum: string;
  bytes: string;
}

interface ItemIndexRow {
  organization_id: string;
  version_id: string;
  items: string;
  facts: string;
}

interface Draft {
  organization_id: string;
  id: string;
  package_id: string;
  base_version_id: string | null;
  revision: number;
  history_seq: number;
  closed: Flag;
}

interface ActiveDraft {
  organization_id: string;
  package_id: string;
  branch: string;
  draft_id: string;
}

/** A rename, or with `up` or `down` a conversion: of a field that keeps its name. */
interface FactRow {
  organization_id: string;
  draft_id: string;
  position: number;
  id: string;
  ref: string;
  path: string | null;
  from_name: string;
  to_name: string;
  up: string | null;
  down: string | null;
}

interface AnswerRow {
  organization_id: string;
  draft_id: string;
  question_id: string;
  answer: string;
}

interface Commit {
  organization_id: string;
  draft_id: string;
  seq: number;
  id: string;
  undone: number;
  before_json: string;
  after_json: string;
}

interface Run {
  organization_id: string;
  id: string;
  environment_id: string;
  kind: string;
  state: string;
  fence: number;
  next_chunk: number;
  reversing: Flag;
  request: string;
  failure: string | null;
  change_log_seq: number | null;
  requested_by: string;
  requested_at: string;
  updated_at: string;
  finished_at: string | null;
  cancel_requested: Flag | null;
  progress: string | null;
}

interface RunFrozen {
  organization_id: string;
  run_id: string;
  frozen: string;
}

interface RunChunk {
  organization_id: string;
  run_id: string;
  no: number;
  phase: string;
  step_ids: string;
  state: string;
  fence: number;
  started_at: string;
  finished_at: string | null;
  error: string | null;
}

interface LeaseTable {
  organization_id: string;
  environment_id: string;
  run_id: string;
  owner: string;
  fence: number;
  expires_at: string;
}

interface Hold {
  organization_id: string;
  id: string;
  environment_id: string;
  package_id: string;
  run_id: string;
  held_at: string;
  table_name: string;
  held_name: string;
  kind: string;
  spec: string;
}

interface Policy {
  organization_id: string;
  environment_id: string;
  policy: string;
  updated_at: string;
  updated_by: string;
}

interface VersionNoticeRow {
  organization_id: string;
  version_id: string;
  yanked: boolean;
  reason: string | null;
  said_at: string;
  said_by: string;
}

interface VariableTable {
  organization_id: string;
  environment_id: string;
  package_id: string;
  name: string;
  kind: string;
  content: string;
  updated_at: string;
  updated_by: string;
}

interface Adoption {
  organization_id: string;
  environment_id: string;
  package_id: string;
  items: string;
  adopted_at: string;
  adopted_by: string;
}

interface Token {
  organization_id: string;
  id: string;
  name: string;
  kind: string;
  role: string;
  environments: string | null;
  operations: string | null;
  hash: string;
  made_by: string;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
  revoked_by: string | null;
}

interface Notification {
  organization_id: string;
  id: string;
  sink: string;
  type: string;
  body: string;
  created_at: string;
  due_at: string;
  attempts: number;
  state: string;
  last_error: string | null;
}

interface ApprovalRequest {
  id: string;
  organization_id: string;
  process_name: string;
  object_name: string;
  record_id: string;
  submitter_id: string | null;
  submitter_comment: string | null;
  status: string;
  use_state: string | null;
  current_step: string | null;
  pending_approvers: string | null;
  payload_json: string | null;
  expires_at: string | null;
  completed_at: string | null;
  created_at: string;
  updated_at: string | null;
  run_id: string | null;
}

interface ApprovalActionTable {
  id: string;
  organization_id: string;
  request_id: string;
  action: string;
  actor_id: string | null;
  comment: string | null;
  created_at: string;
}

interface Health {
  organization_id: string;
  environment_id: string;
  package_id: string;
  version_id: string;
  run_id: string;
  state: string;
  since: string;
  checked_at: string;
  results: string;
}

interface Rehearsal {
  organization_id: string;
  id: string;
  environment_id: string;
  plan_hash: string;
  base_fingerprint: string;
  at: string;
  content: string;
}

interface EventTable {
  organization_id: string;
  seq: number;
  op: string;
  actor: string;
  at: string;
  payload: string;
}

interface Migration {
  number: number;
  name: string;
  applied_at: string;
}

export interface ControlSchema {
  sys_package: Package;
  sys_package_version: PackageVersion;
  sys_package_installation: PackageInstallation;
  sys_environment: Environment;
  sys_metadata: Metadata;
  sys_metadata_history: MetadataHistory;
  sys_metadata_audit: MetadataAudit;
  _authoring_body: Body;
  _authoring_item_index: ItemIndexRow;
  _authoring_draft: Draft;
  _authoring_active_draft: ActiveDraft;
  _authoring_fact: FactRow;
  _authoring_answer: AnswerRow;
  _authoring_commit: Commit;
  _authoring_run: Run;
  _authoring_run_frozen: RunFrozen;
  _authoring_run_chunk: RunChunk;
  _authoring_lease: LeaseTable;
  _authoring_hold: Hold;
  _authoring_health: Health;
  _authoring_rehearsal: Rehearsal;
  _authoring_policy: Policy;
  _authoring_version_notice: VersionNoticeRow;
  _authoring_variable: VariableTable;
  _authoring_adoption: Adoption;
  _authoring_token: Token;
  _authoring_notification: Notification;
  sys_approval_request: ApprovalRequest;
  sys_approval_action: ApprovalActionTable;
  _authoring_event: EventTable;
  _authoring_migration: Migration;
}
