/**
 * Owns what the renames of a jump between two versions say: which old table and column became which new one. A chain
 * that meets a name that is not there stops: it never guesses.
 */
import { parseKey } from '../metadata/ref.ts';
import type { DirectedFact } from './jump-facts.ts';

export interface RenameMap {
  /** old table name → new table name. */
  readonly tables: ReadonlyMap<string, string>;
  /** new table name → (old column → new column). */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
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
    if (fact.kind === 'field') {
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
  for (const [name, was] of origin) {
    if (!after.has(name)) continue;
    if (name !== was) tables.set(was, name);
    const renamed = new Map<string, string>();
    for (const [field, fieldWas] of fieldOrigin.get(name) ?? [])
      if (field !== fieldWas && after.get(name)?.has(field)) renamed.set(fieldWas, field);
    if (renamed.size > 0) columns.set(name, renamed);
  }
  return { tables, columns };
}
