/**
 * Owns filling the rows of a table on PostgreSQL, batch by batch. Keys that are made at random name rows all over the
 * disk: by key each batch of a large table reads and logs as many pages as it has rows. There it goes page by page, in
 * the order of one UPDATE. A row that somebody writes meanwhile moves, also behind it: what a walk missed, another walk or
 * the last look over the whole table finds.
 *
 * Full pages have no room for new versions of their rows: those go elsewhere, and to every index, whose pages lie all over
 * the disk as well. So the rows of some pages are filled by shares, a transaction each: only the first share has to move,
 * the next ones find the room that it left, and no index hears of them (heap-only tuples). Five million rows took half of
 * the time that they take page by page at once, and two thirds of the log.
 */
import type { Client } from 'pg';
import type { Batch, FillRows } from '../../environment/dialect.ts';
import { StatementFailure } from '../../environment/statement-hash.ts';
import type { StatementClass } from '../../environment/statement-limits.ts';
import { CREATE_CASTABLE } from './castable.ts';
import { isRowState, sqlState } from './errors.ts';
import { type FillCursor, type PageCursor, parseCursor, printCursor } from './fill-cursor.ts';
import {
  firstAfterKey,
  firstOfRest,
  keysOfPages,
  keysStatement,
  pagesStatement,
  restStatement,
  rowStatement,
  SHARES,
  shareStatement,
} from './fill-statements.ts';
import { pagedSize } from './table-size.ts';

/** 4 MiB: below, all of it stays in the server's memory. */
const LEAST_PAGES = 512;
/** Rows that need it after so many are not moved ones: they go by their keys. */
const MOST_WALKS = 3;
/** Fewer would not divide a page. */
const LEAST_SHARED_ROWS = 2 * SHARES;

/** A scan of tuple ids between two reads the whole table before PostgreSQL 14. */
const SCANS_PAGES = "SELECT current_setting('server_version_num')::int >= 140000 AS scans";

/** One connection, and the limit that its next statement gets. */
export interface FillClient {
  readonly client: Client;
  limit(statement: StatementClass): Promise<void>;
}

export async function fillBatch(
  on: FillClient,
  action: FillRows,
  after: string | null,
  limit: number,
): Promise<Batch> {
  const cursor = parseCursor(after) ?? (await beginning(on.client, action));
  await on.limit(cursor.by === 'rest' ? 'table' : 'batch');
  switch (cursor.by) {
    case 'page':
      return fillPages(on.client, action, cursor, limit);
    case 'rest':
      return fillRest(on.client, action, cursor, limit);
    case 'key':
      return fillKeys(on.client, action, cursor, limit);
  }
}

async function beginning(client: Client, { table, settles }: FillRows, walk = 1): Promise<FillCursor> {
  const byKey: FillCursor = { by: 'key', after: null };
  if (!settles || walk > MOST_WALKS) return byKey;
  const size = await pagedSize(client, table);
  if (size === null || size.pages < LEAST_PAGES) return byKey;
  const [{ scans } = { scans: false }] = (await client.query<{ scans: boolean }>(SCANS_PAGES)).rows;
  if (!scans) return byKey;
  const rowsPerPage = Math.max(1, Math.round(size.rows / size.pages));
  return { by: 'page', walk, next: 0, until: 0, share: 0, end: size.pages, rowsPerPage };
}

