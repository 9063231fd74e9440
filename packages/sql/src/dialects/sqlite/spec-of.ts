/** Owns reading a table of SQLite's catalog as a spec: the inverse of render. */
import { type PhysicalTable, readTable, type TableReading } from '@objectstack/metadata-authoring';
import { affinityOf } from './affinity.ts';
import { typeText } from './column-type.ts';
import { render } from './render.ts';

export function specOf(name: string, table: PhysicalTable): TableReading {
  return readTable(name, table, {
    typeText,
    isNumber,
    // A column holds any number, whatever its type says: one of 64 bits would be rounded.
    fitsNumber: () => false,
    literalOf,
    render,
    isFixed: ({ constraint }) => constraint,
  });
}

/** Of NUMERIC affinity are days and truths, too. */
function isNumber(text: string): boolean {
  return ['integer', 'real'].includes(affinityOf(text)) || /^(numeric|decimal)/i.test(text);
}

/** Quoted, as every literal of ours is. */
function literalOf(text: string): string | null {
  return /^'(.*)'$/s.exec(text)?.[1]?.replaceAll("''", "'") ?? null;
}
