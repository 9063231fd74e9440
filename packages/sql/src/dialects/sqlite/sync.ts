/**
 * Owns what keeps a column equal to another one on SQLite: two triggers that write it along, whoever writes. A value that
 * does not convert must not fail a writer that knows nothing of it: the follower stays empty, unless it is strict.
 */
import { type Sync, type SyncMode, watchedColumns } from '../../environment/sync.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { quoteName } from './quote.ts';

export function createSync(sync: Sync, mode: SyncMode): readonly string[] {
  const table = quoteName(sync.table);
  const row = '_rowid_ = NEW._rowid_';
  const refused = misfit(sync);
  const refuse =
    mode === 'strict' && refused !== null
      ? `SELECT RAISE(ABORT, 'the value does not convert') FROM ${table} WHERE ${row} AND ${refused}; `
      : '';
  const body = `BEGIN ${refuse}UPDATE ${table} SET ${assignment(sync)} WHERE ${row}; END`;
  const columns = watchedColumns(sync).map(quoteName);
  const changed = columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
  const trigger = (event: string, when: string, only: string) =>
    `CREATE TRIGGER ${quoteName(`${sync.name}_${event}`)} AFTER ${when} ON ${table} FOR EACH ROW ${only}${body}`;
  return [
    trigger('i', 'INSERT', ''),
    // A write of the same value leaves the follower its own: converted there and back again it may read differently.
    trigger('u', `UPDATE OF ${columns.join(', ')}`, `WHEN ${changed} `),
  ];
}

export function dropSync(name: string): readonly string[] {
  return ['i', 'u'].map((event) => `DROP TRIGGER IF EXISTS ${quoteName(`${name}_${event}`)}`);
}

/** What the follower gets: nothing where the value does not convert. */
export function assignment(sync: Sync): string {
  const value = compileExpression(sync.value, sync.type, sync.columns);
  const refused = misfit(sync);
  return `${quoteName(sync.follower)} = ${refused === null ? value : `CASE WHEN ${refused} THEN NULL ELSE ${value} END`}`;
}

/** Rows that miss their value in the follower. */
export function emptyIn(sync: Sync): string {
  const values = watchedColumns(sync).map((column) => `${quoteName(column)} IS NOT NULL`);
  const some = values.length > 1 ? `(${values.join(' OR ')})` : values.join();
  return `${quoteName(sync.follower)} IS NULL AND ${some}`;
}

/** What cannot become a value of the follower; null: everything can. */
export function misfit({ value, type, columns }: Pick<Sync, 'value' | 'type' | 'columns'>): string | null {
  const uncastable = uncastableCondition(value, columns);
  if (type.kind !== 'string') return uncastable;
  const tooLong = `coalesce(length(${compileExpression(value, type, columns)}) > ${type.length}, 0)`;
  return uncastable === null ? tooLong : `CASE WHEN ${uncastable} THEN 1 ELSE ${tooLong} END`;
}
