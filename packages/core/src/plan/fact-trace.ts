/**
 * Owns following one name through the facts of a jump, and no other: what gets a name that another thing had is that other
 * thing from there on, so the one that had it was not there before.
 */
import { parseKey } from '../metadata/ref.ts';
import type { DirectedFact } from './jump-facts.ts';

type TableOf = (objectName: string) => string;

/** @returns what the table is called at the end of the jump; null: it was not there then */
export function tableAtEnd(facts: readonly DirectedFact[], table: string, tableOf: TableOf): string | null {
  return columnAtEnd(facts, table, null, tableOf)?.table ?? null;
}

/** @returns what the table at the end of the jump was called where it begins */
export function tableAtStart(facts: readonly DirectedFact[], table: string, tableOf: TableOf): string {
  let name = table;
  for (const fact of [...facts].reverse())
    if (isOfObject(fact) && fact.kind === 'item' && tableOf(fact.to) === name) name = tableOf(fact.from);
  return name;
}

/** @param column null: only the table is followed */
export function columnAtEnd(
  facts: readonly DirectedFact[],
  table: string,
  column: string | null,
  tableOf: TableOf,
): { readonly table: string; readonly column: string | null } | null {
  let at = { table, column };
  for (const fact of facts) {
    if (!isOfObject(fact) || fact.kind === 'conversion') continue;
    if (fact.kind === 'end') {
      const isOfTable = tableOf(parseKey(fact.ref).name) === at.table;
      if (isOfTable && (fact.field === null || fact.field === at.column)) return null;
    } else if (fact.kind === 'item') {
      if (tableOf(fact.from) === at.table) at = { ...at, table: tableOf(fact.to) };
      else if (tableOf(fact.to) === at.table) return null;
    } else if (at.column !== null && tableOf(parseKey(fact.ref).name) === at.table) {
      if (fact.from === at.column) at = { ...at, column: fact.to };
      else if (fact.to === at.column) return null;
    }
  }
  return at;
}

/** @returns what the object that begins the jump is called at its end */
export function objectAtEnd(facts: readonly DirectedFact[], objectName: string): string {
  return facts.reduce(
    (name, fact) => (isOfObject(fact) && fact.kind === 'item' && fact.from === name ? fact.to : name),
    objectName,
  );
}

function isOfObject({ ref }: DirectedFact): boolean {
  return ref.startsWith('object/');
}
