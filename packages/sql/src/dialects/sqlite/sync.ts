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
import type { SyncForm } from '../../environment/sync-forms.ts';
import { uncastableCondition } from './castable.ts';
import { defaultText } from './column-default.ts';
import { compileExpression } from './compile-expression.ts';
import { quoteName, quoteText } from './quote.ts';

const ONE_WAY = ['i', 'u'];
/** A new row, and a changed one, in which the column was given; and the same of the follower. */
const TWO_WAY = ['i', 'u', 'j', 'v'];
/** How the engine itself begins what it says of an empty value. */
export const REFUSES_NULL = 'NOT NULL constraint failed: ';
/** What is required is still empty when all others have run. */
const REFUSES_EMPTY = 'n';

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
  const trigger = (event: string, when: string, only: string) =>
    `CREATE TRIGGER ${quoteName(`${sync.name}_${event}`)} AFTER ${when} ON ${table} FOR EACH ROW ${only}${body}`;
  const inRow = (column: string) => `NEW.${quoteName(column)}`;
  const given = givenCondition(sync, {
    inRow,
    differs: (column, type, unless) => `${inRow(column)} IS NOT ${storedDefault(unless, type)}`,
    isSaid: (made) => `${inRow(made.follower)} IS ${saidInRow(made)}`,
  });
  const columns = watchedColumns(sync).map(quoteName).join(', ');
  return [
    trigger('i', 'INSERT', given === null ? '' : `WHEN NOT (${given}) `),
    // A write of the same value leaves the follower its own: converted there and back again it may read differently.
    trigger('u', `UPDATE OF ${columns}`, `WHEN ${isWritten(sync)} `),
  ];
}

/** Triggers fire each other here: a column that says what it gets from others was written by them alone. */
function isWritten(sync: Sync): string {
  const { made = [] } = sync.keepsGiven ?? {};
  const changed = watchedColumns(sync).map((column) => {
    const name = quoteName(column);
    const by = made.find(({ follower }) => follower === column);
    const isOthers = by === undefined ? '' : ` AND NEW.${name} IS NOT ${saidInRow(by)}`;
    return `NEW.${name} IS NOT OLD.${name}${isOthers}`;
  });
  const any = changed.join(' OR ');
  if (!sync.keepsGiven) return any;
  const follower = quoteName(sync.follower);
  return `${changed.length > 1 || any.includes(' AND ') ? `(${any})` : any} AND NEW.${follower} IS OLD.${follower}`;
}

/** What the follower gets, from the row as the trigger sees it. */
function saidInRow(sync: Sync): string {
  const row = watchedColumns(sync).map((column) => `NEW.${quoteName(column)} AS ${quoteName(column)}`);
  return `(SELECT ${converted(sync)} FROM (SELECT ${row.join(', ')}))`;
}

/** NOT NULL is asked before a trigger could fill the column: until nobody needs that, a trigger asks it after. */
export function refuseEmpty({ name, table, follower, required }: Sync): readonly string[] {
  if (!required) return [];
  const message = quoteText(`${REFUSES_NULL}${table}.${follower}`);
  const trigger = quoteName(`${name}_${REFUSES_EMPTY}`);
  const column = quoteName(follower);
  return [
    `CREATE TRIGGER ${trigger} AFTER UPDATE OF ${column} ON ${quoteName(table)} FOR EACH ROW WHEN NEW.${column} IS NULL BEGIN SELECT RAISE(ABORT, ${message}); END`,
  ];
}

/** With what refuses an empty value, where it does. */
export function createForm({ sync, mode, refusesEmpty }: SyncForm): readonly string[] {
  return [...createSync(sync, mode), ...(refusesEmpty ? refuseEmpty(sync) : [])];
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
      ? `SELECT RAISE(ABORT, ${quoteText(`${REFUSES_NULL}${sync.table}.${sync.column}`)}) FROM ${table} WHERE ${row} AND ${column} IS NULL; `
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

/** Of a column that may not be empty, with what refuses that. */
export function dropRequired(name: string): readonly string[] {
  return dropTriggers(name, [...ONE_WAY, REFUSES_EMPTY]);
}

/** Both directions end. */
export function dropTwoWay(name: string): readonly string[] {
  return dropTriggers(name, TWO_WAY);
}

/** Of a sync of which nobody knows what it was. */
export function dropAny(name: string): readonly string[] {
  return dropTriggers(name, [...TWO_WAY, REFUSES_EMPTY]);
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
  return emptyThough(sync.follower, watchedColumns(sync));
}

/** One of the columns that its value comes from has one. */
export function emptyThough(column: string, from: readonly string[]): string {
  const values = [...new Set(from)].map((name) => `${quoteName(name)} IS NOT NULL`);
  const some = values.length > 1 ? `(${values.join(' OR ')})` : values.join();
  return `${quoteName(column)} IS NULL AND ${some}`;
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
