/** Owns one batch of rows on MySQL: the next ones by primary key, changed where they need it. */
import type { Batch, FillRows } from '../../environment/dialect.ts';
import type { ObservedClient } from './observed-client.ts';
import { quoteName } from './quote.ts';

/** With the keys between which the rows lie, the second one included; without the first one from the start. */
export function batchStatement(
  { table, set, where }: Pick<FillRows, 'table' | 'set' | 'where'>,
  first: boolean,
): string {
  return `UPDATE ${quoteName(table)} SET ${set} WHERE ${first ? '' : '`id` > ? AND '}\`id\` <= ? AND (${where})`;
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
  if (last !== null) await client.query(batchStatement(action, after === null), [...start, last]);
  return { rows: Number(rows), last };
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
