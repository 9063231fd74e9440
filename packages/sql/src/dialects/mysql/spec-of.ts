/** Owns reading a table of MySQL's catalog as a spec: the inverse of render. */
import { type PhysicalTable, readTable, type TableReading } from '@objectstack/metadata-authoring';
import { typeText } from './column-type.ts';
import { render } from './render.ts';

export function specOf(name: string, table: PhysicalTable): TableReading {
  return readTable(name, table, { typeText, isNumber, fitsNumber, literalOf, render });
}

function isNumber(text: string): boolean {
  return /^(tinyint|smallint|mediumint|int|bigint|decimal|float|double)\b/.test(text);
}

/** A number of ours holds every whole one of six digits, and refuses a longer one. */
function fitsNumber(text: string): boolean {
  return /^(tinyint|smallint|mediumint|int|bigint)\b/.test(text);
}

/** As introspection brings them to one form: quoted, but for numbers. */
function literalOf(text: string): string | null {
  const quoted = /^'(.*)'$/s.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'").replaceAll('\\\\', '\\');
  return /^-?[\d.]+$/.test(text) ? text : null;
}
