/** Owns what a schema migration of the control plane is, and the small language its tables are written in. */
import type { CreateTableBuilder } from 'kysely';
import type { ControlDialect } from '../control-dialect.ts';

export interface ControlMigration {
  /** From 1, without a gap; never changed once released. */
  readonly number: number;
  readonly name: string;
  statements(dialect: ControlDialect): readonly string[];
}

/** `!` = NOT NULL. Booleans and integers are the engine's own; timestamps are ISO-8601 text, JSON is text. */
export type ColumnType = 'text' | 'text!' | 'bigint' | 'bigint!' | 'boolean' | 'boolean!';

export interface TableDefinition {
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly primaryKey: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
}

export function createTable(
  dialect: ControlDialect,
  name: string,
  definition: TableDefinition,
): readonly string[] {
  let table: CreateTableBuilder<string, string> = dialect.db.schema.createTable(name);
  table = table.addPrimaryKeyConstraint(`${name}_pk`, [...definition.primaryKey]);
  for (const [column, type] of Object.entries(definition.columns)) {
    const notNull = type.endsWith('!');
    const base = notNull ? type.slice(0, -1) : type;
    const dataType = base === 'text' ? dialect.text : (base as 'bigint' | 'boolean');
    table = table.addColumn(column, dataType, (it) => (notNull ? it.notNull() : it));
  }
  for (const [at, columns] of (definition.unique ?? []).entries()) {
    table = table.addUniqueConstraint(`${name}_unique_${at + 1}`, [...columns]);
  }
  const indexes = (definition.indexes ?? []).map(
    (columns, at) =>
      dialect.db.schema
        .createIndex(`${name}_index_${at + 1}`)
        .on(name)
        .columns([...columns])
        .compile().sql,
  );
  return [table.compile().sql, ...indexes];
}
