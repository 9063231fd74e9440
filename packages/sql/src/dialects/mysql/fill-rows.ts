/** Owns one batch of rows on MySQL: the next ones by primary key, changed where they need it. */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { Batch, FillRows } from '../../environment/dialect.ts';
import { refusedRows } from '../../environment/refused-rows.ts';
import type { ObservedClient } from './observed-client.ts';
import { quoteName } from './quote.ts';

/** With the keys between which the rows lie, the second one included; without the first one from the start. */
export function batchStatement(
  { table, set, where }: Pick<FillRows, 'table' | 'set' | 'where'>,
  first: boolean,
): string {
  return `UPDATE ${quoteName(table)} SET ${set} WHERE ${between(first)} AND (${where})`;
}

export async function fillBatch(
  client: ObservedClient,
  action: FillRows,
  after: string | null,
  limit: number,
): Promise<Batch> {
  const keys = `${keysOf(action.table, after)} LIMIT ?`;
  const start = after === null ? [] : [after];
  const [bound] = await client.query<[number, string | null]>(
    `SELECT count(*), max(\`id\`) FROM (${keys}) AS batch`,
    [...start, limit],
  );
  const [rows, last] = bound ?? [0, null];
  if (last === null) return { rows: Number(rows), cursor: null };
  await lockRows(client, action.table, [...start, last]);
  await refuse(client, action, [...start, last]);
  await client.query(batchStatement(action, after === null), [...start, last]);
  return { rows: Number(rows), cursor: last, ended: Number(rows) < limit };
}

/**
 * All of them or none, and at once. Waiting for one while it holds others the batch could meet a writer that waits for
 * those, and the server would end the one that wrote less: the writer. What is refused is tried again.
 */
async function lockRows(client: ObservedClient, table: string, keys: readonly string[]): Promise<void> {
  const rows = `FROM ${quoteName(table)} WHERE ${between(keys.length === 1)}`;
  await client.query(`SELECT count(*) ${rows} FOR UPDATE NOWAIT`, keys);
}

/** The first keys of the batch whose rows stop it; null: none can. */
export function refusedStatement({ table, refused }: FillRows, first: boolean): string | null {
  if (refused === undefined) return null;
  return `SELECT \`id\` FROM ${quoteName(table)} WHERE ${between(first)} AND (${refused}) LIMIT ${LIMITS.preflight_keys}`;
}

/** MySQL's casts make a value of anything. */
async function refuse(client: ObservedClient, action: FillRows, keys: readonly string[]): Promise<void> {
  const sql = refusedStatement(action, keys.length === 1);
  const refused = sql === null ? [] : await client.query<[string]>(sql, keys);
  if (refused.length === 0) return;
  throw refusedRows(
    action,
    refused.map(([id]) => id),
  );
}

function between(first: boolean): string {
  return `${first ? '' : '`id` > ? AND '}\`id\` <= ?`;
}

export async function keyAfter(
  client: ObservedClient,
  table: string,
  after: string | null,
): Promise<string | null> {
  const [row] = await client.query<[string]>(
    `${keysOf(table, after)} LIMIT 1`,
    after === null ? [] : [after],
  );
  return row?.[0] ?? null;
}

function keysOf(table: string, after: string | null): string {
  return `SELECT \`id\` FROM ${quoteName(table)} ${after === null ? '' : 'WHERE `id` > ? '}ORDER BY \`id\``;
}

const ESTIMATE =
  'SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?';

export async function estimateRows(client: ObservedClient, table: string): Promise<number> {
  const [row] = await client.query<[number | string | null]>(ESTIMATE, [table]);
  return Number(row?.[0] ?? 0);
}
