/** Owns the outbox: what is still to be told, one row a receiver. */
import type { ControlDialect } from '../control-dialect.ts';
import { type ControlMigration, createTable } from './migration.ts';

export const notifications: ControlMigration = {
  number: 12,
  name: 'notifications',
  statements: (dialect: ControlDialect) =>
    createTable(dialect, '_authoring_notification', {
      columns: {
        organization_id: 'text!',
        id: 'text!',
        sink: 'text!',
        type: 'text!',
        body: 'text!',
        created_at: 'text!',
        due_at: 'text!',
        attempts: 'bigint!',
        state: 'text!',
        last_error: 'text',
      },
      primaryKey: ['organization_id', 'id'],
      indexes: [['organization_id', 'sink', 'state', 'due_at']],
    }),
};
