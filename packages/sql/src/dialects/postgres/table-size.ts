/**
 * Owns how large a table is on PostgreSQL: its pages as they are now, and its rows by how many of them a page holds. The
 * server knows that of a table that it has analysed; of another one some pages tell.
 */
import type { Client } from 'pg';
import { quoteName } from './quote.ts';

export interface PagedSize {
  readonly pages: number;
  readonly rows: number;
  /** With indexes and long values. */
  readonly bytes: number;
}

const SIZE = `SELECT reltuples::float8 AS "analysedRows", relpages::float8 AS "analysedPages",
    pg_relation_size(oid)::float8 / current_setting('block_size')::int AS pages,
    pg_total_relation_size(oid)::float8 AS bytes
  FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = $1`;

/** They tell the rows to a few percent, and are read in some milliseconds. */
const SAMPLED_PAGES = 256;

interface SizeRow {
  readonly analysedRows: number;
  readonly analysedPages: number;
  readonly pages: number;
  readonly bytes: number;
}

/** Reads only. @returns null: there is no such table */
export async function pagedSize(client: Client, table: string): Promise<PagedSize | null> {
  const [found] = (await client.query<SizeRow>(SIZE, [table])).rows;
  if (found === undefined) return null;
  const { pages, bytes, analysedRows, analysedPages } = found;
  const isKnown = analysedRows > 0 && analysedPages > 0;
  const rows = isKnown ? (analysedRows / analysedPages) * pages : await sampledRows(client, table, pages);
  return { pages, rows: Math.round(rows), bytes };
}

async function sampledRows(client: Client, table: string, pages: number): Promise<number> {
  if (pages === 0) return 0;
  const percent = Math.min(100, (100 * SAMPLED_PAGES) / pages);
  const { rows } = await client.query<{ rows: string }>(
    `SELECT count(*) AS rows FROM ${quoteName(table)} TABLESAMPLE SYSTEM (${percent})`,
  );
  return (Number(rows[0]?.rows ?? 0) * 100) / percent;
}
