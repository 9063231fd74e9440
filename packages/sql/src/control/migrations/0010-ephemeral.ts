/** Owns what an environment that was made for a while needs: how far it is, when it ends, what it was copied from. */
import type { ControlDialect } from '../control-dialect.ts';
import type { ControlMigration } from './migration.ts';

export const ephemeral: ControlMigration = {
  number: 10,
  name: 'environments that end',
  statements: (dialect: ControlDialect) =>
    ['ephemeral_state', 'expires_at', 'source_environment_id'].map(
      (column) =>
        dialect.db.schema.alterTable('sys_environment').addColumn(column, dialect.text).compile().sql,
    ),
};
