/**
 * Owns what rename facts say for one jump between two versions: which old table and column became which new one.
 * Forward facts (the target has them, the base lacks them) apply in order; facts that only the base has (a rollback)
 * apply inverted, newest first. A chain that meets a name that is not there stops: it never guesses.
 */
import type { RenameFact } from '../metadata/rename-fact.ts';

export interface RenameMap {
  /** old table name → new table name. */
  readonly tables: ReadonlyMap<string, string>;
  /** new table name → (old column → new column). */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface DirectedFact {
  readonly ref: string;
  readonly isField: boolean;
  readonly from: string;
  readonly to: string;
}

function objectName(ref: string): string | null {
  return ref.startsWith('object/') ? ref.slice('object/'.length) : null;
}

/** The facts that take `from` to `to`, in the order in which they happen. */
export function factsBetween(
  from: readonly RenameFact[],
  to: readonly RenameFact[],
): readonly DirectedFact[] {
  const inFrom = new Set(from.map((fact) => fact.id));
  const inTo = new Set(to.map((fact) => fact.id));
  const backwards = from
    .filter((fact) => !inTo.has(fact.id))
    .reverse()
    .map((fact) => {
      const isField = fact.path === 'fields';
      return {
        ref: isField ? fact.ref : `${fact.ref.slice(0, fact.ref.indexOf('/'))}/${fact.to}`,
        isField,
        from: fact.to,
        to: fact.from,
      };
    });
  const forwards = to
    .filter((fact) => !inFrom.has(fact.id))
    .map((fact) => ({ ref: fact.ref, isField: fact.path === 'fields', from: fact.from, to: fact.to }));
  return [...backwards, ...forwards];
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
    const object = objectName(fact.ref);
    if (object === null) continue;
    if (fact.isField) {
      const fields = fieldOrigin.get(tableOf(object));
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
