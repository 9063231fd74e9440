/**
 * Owns what happens to a column and its follower under the table's lock on MySQL: no row is written between the end of
 * one sync and the begin of the next. Every statement commits by itself; whoever goes on after a cut looks how far the
 * last attempt came, and repeats what rows may have missed meanwhile.
 */
import { LIMITS } from '@objectstack/metadata-authoring';
import { refusedValues } from '../../environment/refused-rows.ts';
import { type Sync, watchedColumns } from '../../environment/sync.ts';
import type { CheckShadow, SwapColumn } from './action.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { introspect } from './introspect.ts';
import type { ObservedClient } from './observed-client.ts';
import { type Alter, alterText, performAlter } from './online-alter.ts';
import { quoteName } from './quote.ts';
import {
  createSync,
  dropSync,
  dropTriggers,
  misfit,
  type ReversibleSync,
  sameValue,
  syncTriggers,
  triggersOfSync,
} from './sync.ts';

type Run = (sql: string) => Promise<void>;

/** From here on what does not convert is refused where it is written; rows that are still empty are converted. */
export async function performCheck(client: ObservedClient, action: CheckShadow, run: Run): Promise<void> {
  const { sync } = action;
  await locked(sync.table, run, () => replaceSync(sync, 'strict', run));
  try {
    const refused = misfit(sync);
    if (refused !== null) await refuse(client, action, `${emptyIn(sync)} AND ${refused}`);
    await run(refill(sync));
  } catch (error) {
    // The old version may write again what it could write before.
    await locked(sync.table, run, () => replaceSync(sync, 'lenient', run)).catch(() => undefined);
    throw error;
  }
}

export function checkStatements({ sync }: CheckShadow): readonly string[] {
  return [...createSync(sync, 'strict'), refill(sync)];
}

async function replaceSync(sync: Sync, mode: 'lenient' | 'strict', run: Run): Promise<void> {
  for (const sql of [...dropTriggers(triggersOfSync(sync)), ...createSync(sync, mode)]) await run(sql);
}

async function refuse(client: ObservedClient, { sync, stepId }: CheckShadow, where: string): Promise<void> {
  const from = `FROM ${quoteName(sync.table)} WHERE ${where}`;
  const [counted] = await client.query<[number]>(`SELECT count(*) ${from}`);
  const count = Number(counted?.[0]);
  if (count === 0) return;
  const keys = await client.query<[string]>(`SELECT \`id\` ${from} LIMIT ${LIMITS.preflight_keys}`);
  throw refusedValues(
    { ...sync, stepId },
    count,
    keys.map(([id]) => id),
  );
}

function emptyIn(sync: Sync): string {
  const values = watchedColumns(sync).map((column) => `${quoteName(column)} IS NOT NULL`);
  const some = values.length > 1 ? `(${values.join(' OR ')})` : values.join();
  return `${quoteName(sync.follower)} IS NULL AND ${some}`;
}

function refill(sync: Sync): string {
  return `UPDATE ${quoteName(sync.table)} SET ${assignment(sync)} WHERE ${emptyIn(sync)}`;
}

function assignment(sync: Sync): string {
  const value = compileExpression(sync.value, sync.type, sync.columns);
  const refused = misfit(sync);
  return `${quoteName(sync.follower)} = ${refused === null ? value : `CASE WHEN ${refused} THEN NULL ELSE ${value} END`}`;
}

export async function performSwap(client: ObservedClient, action: SwapColumn, run: Run): Promise<void> {
  const { table, follows } = action;
  await locked(table, run, async () => {
    const live = await look(client, action);
    if (!live.isSwapped) {
      // Cut off between the end of the sync and the swap: what was written since is not in the column yet.
      if (!live.hadSync) await run(missedRows(action.followed));
      for (const sql of dropSync(action.followed.name)) await run(sql);
      await performAlter(client, renameBoth(action), run);
    }
    if (follows === null) return;
    await replaceSync(follows, 'lenient', run);
    if (live.isSwapped && !live.hasSync) await run(missedRows(follows));
  });
}

/** A swap that did not happen leaves the follower as it was: up to date, and following. */
export async function takeBackSwap(client: ObservedClient, action: SwapColumn): Promise<void> {
  const run = async (sql: string) => {
    await client.query(sql);
  };
  await locked(action.table, run, async () => {
    const live = await look(client, action);
    if (live.isSwapped || live.hadSync) return;
    await replaceSync(action.followed, 'lenient', run);
    await run(missedRows(action.followed));
  });
}

export function swapStatements(action: SwapColumn): readonly string[] {
  return [
    ...dropSync(action.followed.name),
    alterText(renameBoth(action)),
    ...(action.follows ? createSync(action.follows, 'lenient') : []),
  ];
}

function renameBoth({ table, column, heldName, takes, ways }: SwapColumn): Alter {
  const rename = (from: string, to: string) => `RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)}`;
  return {
    sql: `ALTER TABLE ${quoteName(table)} ${rename(column, heldName)}, ${rename(takes, column)}`,
    ways,
    table,
  };
}

/** Rows whose column was written while nothing followed it. What else the follower holds may be more exact: it stays. */
function missedRows(sync: ReversibleSync): string {
  const { table, column, columns, follower, type, back } = sync;
  const update = `UPDATE ${quoteName(table)} SET ${assignment(sync)}`;
  // Of several columns the follower does not tell what they were.
  if (watchedColumns(sync).length > 1) return update;
  const from = columns.get(column) ?? { kind: 'text' };
  const known = new Map([[follower, type]]);
  const refused = uncastableCondition(back, known);
  const value = compileExpression(back, from, known);
  const expected = refused === null ? value : `CASE WHEN ${refused} THEN NULL ELSE ${value} END`;
  return `${update} WHERE NOT (${sameValue(quoteName(column), expected, from)})`;
}

const TRIGGERS =
  'SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE IN (?)';

/** The names have changed, whatever follows by now. */
export async function isSwapped(client: ObservedClient, action: SwapColumn): Promise<boolean> {
  return (await look(client, action)).isSwapped;
}

async function look(
  client: ObservedClient,
  action: SwapColumn,
): Promise<{ readonly isSwapped: boolean; readonly hadSync: boolean; readonly hasSync: boolean }> {
  const columns = (await introspect(client, [action.table])).get(action.table)?.columns;
  const triggers = new Set(await triggersOf(client, [action.table]));
  const all = (name: string) => syncTriggers(name).every((trigger) => triggers.has(trigger));
  return {
    isSwapped: columns?.has(action.heldName) === true && !columns.has(action.takes),
    hadSync: all(action.followed.name),
    hasSync: action.follows !== null && all(action.follows.name),
  };
}

export async function triggersOf(
  client: ObservedClient,
  tables: readonly string[],
): Promise<readonly string[]> {
  return (await client.query<[string]>(TRIGGERS, [tables])).map(([name]) => name);
}

/** @throws what `work` throws; the table is free again */
export async function locked(table: string, run: Run, work: () => Promise<void>): Promise<void> {
  await run(`LOCK TABLES ${quoteName(table)} WRITE`);
  try {
    await work();
  } finally {
    await run('UNLOCK TABLES');
  }
}
