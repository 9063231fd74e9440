/**
 * Owns what keeps a column equal to another one on MySQL: two triggers that write it along, whoever writes. A value that
 * does not convert must not fail a writer that knows nothing of it: the follower stays empty, unless it is strict.
 */
import type { ColumnType, Expression } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { quoteName } from './quote.ts';

export interface Sync {
  readonly name: string;
  readonly table: string;
  /** What is written, and how its columns are typed. */
  readonly column: string;
  readonly columns: ColumnTypes;
  /** What follows it. */
  readonly follower: string;
  readonly type: ColumnType;
  readonly value: Expression;
  /** An update that leaves the column as it is leaves the follower too, whose value may be the one it was made of. */
  readonly keeps?: true;
}

export type SyncMode = 'lenient' | 'strict';

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
  // Within a write a cast fails where a query would only be warned, also the cast that the condition itself asks.
  const caught = `DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET ${follower} = NULL; SET ${follower} = ${lenient};`;
  const casts = uncastableCondition(sync.value, sync.columns, 'NEW.') !== null;
  const body = (verb: string): string => {
    if (mode === 'strict' && refused !== null) return `BEGIN ${strict} END`;
    const set = casts ? `BEGIN ${caught} END` : `SET ${follower} = ${lenient}`;
    return sync.keeps && verb === 'UPDATE' ? `IF ${changes(sync.column)} THEN ${set}; END IF` : set;
  };
  return Object.entries(EVENTS).map(
    ([event, verb]) =>
      `CREATE TRIGGER ${quoteName(`${sync.name}_${event}`)} BEFORE ${verb} ON ${quoteName(sync.table)} FOR EACH ROW ${body(verb)}`,
  );
}

/** Byte by byte: a collation takes 'a' for 'A'. */
function changes(column: string): string {
  const bytes = (row: string) => `cast(${row}.${quoteName(column)} AS binary)`;
  return `NOT (${bytes('NEW')} <=> ${bytes('OLD')})`;
}

export function dropSync(name: string): readonly string[] {
  return syncTriggers(name).map((trigger) => `DROP TRIGGER IF EXISTS ${quoteName(trigger)}`);
}

/** What cannot become a value of the follower; null: everything can. */
export function misfit({ value, type, columns }: Sync, row = ''): string | null {
  const uncastable = uncastableCondition(value, columns, row);
  if (type.kind !== 'string') return uncastable;
  const tooLong = `coalesce(char_length(${compileExpression(value, type, columns, row)}) > ${type.length}, 0)`;
  return uncastable === null ? tooLong : `(${uncastable} OR ${tooLong})`;
}
