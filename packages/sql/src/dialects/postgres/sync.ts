/**
 * Owns what keeps a column equal to another one on PostgreSQL: a trigger that writes it along, whoever writes. A value
 * that does not convert must not fail a writer that knows nothing of it: the follower stays empty, unless it is strict.
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
import { assignedValue } from './assigned-value.ts';
import { failsLate, uncastableCondition } from './castable.ts';
import { defaultClause } from './column-default.ts';
import { compileExpression } from './compile-expression.ts';
import { quoteName } from './quote.ts';
import { createRowTrigger, type RowTrigger, triggerFunction } from './row-trigger.ts';

export function createSync(sync: Sync, mode: SyncMode): readonly string[] {
  return createRowTrigger(syncTrigger(sync, mode));
}

/** Takes effect with the next row that anybody writes, and waits for nobody. */
export function syncFunction(sync: Sync, mode: SyncMode): string {
  return triggerFunction(syncTrigger(sync, mode));
}

export function syncTrigger(sync: Sync, mode: SyncMode): RowTrigger {
  const { name, table } = sync;
  const columns = [...watchedColumns(sync), ...(isTwoWay(sync) ? [sync.follower] : [])];
  const body = isTwoWay(sync) ? twoWayBody(sync, mode) : oneWayBody(sync, mode);
  const asked = [sync, ...(sync.keepsGiven?.made ?? [])];
  // After a row that failed, the server plans with the next one's values, and folds also what no row would ask for.
  const genericPlan = asked.some(({ value }) => failsLate(value, sync.columns));
  return { name, table, columns, body, genericPlan };
}

function oneWayBody(sync: Sync, mode: SyncMode): string {
  const follower = `NEW.${quoteName(sync.follower)}`;
  const value = assignedValue(sync.value, sync.type, sync.columns, 'NEW.');
  const isSame = watchedColumns(sync).map((watched) =>
    compared(watched, 'IS NOT', sync.columns.get(watched)),
  );
  // A write of the same value leaves the follower its own: converted there and back again it may read differently.
  const same = isSame.join(' AND ');
  const kept = sync.keepsGiven ? `(${same} OR ${compared(sync.follower, 'IS', sync.type)})` : same;
  const otherwise =
    mode === 'strict' ? '' : ` EXCEPTION WHEN data_exception THEN ${follower} := NULL; RETURN NEW;`;
  const given = givenCondition(sync, {
    inRow: (column) => `NEW.${quoteName(column)}`,
    differs: (column, type, unless) =>
      `NEW.${quoteName(column)}${comparable(type)} IS DISTINCT FROM ${defaultClause(unless, type)}`,
    isSaid,
  });
  const asks = givenMayFail(sync);
  const declared = asks ? 'DECLARE given boolean := false; ' : '';
  const asked = asks
    ? `IF TG_OP = 'INSERT' THEN BEGIN given := ${given}; EXCEPTION WHEN data_exception THEN given := false; END; END IF; `
    : '';
  const keeps =
    given === null ? '' : `IF TG_OP = 'INSERT' AND ${asks ? 'given' : given} THEN RETURN NEW; END IF; `;
  return `${declared}BEGIN ${asked}${keeps}IF TG_OP = 'UPDATE' AND ${kept} THEN RETURN NEW; END IF; ${follower} := ${value}; RETURN NEW;${otherwise} END`;
}

function compared(column: string, is: 'IS' | 'IS NOT', type: ColumnType | undefined): string {
  const text = comparable(type);
  return `NEW.${quoteName(column)}${text} ${is} DISTINCT FROM OLD.${quoteName(column)}${text}`;
}

/** JSON has no equality; its text has. */
function comparable(type: ColumnType | undefined): string {
  return type?.kind === 'json' ? '::text' : '';
}

/** The follower says what the column says. */
function isSaid({ follower, type, value, columns }: Sync): string {
  const said = compileExpression(value, type, columns, 'NEW.');
  return `NEW.${quoteName(follower)}${comparable(type)} IS NOT DISTINCT FROM (${said})${comparable(type)}`;
}

/**
 * A write of the follower that says what the column says already changes nothing: so does a fill, and whoever writes
 * both. What is converted there and back again may read differently.
 */
function twoWayBody(sync: Sync & { readonly reverse: Expression }, mode: SyncMode): string {
  const wayBack = inverse(sync);
  const changed = ({ column, columns }: Sync) => compared(column, 'IS', columns.get(column));
  const said = isSaid(sync);
  const follow = assign(sync, mode === 'strict');
  const lead = assign(wayBack, mode === 'turned');
  const unlessSaid = neverFails(sync)
    ? `IF NOT (${said}) THEN ${lead} END IF;`
    : `BEGIN said := ${said}; EXCEPTION WHEN data_exception THEN said := false; END; IF NOT said THEN ${lead} END IF;`;
  const declared = neverFails(sync) ? '' : 'DECLARE said boolean; ';
  return `${declared}BEGIN IF TG_OP = 'INSERT' THEN IF NEW.${quoteName(sync.follower)} IS NULL THEN ${follow} ELSE ${unlessSaid} END IF; ELSIF ${changed(sync)} THEN ${follow} ELSIF ${changed(wayBack)} THEN ${unlessSaid} END IF; RETURN NEW; END`;
}

function assign(sync: Sync, strict: boolean): string {
  const follower = `NEW.${quoteName(sync.follower)}`;
  const given = `${follower} := ${assignedValue(sync.value, sync.type, sync.columns, 'NEW.')};`;
  if (strict || neverFails(sync)) return given;
  return `BEGIN ${given} EXCEPTION WHEN data_exception THEN ${follower} := NULL; END;`;
}

export function dropSync(name: string, table: string): readonly string[] {
  return [
    `DROP TRIGGER IF EXISTS ${quoteName(name)} ON ${quoteName(table)}`,
    `DROP FUNCTION IF EXISTS ${quoteName(name)}()`,
  ];
}

/** What cannot become a value of the follower, asked of the server where CREATE_CASTABLE is there. */
export function misfit({ value, type, columns }: Pick<Sync, 'value' | 'type' | 'columns'>): string {
  const uncastable = uncastableCondition(value, columns) ?? 'false';
  const converted = compileExpression(value, type, columns);
  const tooLong = type.kind === 'string' ? `length((${converted})::text) > ${type.length}` : 'false';
  return `CASE WHEN ${uncastable} THEN true ELSE coalesce(${tooLong}, false) END`;
}
