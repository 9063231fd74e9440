/**
 * Owns the rebuild of one table (sqlite.org/lang_altertable.html, the twelve steps): new table, copy, drop, rename,
 * then its indexes and triggers again. Foreign keys are off on this connection; they are checked before the commit.
 */
import type { Rebuild } from './action.ts';
import { quoteName } from './quote.ts';
import { parseTableText, sameDefinition, type TableText, tableTextOf } from './table-text.ts';

/** What the catalog says about the table at the moment of the rebuild. */
export interface LiveTable {
  readonly sql: string;
  readonly empty: boolean;
  /** Columns that are computed and cannot be inserted. */
  readonly generated: ReadonlySet<string>;
  readonly indexes: readonly string[];
  readonly triggers: readonly string[];
}

/** A name that nothing else can have: held names and ours share the prefix that metadata may not use. */
const ASIDE = '_authoring_rebuild';

/** The statements of the rebuild; none when the table already is as it should be. */
export function rebuildStatements(live: LiveTable, rebuild: Rebuild): readonly string[] {
  const before = parseTableText(live.sql);
  const after = rebuilt(before, rebuild);
  const changes = rebuild.columns.some(({ value }) => value !== null);
  if (!changes && sameTable(before, after)) return [];
  const table = quoteName(rebuild.table);
  if (live.empty)
    return [`DROP TABLE ${table}`, tableTextOf(table, after), ...live.indexes, ...live.triggers];
  return [
    tableTextOf(quoteName(ASIDE), after),
    copyRows(before, live, rebuild),
    `DROP TABLE ${table}`,
    // Views and triggers already name the table by its final name: a modern rename would look for what was dropped.
    'PRAGMA legacy_alter_table = ON',
    `ALTER TABLE ${quoteName(ASIDE)} RENAME TO ${table}`,
    'PRAGMA legacy_alter_table = OFF',
    ...live.indexes,
    ...live.triggers,
  ];
}

function rebuilt(table: TableText, rebuild: Rebuild): TableText {
  const changed = new Map(rebuild.columns.map((column) => [column.name, column]));
  const present = new Set(table.columns.map(({ name }) => name));
  const columns = table.columns.map((column) => {
    const change = changed.get(column.name);
    return change && !sameDefinition(change.definition, column.text)
      ? { name: column.name, text: change.definition }
      : column;
  });
  for (const column of rebuild.columns)
    if (!present.has(column.name)) columns.push({ name: column.name, text: column.definition });
  return { ...table, columns };
}

function sameTable(before: TableText, after: TableText): boolean {
  return (
    before.columns.length === after.columns.length &&
    before.columns.every((column, at) => column.text === after.columns[at]?.text)
  );
}

function copyRows(before: TableText, live: LiveTable, rebuild: Rebuild): string {
  const values = new Map(rebuild.columns.map(({ name, value }) => [name, value]));
  const targets: string[] = [];
  const sources: string[] = [];
  for (const { name } of before.columns) {
    if (live.generated.has(name)) continue;
    targets.push(quoteName(name));
    sources.push(values.get(name) ?? quoteName(name));
  }
  const present = new Set(before.columns.map(({ name }) => name));
  for (const column of rebuild.columns)
    if (column.value !== null && !present.has(column.name)) {
      targets.push(quoteName(column.name));
      sources.push(column.value);
    }
  return `INSERT INTO ${quoteName(ASIDE)} (${targets.join(', ')}) SELECT ${sources.join(', ')} FROM ${quoteName(rebuild.table)}`;
}
