/** Owns the table of tokens: who may do what by a secret, of which only the hash is here. */
import type { ControlDialect } from '../control-dialect.ts';
import { type ControlMigration, createTable } from './migration.ts';

export const tokens: ControlMigration = {
  number: 11,
  name: 'tokens',
  statements: (dialect: ControlDialect) =>
    createTable(dialect, '_authoring_token', {
      columns: {
        organization_id: 'text!',
        id: 'text!',
        name: 'text!',
        kind: 'text!',
        role: 'text!',
        environments: 'text',
        operations: 'text',
        hash: 'text!',
        made_by: 'text!',
        created_at: 'text!',
        expires_at: 'text!',
        last_used_at: 'text',
        revoked_at: 'text',
        revoked_by: 'text',
      },
      primaryKey: ['organization_id', 'id'],
    }),
};
