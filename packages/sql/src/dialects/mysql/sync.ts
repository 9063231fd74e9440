/**
 * Owns what keeps a column equal to another one on MySQL: two triggers that write it along, whoever writes. A value that
 * does not convert must not fail a writer that knows nothing of it: the follower stays empty, unless it is strict.
 */
import type { ColumnType, Expression } from '@objectstack/metadata-authoring';
import {
  givenCondition,
  givenMayFail,
  inverse,
  isTwoWay,
  neverFails,
  type Sync,
  type SyncMode,
  watchedColumns,
} from '../../environment/sync.ts';
import { uncastableCondition } from './castable.ts';
import { defaultClause } from './column-default.ts';
import { compileExpression } from './compile-expression.ts';
import { quoteName } from './quote.ts';

/** And what the column is in terms of its follower: whether a row was missed is asked by it. */
export interface ReversibleSync extends Sync {
  readonly back: Expression;
}

/** What a sync says of values that do not convert; another mode needs other triggers. */
export interface SyncTriggers {
  readonly sync: Sync;
  readonly mode: SyncMode;
}

export interface ReversibleTriggers extends SyncTriggers {
  readonly sync: ReversibleSync;
}

const EVENTS = { i: 'INSERT', u: 'UPDATE' } as const;

export function syncTriggers(name: string): readonly string[] {
  return Object.keys(EVENTS).map((event) => `${name}_${event}`);
}

type TwoWay = Sync & { readonly reverse: Expression };

/**
 * By which of two names leads and by what is refused: no server replaces two triggers at once, and MySQL not even one, so
 * the new ones stand beside the old ones for a moment, and no row is written along by none.
 */
export function triggersOfSync({ sync, mode }: SyncTriggers): readonly string[] {
  const { name, column, follower } = sync;
  return triggersInMode(isTwoWay(sync) ? leadName(name, column, follower) : name, mode);
}

/** What a sync of two names is called while one of them leads. */
export function leadName(sync: string, leads: string, follows: string): string {
  return leads > follows ? `${sync}_r` : sync;
}

export function triggersInMode(name: string, mode: SyncMode): readonly string[] {
  return syncTriggers(mode === 'lenient' ? name : `${name}_s`);
}

export function triggersInAnyMode(name: string): readonly string[] {
  return [...triggersInMode(name, 'lenient'), ...triggersInMode(name, 'strict')];
}

/** Of a sync of which nobody knows whether there were two names, and which of them led. */
export function triggersOfEither(name: string): readonly string[] {
  return [name, leadName(name, 'b', 'a')].flatMap(triggersInAnyMode);
}

export function createSync(sync: Sync, mode: SyncMode): readonly string[] {
  if (isTwoWay(sync)) return createTwoWay(sync, mode);
  const [insert, update] = triggersOfSync({ sync, mode }) as [string, string];
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
  const given = givenCondition(sync, {
    inRow: (column) => `NEW.${quoteName(column)}`,
    differs: (column, type, unless) =>
      `NOT (${sameValue(`NEW.${quoteName(column)}`, defaultClause(unless, type), type)})`,
    isSaid,
  });
  const asks = givenMayFail(sync);
  const onInsert = asks
    ? `${ask('given', given as string)} IF NOT given THEN ${work} END IF;`
    : given === null
      ? work
      : `IF NOT (${given}) THEN ${work} END IF;`;
  const own = sync.keepsGiven
    ? ` AND ${sameValue(follower, `OLD.${quoteName(sync.follower)}`, sync.type)}`
    : '';
  const declared = (verb: string) =>
    verb === 'INSERT' && asks ? 'DECLARE given BOOLEAN DEFAULT FALSE; ' : '';
  const body = (verb: string) =>
    verb === 'INSERT' ? onInsert : `IF NOT (${isSame(sync)})${own} THEN ${work} END IF;`;
  return (
    [
      [insert, EVENTS.i],
      [update, EVENTS.u],
    ] as const
  ).map(
    ([name, verb]) =>
      `CREATE TRIGGER ${quoteName(name)} BEFORE ${verb} ON ${quoteName(sync.table)} FOR EACH ROW BEGIN ${declared(verb)}${caught}${body(verb)} END`,
  );
}

/**
 * A write of the follower that says what the column says already changes nothing: so does a fill, and whoever writes
 * both. What is converted there and back again may read differently: where the column was changed to what a changed
 * follower says, the follower stays. So the triggers of two turns, or of two modes, stand beside each other and write
 * what either of them writes alone.
 */
function createTwoWay(sync: TwoWay, mode: SyncMode): readonly string[] {
  const wayBack = inverse(sync);
  const follow = assign(sync, mode === 'strict');
  const lead = unlessSaid(sync, assign(wayBack, mode === 'turned'));
  const [insert, update] = triggersOfSync({ sync, mode }).map(quoteName);
  const trigger = (name: string | undefined, verb: string, body: string) =>
    `CREATE TRIGGER ${name} BEFORE ${verb} ON ${quoteName(sync.table)} FOR EACH ROW BEGIN ${body} END`;
  return [
    trigger(
      insert,
      'INSERT',
      `IF NEW.${quoteName(sync.follower)} IS NULL THEN ${follow} ELSE ${lead} END IF;`,
    ),
    trigger(update, 'UPDATE', updateBoth(sync, follow, lead)),
  ];
}

function updateBoth(sync: TwoWay, follow: string, lead: string): string {
  const wayBack = inverse(sync);
  const [column, follower] = [`NOT (${isSame(sync)})`, `NOT (${isSame(wayBack)})`];
  const otherwise = `ELSEIF ${follower} THEN ${lead} END IF;`;
  if (neverFails(wayBack))
    return `IF ${column} AND NOT (${follower} AND ${isSaid(wayBack)}) THEN ${follow} ${otherwise}`;
  const asked = `IF ${column} AND ${follower} THEN ${askSaid('led', wayBack)} END IF;`;
  return `DECLARE led BOOLEAN DEFAULT FALSE; ${asked} IF ${column} AND NOT led THEN ${follow} ${otherwise}`;
}

function unlessSaid(sync: TwoWay, work: string): string {
  if (neverFails(sync)) return `IF NOT (${isSaid(sync)}) THEN ${work} END IF;`;
  return `BEGIN DECLARE said BOOLEAN DEFAULT FALSE; ${askSaid('said', sync)} IF NOT said THEN ${work} END IF; END;`;
}

/** Within a write a cast fails where a query would only be warned. */
function askSaid(variable: string, sync: Sync): string {
  return ask(variable, isSaid(sync));
}

function ask(variable: string, condition: string): string {
  return `BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET ${variable} = FALSE; SET ${variable} = ${condition}; END;`;
}

/** The follower says what the column says. */
function isSaid(sync: Sync): string {
  const value = compileExpression(sync.value, sync.type, sync.columns, 'NEW.');
  return sameValue(`NEW.${quoteName(sync.follower)}`, value, sync.type);
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

export function dropTriggers(names: readonly string[]): readonly string[] {
  return names.map((trigger) => `DROP TRIGGER IF EXISTS ${quoteName(trigger)}`);
}

/** What the follower gets: nothing where the value does not convert. */
export function assignment(sync: Sync): string {
  const value = compileExpression(sync.value, sync.type, sync.columns);
  const refused = misfit(sync);
  return `${quoteName(sync.follower)} = ${refused === null ? value : `CASE WHEN ${refused} THEN NULL ELSE ${value} END`}`;
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
