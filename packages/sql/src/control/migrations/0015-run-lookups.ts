/**
 * Owns finding the few runs that every run looks for, among all that an environment ever had: those that have not ended,
 * and the last one that changed tables.
 */
import { expressionBuilder } from 'kysely';
import type { ControlDialect } from '../control-dialect.ts';
import type { ControlSchema } from '../schema.ts';
import type { ControlMigration } from './migration.ts';

const run = expressionBuilder<ControlSchema, '_authoring_run'>();

export const runLookups: ControlMigration = {
  number: 15,
  name: 'run-lookups',
  statements: ({ db }: ControlDialect) => [
    db.schema
      .createIndex('_authoring_run_open')
      .on('_authoring_run')
      .columns(['organization_id', 'environment_id', 'requested_at'])
      .where(run('finished_at', 'is', null))
      .compile().sql,
    db.schema
      .createIndex('_authoring_run_applied')
      .on('_authoring_run')
      .columns(['organization_id', 'environment_id', 'fence'])
      .where(run('next_chunk', '>', run.lit(0)))
      .compile().sql,
  ],
};
