/**
 * Owns the last look at a shadow on PostgreSQL before it takes the place. From here on a value that does not convert is
 * refused where it is written; rows that are still empty are converted, and those that cannot be stop the run.
 */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { Client } from 'pg';
import { refusedValues } from '../../environment/refused-rows.ts';
import { watchedColumns } from '../../environment/sync.ts';
import type { CheckShadow } from './action.ts';
import { assignedValue } from './assigned-value.ts';
import { CREATE_CASTABLE, DROP_CASTABLE } from './castable.ts';
import { quoteName } from './quote.ts';
import { misfit, syncFunction } from './sync.ts';

/** What people read: the statements that run when nothing stops it. */
export function checkStatements(action: CheckShadow): readonly string[] {
  const { sync, mode } = action;
  return [...(mode === 'strict' ? [syncFunction(sync, mode)] : []), refill(action)];
}

export async function performCheck(
  client: Client,
  action: CheckShadow,
  run: (sql: string) => Promise<void>,
): Promise<void> {
  const { sync, stepId, mode } = action;
  const table = quoteName(sync.table);
  if (mode === 'strict') await run(syncFunction(sync, mode));
  const left = await client.query(`SELECT 1 FROM ${table} WHERE ${empty(action)} LIMIT 1`);
  if (left.rowCount === 0) return;
  await client.query('BEGIN');
  try {
    await client.query(CREATE_CASTABLE);
    const refused = `FROM ${table} WHERE ${empty(action)} AND ${misfit(sync)}`;
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count ${refused}`);
    const count = Number(rows[0]?.count);
    if (count > 0) {
      const keys = await client.query<{ id: string }>(
        `SELECT "id"::text AS id ${refused} LIMIT ${LIMITS.preflight_keys}`,
      );
      throw refusedValues(
        { ...sync, stepId },
        count,
        keys.rows.map(({ id }) => id),
      );
    }
    await run(refill(action));
    await client.query(DROP_CASTABLE);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    await takeBackCheck(client, action).catch(() => undefined);
    throw error;
  }
}

/** The old version may write again what it could write before. */
export async function takeBackCheck(client: Client, { sync }: CheckShadow): Promise<void> {
  await client.query(syncFunction(sync, 'lenient'));
}

function empty({ sync }: CheckShadow): string {
  const values = watchedColumns(sync).map((column) => `${quoteName(column)} IS NOT NULL`);
  const some = values.length > 1 ? `(${values.join(' OR ')})` : values.join();
  return `${quoteName(sync.follower)} IS NULL AND ${some}`;
}

function refill(action: CheckShadow): string {
  const { table, follower } = action.sync;
  return `UPDATE ${quoteName(table)} SET ${quoteName(follower)} = ${converted(action)} WHERE ${empty(action)}`;
}

function converted({ sync }: CheckShadow): string {
  return assignedValue(sync.value, sync.type, sync.columns);
}
