/** Owns the wish that a run be given up: somebody else than its driver writes it. */
import type { ControlDialect } from '../control-dialect.ts';
import type { ControlMigration } from './migration.ts';

export const runCancel: ControlMigration = {
  number: 3,
  name: 'cancelled runs',
  statements: ({ db }: ControlDialect) => [
    db.schema.alterTable('_authoring_run').addColumn('cancel_requested', 'boolean').compile().sql,
  ],
};
