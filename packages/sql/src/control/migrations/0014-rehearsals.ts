/** Owns where it is kept what runs came to on copies of their environments. Its triggers let it only grow. */
import type { ControlDialect } from '../control-dialect.ts';
import { type ControlMigration, createTable } from './migration.ts';

export const rehearsals: ControlMigration = {
  number: 14,
  name: 'rehearsals',
  statements: (dialect: ControlDialect) => [
    ...createTable(dialect, '_authoring_rehearsal', {
      columns: {
        organization_id: 'text!',
        id: 'text!',
        environment_id: 'text!',
        plan_hash: 'text!',
        base_fingerprint: 'text!',
        at: 'text!',
        content: 'text!',
      },
      primaryKey: ['organization_id', 'id'],
      indexes: [['organization_id', 'environment_id', 'plan_hash']],
    }),
    ...dialect.appendOnly('_authoring_rehearsal', 'id'),
  ],
};
