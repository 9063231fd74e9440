/**
 * Owns the turn of two names that are written along on MySQL, under the table's lock: the triggers of the one turn are
 * there before those of the other go, so that whoever comes after a cut finds rows that are equal.
 */
import { isTwoWay, type Sync } from '../../environment/sync.ts';
import type { Turn, TurnSync } from './action.ts';
import type { ObservedClient } from './observed-client.ts';
import { alterText, performAlter } from './online-alter.ts';
import { locked, triggersOf } from './swap-column.ts';
import { createSync, dropTriggers, triggersOfSync } from './sync.ts';

type Run = (sql: string) => Promise<void>;

export async function performTurn(
  client: ObservedClient,
  { table, now, until }: TurnSync,
  run: Run,
): Promise<void> {
  await locked(table, run, () => turn(client, table, now, until, run));
}

/** As it was before, whatever of the turn took effect. */
export async function takeBackTurn(client: ObservedClient, action: TurnSync): Promise<void> {
  const run = async (sql: string) => {
    await client.query(sql);
  };
  await locked(action.table, run, () => turn(client, action.table, action.until, action.now, run));
}

export function turnStatements({ now, until }: TurnSync): readonly string[] {
  return [
    ...createSync(now.sync, now.mode),
    ...dropTriggers(triggersOfSync(until.sync)),
    ...now.defaults.map(alterText),
  ];
}

async function turn(client: ObservedClient, table: string, to: Turn, from: Turn, run: Run): Promise<void> {
  const live = new Set(await triggersOf(client, [table]));
  const isWhole = (sync: Sync) => isTwoWay(sync) && triggersOfSync(sync).every((name) => live.has(name));
  // Only what is whole may stand alone; what was cut off while it was made is made again.
  if (isWhole(from.sync) || !isWhole(to.sync)) {
    for (const sql of dropTriggers(triggersOfSync(to.sync).filter((name) => live.has(name)))) await run(sql);
    for (const sql of createSync(to.sync, to.mode)) await run(sql);
  }
  for (const sql of dropTriggers(triggersOfSync(from.sync))) await run(sql);
  for (const alter of to.defaults) await performAlter(client, alter, run);
}
