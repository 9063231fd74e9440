/**
 * Owns what keeps a column equal to another one on SQLite: two triggers that write it along, whoever writes. A value that
 * does not convert must not fail a writer that knows nothing of it: the follower stays empty, unless it is strict.
 */
import type { ColumnDefault, ColumnType, Expression } from '@objectstack/metadata-authoring';
import {
  givenCondition,
  inverse,
  isTwoWay,
  neverFails,
  type Sync,
  type SyncMode,
  watchedColumns,
} from '../../environment/sync.ts';
import { uncastableCondition } from './castable.ts';
import { defaultText } from './column-default.ts';
import { compileExpression } from './compile-expression.ts';
import { quoteName, quoteText } from './quote.ts';

const ONE_WAY = ['i', 'u'];
/** A new row, and a changed one, in which the column was given; and the same of the follower. */
const TWO_WAY = ['i', 'u', 'j', 'v'];

export function createSync(sync: Sync, mode: SyncMode): readonly string[] {
  if (isTwoWay(sync)) return createTwoWay(sync, mode);
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
  const inRow = (column: string) => `NEW.${quoteName(column)}`;
  const given = givenCondition(
    sync,
    inRow,
    (unless) => `${inRow(sync.follower)} IS NOT ${storedDefault(unless, sync.type)}`,
  );
  return [
    trigger('i', 'INSERT', given === null ? '' : `WHEN NOT (${given}) `),
    // A write of the same value leaves the follower its own: converted there and back again it may read differently.
    trigger('u', `UPDATE OF ${columns.join(', ')}`, `WHEN ${changed} `),
  ];
}

/**
 * Each update is one that fires the other two again, whether or not triggers may recurse: what says already what the
 * other says changes nothing, and ends it there.
 */
function createTwoWay(sync: Sync & { readonly reverse: Expression }, mode: SyncMode): readonly string[] {
  const wayBack = inverse(sync);
  const table = quoteName(sync.table);
  const [column, follower] = [quoteName(sync.column), quoteName(sync.follower)];
  const row = '_rowid_ = NEW._rowid_';
  const filled =
    mode === 'turned' && sync.required
      ? `SELECT RAISE(ABORT, ${quoteText(`NOT NULL constraint failed: ${sync.table}.${sync.column}`)}) FROM ${table} WHERE ${row} AND ${column} IS NULL; `
      : '';
  const write = (one: Sync, strict: boolean, unless: string) => {
    const refused = strict ? misfit(one) : null;
    const refuse =
      refused === null
        ? ''
        : `SELECT RAISE(ABORT, 'the value does not convert') FROM ${table} WHERE ${row} AND ${unless} AND ${refused}; `;
    return `BEGIN ${refuse}UPDATE ${table} SET ${assignment(one)} WHERE ${row} AND ${unless}; ${filled}END`;
  };
  const follow = (unless: string) => write(sync, mode === 'strict', unless);
  const lead = write(wayBack, mode === 'turned', `${follower} IS NOT ${converted(sync)}`);
  const trigger = (event: string, when: string, only: string, body: string) =>
    `CREATE TRIGGER ${quoteName(`${sync.name}_${event}`)} AFTER ${when} ON ${table} FOR EACH ROW WHEN ${only} ${body}`;
  return [
    trigger('i', 'INSERT', `NEW.${follower} IS NULL`, follow(`${follower} IS NULL`)),
    trigger(
      'u',
      `UPDATE OF ${column}`,
      `NEW.${column} IS NOT OLD.${column}`,
      follow(`${column} IS NOT ${converted(wayBack)}`),
    ),
    trigger('j', 'INSERT', `NEW.${follower} IS NOT NULL`, lead),
    trigger(
      'v',
      `UPDATE OF ${follower}`,
      `NEW.${follower} IS NOT OLD.${follower} AND NEW.${column} IS OLD.${column}`,
      lead,
    ),
  ];
}

/** A trigger compares with what stands in the row: a text there has no affinity. */
function storedDefault(value: ColumnDefault, type: ColumnType): string {
  const text = defaultText(value, type);
  if (type.kind === 'float') return `CAST(${text} AS REAL)`;
  return type.kind === 'boolean' ? `CAST(${text} AS INTEGER)` : text;
}

export function dropSync(name: string): readonly string[] {
  return dropTriggers(name, ONE_WAY);
}

/** Both directions end. */
export function dropTwoWay(name: string): readonly string[] {
  return dropTriggers(name, TWO_WAY);
}

function dropTriggers(name: string, events: readonly string[]): readonly string[] {
  return events.map((event) => `DROP TRIGGER IF EXISTS ${quoteName(`${name}_${event}`)}`);
}

/** What the follower gets: nothing where the value does not convert. */
export function assignment(sync: Sync): string {
  return `${quoteName(sync.follower)} = ${converted(sync)}`;
}

function converted(sync: Sync): string {
  const value = compileExpression(sync.value, sync.type, sync.columns);
  const refused = misfit(sync);
  return refused === null ? value : `CASE WHEN ${refused} THEN NULL ELSE ${value} END`;
}

/** Rows that miss their value in the follower. */
export function emptyIn(sync: Sync): string {
  const values = watchedColumns(sync).map((column) => `${quoteName(column)} IS NOT NULL`);
  const some = values.length > 1 ? `(${values.join(' OR ')})` : values.join();
  return `${quoteName(sync.follower)} IS NULL AND ${some}`;
}

/** What cannot become a value of the follower; null: everything can. */
export function misfit(conversion: Pick<Sync, 'value' | 'type' | 'columns'>): string | null {
  // Rows hold no lengths: what is too long for its own type is as good in another column of it.
  if (neverFails(conversion)) return null;
  const { value, type, columns } = conversion;
  const uncastable = uncastableCondition(value, columns);
  if (type.kind !== 'string') return uncastable;
  const tooLong = `coalesce(length(${compileExpression(value, type, columns)}) > ${type.length}, 0)`;
  return uncastable === null ? tooLong : `CASE WHEN ${uncastable} THEN 1 ELSE ${tooLong} END`;
}
