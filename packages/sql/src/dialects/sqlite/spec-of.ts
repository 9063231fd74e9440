/** Owns reading a table of SQLite's catalog as a spec: the inverse of render. */
import { type PhysicalTable, readTable, type TableReading } from '@objectstack/metadata-authoring';
import { typeText } from './column-type.ts';
import { render } from './render.ts';

export function specOf(name: string, table: PhysicalTable): TableReading {
  return readTable(name, table, { typeText, literalOf, render, isFixed: ({ constraint }) => constraint });
}

/** Quoted, as every literal of ours is. */
function literalOf(text: string): string | null {
  return /^'(.*)'$/s.exec(text)?.[1]?.replaceAll("''", "'") ?? null;
}
