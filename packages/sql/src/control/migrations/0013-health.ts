/** Owns where it is kept how installations were found after their versions went live. */
import type { ControlDialect } from '../control-dialect.ts';
import { type ControlMigration, createTable } from './migration.ts';

export const health: ControlMigration = {
  number: 13,
  name: 'health of installations',
  statements: (dialect: ControlDialect) =>
    createTable(dialect, '_authoring_health', {
      columns: {
        organization_id: 'text!',
        environment_id: 'text!',
        package_id: 'text!',
        version_id: 'text!',
        run_id: 'text!',
        state: 'text!',
        since: 'text!',
        checked_at: 'text!',
        results: 'text!',
      },
      primaryKey: ['organization_id', 'environment_id', 'package_id'],
    }),
};
