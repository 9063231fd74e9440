/**
 * Owns indexes in MySQL. A NULL-safe part is an expression where the server can index one: MySQL reads it out of a
 * version comment that MariaDB passes over. There, as in the tables of the runtime's driver, it is the bare column.
 */
import type { ColumnSpec, IndexPart, IndexSpec } from '@objectstack/metadata-authoring';
import { quoteName } from './quote.ts';

/** The widest utf8mb4 key part of InnoDB. */
const KEY_PART_CHARS = 768;

/** One key part as the engine compares it. */
export function comparedPart(part: IndexPart): string {
  return keyPart(part, { open: '', close: '', prefix: '' });
}

/** As it stands in a table's definition, or after the keyword ADD. */
export function indexDefinition(index: IndexSpec, columns: readonly ColumnSpec[]): string {
  const parts = index.parts.map((part) => {
    const prefix = prefixOf(part, index, columns);
    return keyPart(part, { open: '(', close: ')', prefix: prefix === null ? '' : `(${prefix})` });
  });
  return `${index.unique ? 'UNIQUE ' : ''}KEY ${quoteName(index.name)} (${parts.join(', ')})`;
}

/** How much of a text an index holds that is not unique; null: all of it. MariaDB would cut it by itself, MySQL not. */
export function prefixOf(
  { column }: IndexPart,
  { unique }: IndexSpec,
  columns: readonly ColumnSpec[],
): number | null {
  const type = columns.find(({ name }) => name === column)?.type;
  const isLong =
    type?.kind === 'text' ||
    type?.kind === 'json' ||
    (type?.kind === 'string' && type.length > KEY_PART_CHARS);
  return isLong && !unique ? KEY_PART_CHARS : null;
}

interface PartText {
  /** An expression that is to be a key stands in parentheses of its own. */
  readonly open: string;
  readonly close: string;
  readonly prefix: string;
}

function keyPart({ column, nullSafe }: IndexPart, { open, close, prefix }: PartText): string {
  const name = quoteName(column);
  if (!nullSafe) return `${name}${prefix}`;
  return `/*!80013 ${open}COALESCE(*/${name}/*!80013 , '__global__')${close}*/`;
}