async function fillPages(
  client: Client,
  action: FillRows,
  cursor: PageCursor,
  limit: number,
): Promise<Batch> {
  const { walk, next, end, rowsPerPage } = cursor;
  const shares = rowsPerPage < LEAST_SHARED_ROWS ? 1 : SHARES;
  const pages = Math.max(1, Math.floor((limit * shares) / rowsPerPage));
  // Where a batch fails, it is tried with less and less of its pages: what was filled of the others is passed over later.
  const begun = pages * 2 > cursor.until - next ? cursor.until : next + pages;
  const until = cursor.share > 0 ? begun : Math.min(next + pages, end);
  const isLast = cursor.share === shares - 1;
  const statement = isLast ? pagesStatement(action) : shareStatement(action);
  const values = [...tuples(next, until), ...(isLast ? [] : [cursor.share])];
  const { rowCount } = await failing(action, statement, (sql) => client.query(sql, values));
  const filled = rowCount ?? 0;
  // Rows that are few leave room enough: the rest of them go at once.
  const share = filled < until - next ? shares - 1 : cursor.share + 1;
  const rest: FillCursor = until < end ? pagesAt(cursor, until) : { by: 'rest', walk };
  const isFirst = walk === 1 && !action.sparse;
  return {
    rows: !isFirst ? filled : isLast ? (until - next) * rowsPerPage : 0,
    ...(isFirst ? { part: { from: next / end, to: (isLast ? until : next) / end } } : {}),
    cursor: printCursor(isLast ? rest : { ...cursor, until, share }),
    ...(cursor.share > 0 ? { goesOver: true } : {}),
  };
}

function pagesAt(cursor: PageCursor, next: number): PageCursor {
  return { ...cursor, next, until: next, share: 0 };
}

async function fillRest(
  client: Client,
  action: FillRows,
  { walk }: FillCursor & { by: 'rest' },
  limit: number,
): Promise<Batch> {
  const { rows } = await queryBatch(client, action, restStatement(action), [limit]);
  const ended = rows < limit;
  const next: FillCursor = ended ? { by: 'rest', walk } : await beginning(client, action, walk + 1);
  return { rows, cursor: printCursor(next), looksAtAll: true, ended };
}

async function fillKeys(
  client: Client,
  action: FillRows,
  { after }: FillCursor & { by: 'key' },
  limit: number,
): Promise<Batch> {
  const { rows, last } = await queryBatch(client, action, keysStatement(action), [after, limit]);
  return {
    rows,
    cursor: last === null ? null : printCursor({ by: 'key', after: last }),
    ended: rows < limit,
  };
}

async function queryBatch(
  client: Client,
  action: FillRows,
  statement: string,
  values: readonly unknown[],
): Promise<{ readonly rows: number; readonly last: string | null }> {
  const { rows } = await failing(action, statement, (sql) =>
    client.query<{ rows: number; last: string | null }>(sql, [...values]),
  );
  return rows[0] ?? { rows: 0, last: null };
}

async function failing<T>(
  { stepId }: FillRows,
  statement: string,
  run: (sql: string) => Promise<T>,
): Promise<T> {
  try {
    return await run(statement);
  } catch (error) {
    throw new StatementFailure(stepId, statement, error);
  }
}

/** Outside a transaction. A page holds several rows: which of them it is, each one tells when it is alone. */
export async function refusedKey(
  client: Client,
  action: FillRows,
  after: string | null,
): Promise<string | null> {
  const cursor = parseCursor(after) ?? (await beginning(client, action));
  const keys = await keysAt(client, action, cursor);
  if (keys.length === 1) return keys[0] ?? null;
  for (const key of keys) if (await isRefused(client, action, key)) return key;
  return null;
}

async function keysAt(client: Client, action: FillRows, cursor: FillCursor): Promise<readonly string[]> {
  const ask = async (sql: string, values: readonly unknown[]) => {
    const { rows } = await client.query<{ id: string }>(sql, [...values]);
    return rows.map(({ id }) => id);
  };
  switch (cursor.by) {
    case 'page':
      return ask(keysOfPages(action), tuples(cursor.next, cursor.next + 1));
    case 'rest':
      return castableAsked(client, () => ask(firstOfRest(action), []));
    case 'key':
      return ask(firstAfterKey(action), [cursor.after]);
  }
}

async function castableAsked<T>(client: Client, ask: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query(CREATE_CASTABLE);
    return await ask();
  } finally {
    await client.query('ROLLBACK');
  }
}

async function isRefused(client: Client, action: FillRows, key: string): Promise<boolean> {
  await client.query('BEGIN');
  try {
    await client.query(rowStatement(action), [key]);
    return false;
  } catch (error) {
    return isRowState(sqlState(error));
  } finally {
    await client.query('ROLLBACK');
  }
}

function tuples(from: number, until: number): readonly string[] {
  return [`(${from},0)`, `(${until},0)`];
}
