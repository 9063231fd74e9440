/**
 * Owns what keeps a column equal to another one on PostgreSQL: a trigger that writes it along, whoever writes. A value
 * that does not convert must not fail a writer that knows nothing of it: the follower stays empty, unless it is strict.
 */
import type { Expression } from '@objectstack/metadata-authoring';
import {
  givenCondition,
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
import { quoteName, quoteText } from './quote.ts';

export function createSync(sync: Sync): readonly string[] {
  const { name, table } = sync;
  const columns = [...watchedColumns(sync), ...(isTwoWay(sync) ? [sync.follower] : [])];
  const trigger = `BEFORE INSERT OR UPDATE OF ${columns.map(quoteName).join(', ')} ON ${quoteName(table)} FOR EACH ROW`;
  return [
    syncFunction(sync, 'lenient'),
    `CREATE TRIGGER ${quoteName(name)} ${trigger} EXECUTE FUNCTION ${quoteName(name)}()`,
  ];
}

/** Takes effect with the next row that anybody writes, and waits for nobody. */
export function syncFunction(sync: Sync, mode: SyncMode): string {
  const body = isTwoWay(sync) ? twoWayBody(sync, mode) : oneWayBody(sync, mode);
  // After a row that failed, the server plans with the next one's values, and folds also what no row would ask for.
  const plan = failsLate(sync.value, sync.columns) ? ' SET plan_cache_mode = force_generic_plan' : '';
  return `CREATE OR REPLACE FUNCTION ${quoteName(sync.name)}() RETURNS trigger LANGUAGE plpgsql${plan} AS ${quoteText(body)}`;
}

function oneWayBody(sync: Sync, mode: SyncMode): string {
  const follower = `NEW.${quoteName(sync.follower)}`;
  const value = assignedValue(sync.value, sync.type, sync.columns, 'NEW.');
  const isSame = watchedColumns(sync).map((watched) => {
    const column = quoteName(watched);
    // JSON has no equality; its text has.
    const text = sync.columns.get(watched)?.kind === 'json' ? '::text' : '';
    return `NEW.${column}${text} IS NOT DISTINCT FROM OLD.${column}${text}`;
  });
  // A write of the same value leaves the follower its own: converted there and back again it may read differently.
  const same = ["TG_OP = 'UPDATE'", ...isSame].join(' AND ');
  const otherwise =
    mode === 'strict' ? '' : ` EXCEPTION WHEN data_exception THEN ${follower} := NULL; RETURN NEW;`;
  const text = sync.type.kind === 'json' ? '::text' : '';
  const given = givenCondition(
    sync,
    (column) => `NEW.${quoteName(column)}`,
    (unless) => `${follower}${text} IS DISTINCT FROM ${defaultClause(unless, sync.type)}`,
  );
  const keeps = given === null ? '' : `IF TG_OP = 'INSERT' AND ${given} THEN RETURN NEW; END IF; `;
  return `BEGIN ${keeps}IF ${same} THEN RETURN NEW; END IF; ${follower} := ${value}; RETURN NEW;${otherwise} END`;
}

/**
 * A write of the follower that says what the column says already changes nothing: so does a fill, and whoever writes
 * both. What is converted there and back again may read differently.
 */
function twoWayBody(sync: Sync & { readonly reverse: Expression }, mode: SyncMode): string {
  const wayBack = inverse(sync);
  const changed = ({ column, columns }: Sync) => {
    const text = columns.get(column)?.kind === 'json' ? '::text' : '';
    return `NEW.${quoteName(column)}${text} IS DISTINCT FROM OLD.${quoteName(column)}${text}`;
  };
  const text = sync.type.kind === 'json' ? '::text' : '';
  const value = compileExpression(sync.value, sync.type, sync.columns, 'NEW.');
  const said = `NEW.${quoteName(sync.follower)}${text} IS NOT DISTINCT FROM (${value})${text}`;
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
