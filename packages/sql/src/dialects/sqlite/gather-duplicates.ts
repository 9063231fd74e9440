/**
 * Owns finding rows that share a key on SQLite without holding this thread for long: slice by slice the keys go into a
 * table of this connection alone, with how many rows have each. It is on disk beyond a few megabytes, and goes at the end.
 */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import type { PreflightRow } from '../../environment/ask-preflight.ts';
import { compareBytes } from '../../environment/group-duplicates.ts';
import type { CheckOf } from '../../environment/preflight-conditions.ts';
import type { DuplicatesFound } from '../../environment/preflight-duplicates.ts';
import { partText } from './create-index.ts';
import { quoteName } from './quote.ts';

const KEYS = 'temp._authoring_keys';
/** In KiB, as a negative number of pages. */
const CACHE = -32_000;

/** What a slice is of its table. */
type Slices = (table: string) => AsyncIterable<string>;

/** The statements, by what they do with one slice. */
function gatherStatements(check: CheckOf<'duplicates'>, where: string, shown: string | undefined) {
  const table = quoteName(check.table);
  const parts = check.parts.map((part) => partText(part, quoteName(part.column)));
  const names = parts.map((_, at) => `part_${at}`).join(', ');
  const list = parts.join(', ');
  const value = shown === undefined ? 'NULL' : quoteName(shown);
  return {
    create: `CREATE TEMP TABLE _authoring_keys (${names}, n, shown, first, PRIMARY KEY (${names})) WITHOUT ROWID`,
    gather: (slice: string) =>
      `INSERT INTO ${KEYS} SELECT ${list}, count(*), min(${value}), min(\`id\`) FROM ${table} WHERE ${slice} AND (${where}) GROUP BY ${list} ON CONFLICT DO UPDATE SET n = n + excluded.n, shown = min(shown, excluded.shown), first = min(first, excluded.first)`,
    count: `SELECT count(*), coalesce(sum(n), 0) FROM ${KEYS} WHERE n > 1`,
    largest: `SELECT n, shown, first, ${names} FROM ${KEYS} WHERE n > 1 ORDER BY n DESC, first LIMIT ${LIMITS.preflight_keys / 2}`,
    rows: (slice: string, groups: number) =>
      `SELECT \`id\`, ${value} FROM ${table} WHERE ${slice} AND (${where}) AND (${list}) IN (VALUES ${Array.from({ length: groups }, () => `(${parts.map(() => '?').join(', ')})`).join(', ')}) ORDER BY \`id\` LIMIT ${LIMITS.preflight_keys}`,
    drop: `DROP TABLE IF EXISTS ${KEYS}`,
  };
}

/**
 * @param where rows that can be equal to another one at all
 * @param goesOn awaited between slices; throws what is to stop it
 */
export async function gatherDuplicates(
  db: Database,
  slices: Slices,
  check: CheckOf<'duplicates'>,
  where: string,
  shown: string | undefined,
  goesOn: () => Promise<void>,
): Promise<DuplicatesFound> {
  const sql = gatherStatements(check, where, shown);
  db.exec(sql.drop);
  db.pragma(`temp.cache_size = ${CACHE}`);
  db.exec(sql.create);
  try {
    for await (const slice of slices(check.table)) {
      await goesOn();
      db.prepare(sql.gather(slice)).run();
    }
    await goesOn();
    const [groups = 0, rows = 0] = db.prepare(sql.count).raw().get() as [number, number];
    if (groups === 0) return { groups, rows, largest: [], shown: [] };
    await goesOn();
    const largest = db.prepare(sql.largest).raw().all() as PreflightRow[];
    const keys = largest.flatMap(([, , , ...parts]) => parts);
    let first: readonly PreflightRow[] = [];
    for await (const slice of slices(check.table)) {
      await goesOn();
      const more = db
        .prepare(sql.rows(slice, largest.length))
        .raw()
        .all(...keys) as PreflightRow[];
      first = [...first, ...more].sort(byId).slice(0, LIMITS.preflight_keys);
    }
    return { groups, rows, largest, shown: first };
  } finally {
    db.exec(sql.drop);
  }
}

function byId([a]: PreflightRow, [b]: PreflightRow): number {
  return compareBytes(a, b);
}
