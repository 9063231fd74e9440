/**
 * Owns what keeps a column equal to another one on PostgreSQL: a trigger that writes it along, whoever writes. A value
 * that does not convert must not fail a writer that knows nothing of it: the follower stays empty, unless it is strict.
 */
import { type Sync, type SyncMode, watchedColumns } from '../../environment/sync.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { quoteName, quoteText } from './quote.ts';

export function createSync(sync: Sync): readonly string[] {
  const { name, table } = sync;
  const columns = watchedColumns(sync).map(quoteName).join(', ');
  const trigger = `BEFORE INSERT OR UPDATE OF ${columns} ON ${quoteName(table)} FOR EACH ROW`;
  return [
    syncFunction(sync, 'lenient'),
    `CREATE TRIGGER ${quoteName(name)} ${trigger} EXECUTE FUNCTION ${quoteName(name)}()`,
  ];
}

/** Takes effect with the next row that anybody writes, and waits for nobody. */
export function syncFunction(sync: Sync, mode: SyncMode): string {
  const follower = `NEW.${quoteName(sync.follower)}`;
  const value = compileExpression(sync.value, sync.type, sync.columns, 'NEW.');
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
  const body = `BEGIN IF ${same} THEN RETURN NEW; END IF; ${follower} := ${value}; RETURN NEW;${otherwise} END`;
  return `CREATE OR REPLACE FUNCTION ${quoteName(sync.name)}() RETURNS trigger LANGUAGE plpgsql AS ${quoteText(body)}`;
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
