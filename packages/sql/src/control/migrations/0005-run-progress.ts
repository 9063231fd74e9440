/** Owns how far the step of a run is that runs now: its driver writes it once a second, other processes read it. */
import type { ControlDialect } from '../control-dialect.ts';
import type { ControlMigration } from './migration.ts';

export const runProgress: ControlMigration = {
  number: 5,
  name: 'progress of runs',
  statements: ({ db, text }: ControlDialect) => [
    db.schema.alterTable('_authoring_run').addColumn('progress', text).compile().sql,
  ],
};
