/** Owns what governance keeps: policies of environments, and what ADR-0019's requests lack for ours. */
import type { ControlDialect } from '../control-dialect.ts';
import { type ControlMigration, createTable } from './migration.ts';

export const governance: ControlMigration = {
  number: 6,
  name: 'policies, and approvals that are used up',
  statements: (dialect: ControlDialect) => [
    ...createTable(dialect, '_authoring_policy', {
      columns: {
        organization_id: 'text!',
        environment_id: 'text!',
        policy: 'text!',
        updated_at: 'text!',
        updated_by: 'text!',
      },
      primaryKey: ['organization_id', 'environment_id'],
    }),
    ...['use_state', 'expires_at', 'run_id'].map(
      (column) =>
        dialect.db.schema.alterTable('sys_approval_request').addColumn(column, dialect.text).compile().sql,
    ),
  ],
};
