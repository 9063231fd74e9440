/** Owns that an author's facts say more than renames: how values come about, in the same ordered list. */
import type { ControlDialect } from '../control-dialect.ts';
import type { ControlMigration } from './migration.ts';

export const conversions: ControlMigration = {
  number: 4,
  name: 'conversions among the facts',
  statements: ({ db, text }: ControlDialect) => [
    db.schema.alterTable('_authoring_rename').renameTo('_authoring_fact').compile().sql,
    db.schema.alterTable('_authoring_fact').addColumn('up', text).compile().sql,
    db.schema.alterTable('_authoring_fact').addColumn('down', text).compile().sql,
    db.schema.alterTable('_authoring_item_index').renameColumn('renames', 'facts').compile().sql,
  ],
};
