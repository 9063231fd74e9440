/**
 * Owns what keeps a column equal to another one on MySQL: two triggers that write it along, whoever writes. A value that
 * does not convert must not fail a writer that knows nothing of it: the follower stays empty, unless it is strict.
 */
import type { ColumnType, Expression } from '@objectstack/metadata-authoring';
import {
  inverse,
  isTwoWay,
  neverFails,
  type Sync,
  type SyncMode,
  watchedColumns,
} from '../../environment/sync.ts';
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

type TwoWay = Sync & { readonly reverse: Expression };

/**
 * By which of the two leads, so that the triggers of one turn stand beside those of the other for a moment, and no row is
 * written along by none.
 */
export function triggersOfSync(sync: Sync): readonly string[] {
  return syncTriggers(isTwoWay(sync) && sync.column > sync.follower ? `${sync.name}_r` : sync.name);
}

/** Whichever leads. */
export function twoWayTriggers(name: string): readonly string[] {
  return [...syncTriggers(name), ...syncTriggers(`${name}_r`)];
}

export function createSync(sync: Sync, mode: SyncMode): readonly string[] {
  if (isTwoWay(sync)) return createTwoWay(sync, mode);
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
 * A write of the follower that says what the column says already changes nothing: so does a fill, and whoever writes
 * both. What is converted there and back again may read differently.
 */
function createTwoWay(sync: TwoWay, mode: SyncMode): readonly string[] {
  const wayBack = inverse(sync);
  const follow = assign(sync, mode === 'strict');
  const lead = unlessSaid(sync, assign(wayBack, mode === 'turned'));
  const [insert, update] = triggersOfSync(sync).map(quoteName);
  const trigger = (name: string | undefined, verb: string, body: string) =>
    `CREATE TRIGGER ${name} BEFORE ${verb} ON ${quoteName(sync.table)} FOR EACH ROW BEGIN ${body} END`;
  return [
    trigger(
      insert,
      'INSERT',
      `IF NEW.${quoteName(sync.follower)} IS NULL THEN ${follow} ELSE ${lead} END IF;`,
    ),
    trigger(
      update,
      'UPDATE',
      `IF NOT (${isSame(sync)}) THEN ${follow} ELSEIF NOT (${isSame(wayBack)}) THEN ${lead} END IF;`,
    ),
  ];
}

/** Within a write a cast fails where a query would only be warned. */
function unlessSaid(sync: TwoWay, work: string): string {
  const value = `NEW.${quoteName(sync.follower)}`;
  const said = sameValue(value, compileExpression(sync.value, sync.type, sync.columns, 'NEW.'), sync.type);
  if (neverFails(sync)) return `IF NOT (${said}) THEN ${work} END IF;`;
  const asked = `BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET said = FALSE; SET said = ${said}; END;`;
  return `BEGIN DECLARE said BOOLEAN DEFAULT FALSE; ${asked} IF NOT said THEN ${work} END IF; END;`;
}

function assign(sync: Sync, strict: boolean): string {
  const follower = `NEW.${quoteName(sync.follower)}`;
  const value = compileExpression(sync.value, sync.type, sync.columns, 'NEW.');
  const refused = misfit(sync, 'NEW.');
  if (refused === null) return `SET ${follower} = ${value};`;
  if (strict)
    return `IF ${refused} THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET ${follower} = ${value};`;
  return `BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET ${follower} = NULL; SET ${follower} = CASE WHEN ${refused} THEN NULL ELSE ${value} END; END;`;
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
  return dropTriggers(syncTriggers(name));
}

export function dropTriggers(names: readonly string[]): readonly string[] {
  return names.map((trigger) => `DROP TRIGGER IF EXISTS ${quoteName(trigger)}`);
}

/** What cannot become a value of the follower; null: everything can. */
export function misfit(conversion: Pick<Sync, 'value' | 'type' | 'columns'>, row = ''): string | null {
  if (neverFails(conversion)) return null;
  const { value, type, columns } = conversion;
  const uncastable = uncastableCondition(value, columns, row);
  if (type.kind !== 'string') return uncastable;
  const tooLong = `coalesce(char_length(${compileExpression(value, type, columns, row)}) > ${type.length}, 0)`;
  return uncastable === null ? tooLong : `(${uncastable} OR ${tooLong})`;
}
