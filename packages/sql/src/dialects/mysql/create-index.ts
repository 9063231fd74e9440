/**
 * Owns indexes in MySQL. A NULL-safe part is an expression where the server can index one: MySQL reads it out of a
 * version comment that MariaDB passes over. There, as in the tables of the runtime's driver, it is the bare column.
 */
import type { IndexPart, IndexSpec } from '@objectstack/metadata-authoring';
import { quoteName } from './quote.ts';

/** One key part as the engine compares it. */
export function comparedPart(part: IndexPart): string {
  return keyPart(part, '', '');
}

/** As it stands in a table's definition, or after the keyword ADD. */
export function indexDefinition(index: IndexSpec): string {
  const parts = index.parts.map((part) => keyPart(part, '(', ')'));
  return `${index.unique ? 'UNIQUE ' : ''}KEY ${quoteName(index.name)} (${parts.join(', ')})`;
}

/** An expression that is to be a key stands in parentheses of its own. */
function keyPart({ column, nullSafe }: IndexPart, open: string, close: string): string {
  const name = quoteName(column);
  return nullSafe ? `/*!80013 ${open}COALESCE(*/${name}/*!80013 , '__global__')${close}*/` : name;
}
