/**
 * Owns what the renames of a jump between two versions say: which old table and column became which new one, and which
 * became none although their names are there in the end. What gets the name of another thing takes it from that one, also
 * what no version of the base had: a draft that adds a field and renames it onto the old name has said so.
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
  for (const fact of facts) {
    if (fact.kind === 'conversion' || !fact.ref.startsWith('object/')) continue;
    const table = tableOf(parseKey(fact.ref).name);
    if (fact.kind === 'item') {
      move(origin, table, tableOf(fact.to));
      move(fieldOrigin, table, tableOf(fact.to));
    } else if (fact.kind === 'end' && fact.field === null) {
      origin.delete(table);
      fieldOrigin.delete(table);
    } else {
      const fields = fieldOrigin.get(table) ?? new Map<string, string>();
      if (fact.kind === 'end') fields.delete(fact.field ?? '');
      else move(fields, fact.from, fact.to);
    }
  }
  const tables = new Map<string, string>();
  const columns = new Map<string, ReadonlyMap<string, string>>();
  const ended = { tables: new Set<string>(), columns: new Map<string, ReadonlySet<string>>() };
  const newNames = nowCalled(origin, after);
  for (const was of before.keys()) {
    const name = newNames.get(was);
    if (name === undefined) {
      if (after.has(was)) ended.tables.add(was);
      continue;
    }
    if (name !== was) tables.set(was, name);
    const wanted = after.get(name) as ReadonlySet<string>;
    const fields = nowCalled(fieldOrigin.get(name) ?? new Map(), wanted);
    const renamed = [...fields].filter(([field, to]) => field !== to);
    if (renamed.length > 0) columns.set(name, new Map(renamed));
    const gone = [...(before.get(was) ?? [])].filter((field) => !fields.has(field) && wanted.has(field));
    if (gone.length > 0) ended.columns.set(name, new Set(gone));
  }
  return { tables, columns, ...(ended.tables.size + ended.columns.size > 0 ? { ended } : {}) };
}

function move<V>(origin: Map<string, V>, from: string, to: string): void {
  const was = origin.get(from);
  origin.delete(from);
  if (was === undefined) origin.delete(to);
  else origin.set(to, was);
}

/** @returns old name → new one, of what is there in the end */
function nowCalled(
  origin: ReadonlyMap<string, string>,
  after: { has(name: string): boolean },
): ReadonlyMap<string, string> {
  return new Map([...origin].flatMap(([name, was]) => (after.has(name) ? [[was, name] as const] : [])));
}
