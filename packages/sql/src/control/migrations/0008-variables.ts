/** Owns the values of variables: per environment and package, secrets as they were encrypted elsewhere. */
import type { ControlDialect } from '../control-dialect.ts';
import { type ControlMigration, createTable } from './migration.ts';

export const variables: ControlMigration = {
  number: 8,
  name: 'values of variables',
  statements: (dialect: ControlDialect) =>
    createTable(dialect, '_authoring_variable', {
      columns: {
        organization_id: 'text!',
        environment_id: 'text!',
        package_id: 'text!',
        name: 'text!',
        kind: 'text!',
        content: 'text!',
        updated_at: 'text!',
        updated_by: 'text!',
      },
      primaryKey: ['organization_id', 'environment_id', 'package_id', 'name'],
    }),
};
