/** Owns the words of docs/control-plane.md: what each table holds, and what the columns of ours in public tables mean. */

/** A table without a sentence stops the generator. */
export const TABLE_PROSE: Readonly<Record<string, string>> = {
  sys_package: 'Identity of an app: one row a package and organization. The owner is the tenant.',
  sys_package_version:
    'Versions of packages: the draft, sealed versions with their bytes, preview snapshots.',
  sys_package_installation: 'Install pointers: which version an environment runs, per package.',
  sys_environment: 'Environments in the order of the pipeline, each with its own database.',
  sys_environment_member: 'Roles of users in an environment.',
  sys_environment_credential: "Secrets of an environment's database.",
  sys_metadata:
    'Staged changes of drafts, one row an item; after the seal they stay as active rows of that version. Overlays of an environment: active rows of no package, with the id of the environment in the place of a version.',
  sys_metadata_history: 'Every change of every item, in order.',
  sys_metadata_commit: 'Groups of changes, as the runtime names them.',
  sys_metadata_audit: 'The audit trail: append-only, each row carries the hash of the one before it.',
  sys_approval_request: 'Approvals that were asked for.',
  sys_approval_action: 'What approvers decided.',
  _authoring_migration: 'Which migrations of the control plane itself have run.',
  _authoring_body: 'Bodies of items by checksum: each content once an organization.',
  _authoring_item_index: 'Item index and facts of a sealed version; derivable from its bytes.',
  _authoring_draft: 'Revision and base of a draft.',
  _authoring_active_draft: 'The one active draft of a package: the primary key is the promise.',
  _authoring_fact:
    'Facts of a draft, in order: renames, and with `up` or `down` how the values of a field come about.',
  _authoring_answer: 'Answers to the questions of a draft.',
  _authoring_commit: 'Undo and redo: what each commit of a draft replaced and by what.',
  _authoring_run: 'Runs: request, state, progress, failure.',
  _authoring_run_frozen: 'What a run fixed before any DDL: content and plan. Apart, because it is large.',
  _authoring_run_chunk: 'The journal of a run: one row a chunk, written before and after it.',
  _authoring_lease: 'Who drives which environment until when, and the fence.',
  _authoring_hold: 'Columns and tables that were dropped and are kept until purged.',
  _authoring_policy:
    'What somebody set for an environment: approvals, order, windows, freeze. The rest follows from its type.',
  _authoring_version_notice: 'Why a version was deprecated or yanked: its own row is sealed.',
  _authoring_variable:
    'Values of variables, per environment and package; a secret is encrypted with a key that is not here.',
  _authoring_adoption:
    'What was taken over from a database whose runtime had authored its own metadata: row and body of each item.',
  _authoring_token:
    'Tokens by their public id: what each may, until when, and the sha-256 of its text, which is nowhere.',
  _authoring_notification:
    'The outbox: what is still to be told to whom, and what could not be. What was delivered is gone.',
  _authoring_health: 'How an installation was found after its version went live, and by which checks.',
  _authoring_rehearsal:
    'What runs came to on copies of their environments: plan hash, fingerprint, and each step with its times. It only grows.',
  _authoring_event: 'The change log: one gapless sequence an organization.',
};

/** Columns of ours in public tables; one without words stops the generator, and so do words without a column. */
export const OWN_COLUMN_PROSE: Readonly<Record<string, string>> = {
  'sys_package_version.organization_id': 'tenant',
  'sys_package_version.base_version_id': 'what the draft was opened on',
  'sys_package_version.is_preview': 'a preview snapshot: never promoted',
  'sys_package_installation.organization_id': 'tenant',
  'sys_environment.name': 'unique in the organization; what commands call it',
  'sys_environment.environment_type': '`EnvironmentTypeSchema` of the spec; policies follow from it',
  'sys_environment.schema_mode': '`managed`, `validate-only` or `external`',
  'sys_environment.position': 'place in the pipeline, from 0',
  'sys_environment.ephemeral_state':
    '`making`, `ready` or `ending`: made for a while, with a database of our own making; else NULL',
  'sys_environment.expires_at': 'when it may be collected',
  'sys_environment.source_environment_id': 'the environment that it was copied from',
  'sys_environment_member.organization_id': 'tenant',
  'sys_environment_credential.organization_id': 'tenant',
  'sys_metadata.op': '`put`, `delete` or `rename`',
  'sys_metadata.renamed_from': 'name in the base, of a rename',
  'sys_metadata.body_checksum': 'key of the body in `_authoring_body`',
  'sys_metadata.base_checksum': 'what the item was in the base: the merge base',
  'sys_metadata_history.package_id': 'package of the draft',
  'sys_metadata_history.package_version_id': 'the draft',
  'sys_metadata_history.draft_seq': 'order within the draft',
  'sys_metadata_history.op': 'our word for what was done',
  'sys_metadata_history.commit_id': 'changes of one commit share it',
  'sys_metadata_audit.seq': 'gapless order in the organization',
  'sys_metadata_audit.prev_hash': 'hash of the row before',
  'sys_metadata_audit.hash': 'hash over `prev_hash` and the event of this `seq`',
};
