/** Owns the record of what was taken over from a runtime that had authored its own metadata. */
import type { ControlDialect } from '../control-dialect.ts';
import { type ControlMigration, createTable } from './migration.ts';

export const adoption: ControlMigration = {
  number: 9,
  name: 'what was adopted',
  statements: (dialect: ControlDialect) =>
    createTable(dialect, '_authoring_adoption', {
      columns: {
        organization_id: 'text!',
        environment_id: 'text!',
        package_id: 'text!',
        items: 'text!',
        adopted_at: 'text!',
        adopted_by: 'text!',
      },
      primaryKey: ['organization_id', 'environment_id', 'package_id'],
    }),
};
