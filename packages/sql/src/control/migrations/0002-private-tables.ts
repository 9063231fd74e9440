/** Owns the private tables of the control plane, `_authoring_*`: no public interface, and the triggers of all tables. */
import type { ControlDialect } from '../control-dialect.ts';
import { type ControlMigration, createTable, type TableDefinition } from './migration.ts';

const tables: Readonly<Record<string, TableDefinition>> = {
  _authoring_body: {
    columns: { organization_id: 'text!', checksum: 'text!', bytes: 'text!' },
    primaryKey: ['organization_id', 'checksum'],
  },
  _authoring_item_index: {
    columns: { organization_id: 'text!', version_id: 'text!', items: 'text!', renames: 'text!' },
    primaryKey: ['organization_id', 'version_id'],
  },
  _authoring_draft: {
    columns: {
      organization_id: 'text!',
      id: 'text!',
      package_id: 'text!',
      base_version_id: 'text',
      revision: 'bigint!',
      history_seq: 'bigint!',
      closed: 'boolean!',
    },
    primaryKey: ['organization_id', 'id'],
  },
  // A pointer table instead of a partial unique index: every engine has it (I-06).
  _authoring_active_draft: {
    columns: { organization_id: 'text!', package_id: 'text!', branch: 'text!', draft_id: 'text!' },
    primaryKey: ['organization_id', 'package_id', 'branch'],
  },
  _authoring_rename: {
    columns: {
      organization_id: 'text!',
      draft_id: 'text!',
      position: 'bigint!',
      id: 'text!',
      ref: 'text!',
      path: 'text',
      from_name: 'text!',
      to_name: 'text!',
    },
    primaryKey: ['organization_id', 'draft_id', 'position'],
  },
  _authoring_answer: {
    columns: { organization_id: 'text!', draft_id: 'text!', question_id: 'text!', answer: 'text!' },
    primaryKey: ['organization_id', 'draft_id', 'question_id'],
  },
  _authoring_commit: {
    columns: {
      organization_id: 'text!',
      draft_id: 'text!',
      undone: 'bigint!',
      seq: 'bigint!',
      id: 'text!',
      before_json: 'text!',
      after_json: 'text!',
    },
    primaryKey: ['organization_id', 'draft_id', 'id'],
    unique: [['organization_id', 'draft_id', 'undone', 'seq']],
  },
  _authoring_run: {
    columns: {
      organization_id: 'text!',
      id: 'text!',
      environment_id: 'text!',
      kind: 'text!',
      state: 'text!',
      fence: 'bigint!',
      next_chunk: 'bigint!',
      reversing: 'boolean!',
      request: 'text!',
      failure: 'text',
      change_log_seq: 'bigint',
      requested_by: 'text!',
      requested_at: 'text!',
      updated_at: 'text!',
      finished_at: 'text',
    },
    primaryKey: ['organization_id', 'id'],
    indexes: [['organization_id', 'environment_id', 'requested_at']],
  },
  // Apart from the run: SQLite writes a whole row for every change of state.
  _authoring_run_frozen: {
    columns: { organization_id: 'text!', run_id: 'text!', frozen: 'text!' },
    primaryKey: ['organization_id', 'run_id'],
  },
  _authoring_run_chunk: {
    columns: {
      organization_id: 'text!',
      run_id: 'text!',
      no: 'bigint!',
      phase: 'text!',
      step_ids: 'text!',
      state: 'text!',
      fence: 'bigint!',
      started_at: 'text!',
      finished_at: 'text',
      error: 'text',
    },
    primaryKey: ['organization_id', 'run_id', 'no'],
  },
  _authoring_lease: {
    columns: {
      organization_id: 'text!',
      environment_id: 'text!',
      run_id: 'text!',
      owner: 'text!',
      fence: 'bigint!',
      expires_at: 'text!',
    },
    primaryKey: ['organization_id', 'environment_id'],
  },
  _authoring_hold: {
    columns: {
      organization_id: 'text!',
      id: 'text!',
      environment_id: 'text!',
      package_id: 'text!',
      run_id: 'text!',
      held_at: 'text!',
      table_name: 'text!',
      held_name: 'text!',
      kind: 'text!',
      spec: 'text!',
    },
    primaryKey: ['organization_id', 'id'],
    indexes: [['organization_id', 'environment_id']],
  },
  _authoring_event: {
    columns: {
      organization_id: 'text!',
      seq: 'bigint!',
      op: 'text!',
      actor: 'text!',
      at: 'text!',
      payload: 'text!',
    },
    primaryKey: ['organization_id', 'seq'],
  },
};

export const privateTables: ControlMigration = {
  number: 2,
  name: 'private tables and triggers',
  statements: (dialect: ControlDialect) => [
    ...Object.entries(tables).flatMap(([name, table]) => createTable(dialect, name, table)),
    ...dialect.triggers,
  ],
};
