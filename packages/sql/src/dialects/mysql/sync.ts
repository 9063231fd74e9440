/**
 * Owns what keeps a column equal to another one on MySQL: two triggers that write it along, whoever writes. A value that
 * does not convert must not fail a writer that knows nothing of it: the follower stays empty, unless it is strict.
 */
import type { ColumnType, Expression } from '@objectstack/metadata-authoring';
import { type Sync, type SyncMode, watchedColumns } from '../../environment/sync.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { quoteName } from './quote.ts';

/** And what the column is in terms of its follower: whether a row was missed is asked by it. */
export interface ReversibleSync extends Sync {
  readonly back: Expression;
}

const EVENTS = { i: 'INSERT', u: 'UPDATE' } as const;

export function syncTriggers(name: string): readonly string[] {
  return Object.keys(EVENTS).map((event) => `${name}_${event}`);
}

export function createSync(sync: Sync, mode: SyncMode): readonly string[] {
  const follower = `NEW.${quoteName(sync.follower)}`;
  const value = compileExpression(sync.value, sync.type, sync.columns, 'NEW.');
  const refused = misfit(sync, 'NEW.');
  const lenient = refused === null ? value : `CASE WHEN ${refused} THEN NULL ELSE ${value} END`;
  const strict = `IF ${refused} THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET ${follower} = ${value};`;
  const work = mode === 'strict' && refused !== null ? strict : `SET ${follower} = ${lenient};`;
  // Within a write a cast fails where a query would only be warned, also the cast that the condition itself asks.
  const casts = uncastableCondition(sync.value, sync.columns, 'NEW.') !== null;
  const caught =
    mode === 'lenient' && casts ? `DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET ${follower} = NULL; ` : '';
  const body = (verb: string) => (verb === 'INSERT' ? work : `IF NOT (${isSame(sync)}) THEN ${work} END IF;`);
  return Object.entries(EVENTS).map(
    ([event, verb]) =>
      `CREATE TRIGGER ${quoteName(`${sync.name}_${event}`)} BEFORE ${verb} ON ${quoteName(sync.table)} FOR EACH ROW BEGIN ${caught}${body(verb)} END`,
  );
}

/**
 * A write of something else, or of the same value, leaves the follower its own: converted there and back again it may
 * read differently. Bytes are compared, because a collation takes 'a' and 'A' for the same.
 */
function isSame(sync: Sync): string {
  const same = watchedColumns(sync).map((column) => {
    const name = quoteName(column);
    return sameValue(`NEW.${name}`, `OLD.${name}`, sync.columns.get(column));
  });
  return same.join(' AND ');
}

export function sameValue(a: string, b: string, type: ColumnType | undefined): string {
  const isText = type === undefined || type.kind === 'string' || type.kind === 'text' || type.kind === 'json';
  return isText ? `CAST(${a} AS BINARY) <=> CAST(${b} AS BINARY)` : `${a} <=> ${b}`;
}

export function dropSync(name: string): readonly string[] {
  return syncTriggers(name).map((trigger) => `DROP TRIGGER IF EXISTS ${quoteName(trigger)}`);
}

/** What cannot become a value of the follower; null: everything can. */
export function misfit(
  { value, type, columns }: Pick<Sync, 'value' | 'type' | 'columns'>,
  row = '',
): string | null {
  const uncastable = uncastableCondition(value, columns, row);
  if (type.kind !== 'string') return uncastable;
  const tooLong = `coalesce(char_length(${compileExpression(value, type, columns, row)}) > ${type.length}, 0)`;
  return uncastable === null ? tooLong : `(${uncastable} OR ${tooLong})`;
}
