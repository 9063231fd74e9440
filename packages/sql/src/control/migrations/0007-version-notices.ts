/** Owns what is said of a version that was taken out of use: its own row is sealed. */
import type { ControlDialect } from '../control-dialect.ts';
import { type ControlMigration, createTable } from './migration.ts';

export const versionNotices: ControlMigration = {
  number: 7,
  name: 'why versions were deprecated or yanked',
  statements: (dialect: ControlDialect) =>
    createTable(dialect, '_authoring_version_notice', {
      columns: {
        organization_id: 'text!',
        version_id: 'text!',
        yanked: 'boolean!',
        reason: 'text',
        said_at: 'text!',
        said_by: 'text!',
      },
      primaryKey: ['organization_id', 'version_id'],
    }),
};
