/**
 * Owns in which form a change of a column goes online: in place, where the engine only looks at its catalog or reads
 * rows while others write, or by a shadow, where it would copy the table under a lock. Facts of the engines, measured in
 * packages/sql/tests/capabilities.test.ts.
 */
import type { Engine } from '../ports/environment.ts';
import { isWidening, keepsValuesThatFit } from './steps/type-conversion.ts';
import type { ColumnSpec, ColumnType } from './storage/table-spec.ts';

export type OnlineForm = 'in_place' | 'shadow';

export function typeChangeForm(engine: Engine, from: ColumnType, to: ColumnType): OnlineForm {
  switch (engine) {
    case 'postgres':
      return isWidening(from, to) ? 'in_place' : 'shadow';
    case 'mysql':
      return staysBelow(from, to) ? 'in_place' : 'shadow';
    case 'sqlite':
      // Rows hold no lengths: text of any declared type is stored the same.
      return keepsValuesThatFit(from, to) ? 'in_place' : 'shadow';
  }
}

/** It keeps a proof that a column holds no NULL, made while others write, and takes it for a look at the rows. */
export function provesNotNull(engine: Engine): boolean {
  return engine === 'postgres';
}

/** A look at every row keeps all writers out: an index of the rows that are looked for, grown beforehand, spares it. */
export function watchesRows(engine: Engine): boolean {
  return engine === 'sqlite';
}

/** A row that is older than a column, and was not written since, reads the column's default, whenever that was set. */
export function lacksNewColumns(engine: Engine): boolean {
  return engine === 'sqlite';
}

/**
 * When a column that triggers fill for writers of the old version may refuse NULL. Where they come only after the row was
 * looked at, it waits until there are no such writers: till then the triggers themselves refuse what is still empty.
 */
export function requiredFrom(engine: Engine): 'switch' | 'contract' {
  return engine === 'sqlite' ? 'contract' : 'switch';
}

/** A view keeps its columns from taking another type in place. */
export function retypesUnderViews(engine: Engine): boolean {
  return engine === 'postgres';
}

/**
 * A column through which another one is written must have no default: triggers of the table could not tell it from a
 * value that somebody wrote. Where the view has triggers of its own, they know.
 */
export function restsWhileFeeding(engine: Engine): boolean {
  return engine !== 'sqlite';
}

/** @param column as it is to be, required and with what fills it, or without */
export function requireForm(engine: Engine, column: ColumnSpec): OnlineForm {
  // MODIFY … NOT NULL holds up writers for its whole copy; a column that was made NOT NULL never needs it.
  return engine === 'mysql' && column.default?.kind === 'literal' && startsRequired(engine, column.type)
    ? 'shadow'
    : 'in_place';
}

/**
 * A default of a column of this type fills in what a writer leaves out. Elsewhere the runtime alone knows of it, and who
 * knows nothing of the column writes nothing.
 */
export function keepsDefault(engine: Engine, type: ColumnType): boolean {
  return engine !== 'mysql' || type.kind !== 'text';
}

/** A new column of this type may refuse NULL from the start: the rows that are there take a value of the engine's own. */
export function startsRequired(engine: Engine, type: ColumnType): boolean {
  return engine === 'mysql' && (type.kind === 'string' || type.kind === 'float' || type.kind === 'boolean');
}

/** A text is longer now, and its length is still counted in one byte, or still in two. */
function staysBelow(from: ColumnType, to: ColumnType): boolean {
  if (from.kind !== 'string' || to.kind !== 'string' || to.length < from.length) return false;
  const bytesOfLength = ({ length }: { readonly length: number }) =>
    length * BYTES_A_CHARACTER > 255 ? 2 : 1;
  return bytesOfLength(from) === bytesOfLength(to);
}

/** utf8mb4. */
const BYTES_A_CHARACTER = 4;
