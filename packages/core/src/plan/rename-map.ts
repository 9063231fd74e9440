/**
 * Owns what the renames of a jump between two versions say: which old table and column became which new one, and which
 * became none although their names are there in the end. A chain that meets a name that is not there stops: it never guesses.
 */
import { parseKey } from '../metadata/ref.ts';
import type { DirectedFact } from './jump-facts.ts';

/** What goes, whatever has its name then. */
export interface Ended {
  /** Old table names. */
  readonly tables: ReadonlySet<string>;
  /** new table name → old columns. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface RenameMap {
  /** old table name → new table name. */
  readonly tables: ReadonlyMap<string, string>;
  /** new table name → (old column → new column). */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Absent: every other name means the same before and after. */
  readonly ended?: Ended;
}

/**
 * @param before table names → column names of the base @param after the same of the target
 * @param tableOf object name → table name
 */
export function renameMapOf(
  facts: readonly DirectedFact[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
  after: ReadonlyMap<string, ReadonlySet<string>>,
  tableOf: (objectName: string) => string,
): RenameMap {
  /** current table name → the name it had in the base; only tables that were there. */
  const origin = new Map([...before.keys()].map((name) => [name, name]));
  const fieldOrigin = new Map(
    [...before].map(([name, fields]) => [name, new Map([...fields].map((f) => [f, f]))]),
  );
  const endedTables = new Set<string>();
  /** By the table's name in the base. */
  const endedColumns = new Map<string, Set<string>>();
  for (const fact of facts) {
    if (fact.kind === 'conversion' || !fact.ref.startsWith('object/')) continue;
    if (fact.kind === 'end') {
      const table = tableOf(parseKey(fact.ref).name);
      const was = origin.get(table);
      if (was === undefined) continue;
      if (fact.field === null) {
        origin.delete(table);
        fieldOrigin.delete(table);
        endedTables.add(was);
        continue;
      }
      const fieldWas = fieldOrigin.get(table)?.get(fact.field);
      fieldOrigin.get(table)?.delete(fact.field);
      if (fieldWas !== undefined) endedColumns.set(was, (endedColumns.get(was) ?? new Set()).add(fieldWas));
    } else if (fact.kind === 'field') {
      const fields = fieldOrigin.get(tableOf(parseKey(fact.ref).name));
      const was = fields?.get(fact.from);
      if (!fields || was === undefined) continue;
      fields.delete(fact.from);
      // A name that the base also had under another meaning loses its old origin: that one was dropped.
      fields.set(fact.to, was);
    } else {
      const [from, to] = [tableOf(fact.from), tableOf(fact.to)];
      const was = origin.get(from);
      const fields = fieldOrigin.get(from);
      if (was === undefined || !fields) continue;
      origin.delete(from);
      fieldOrigin.delete(from);
      origin.set(to, was);
      fieldOrigin.set(to, fields);
    }
  }
  const tables = new Map<string, string>();
  const columns = new Map<string, ReadonlyMap<string, string>>();
  const ended = { tables: new Set<string>(), columns: new Map<string, ReadonlySet<string>>() };
  for (const was of endedTables) if (after.has(was)) ended.tables.add(was);
  for (const [name, was] of origin) {
    if (!after.has(name)) continue;
    if (name !== was) tables.set(was, name);
    const renamed = new Map<string, string>();
    for (const [field, fieldWas] of fieldOrigin.get(name) ?? [])
      if (field !== fieldWas && after.get(name)?.has(field)) renamed.set(fieldWas, field);
    if (renamed.size > 0) columns.set(name, renamed);
    const gone = [...(endedColumns.get(was) ?? [])].filter((field) => after.get(name)?.has(field));
    if (gone.length > 0) ended.columns.set(name, new Set(gone));
  }
  return { tables, columns, ...(ended.tables.size + ended.columns.size > 0 ? { ended } : {}) };
}
