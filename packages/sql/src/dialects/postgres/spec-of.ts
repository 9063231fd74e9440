/** Owns reading a table of PostgreSQL's catalog as a spec: the inverse of render. */
import { type PhysicalTable, readTable, type TableReading } from '@objectstack/metadata-authoring';
import { catalogTypeText } from './column-type.ts';
import { render } from './render.ts';

export function specOf(name: string, table: PhysicalTable): TableReading {
  return readTable(name, table, { typeText: catalogTypeText, isNumber, fitsNumber, literalOf, render });
}

function isNumber(text: string): boolean {
  return /^(smallint|integer|bigint|numeric|double precision)\b/.test(text);
}

/** A real rounds what is larger than 16,777,216. */
function fitsNumber(text: string): boolean {
  return text === 'smallint';
}

/** As introspection brings them to one form: quoted, but for numbers and booleans. */
function literalOf(text: string): string | null {
  const quoted = /^'(.*)'$/s.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  return /^(?:true|false|-?[\d.]+(?:e[-+]?\d+)?)$/i.test(text) ? text : null;
}
