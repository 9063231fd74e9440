/**
 * Owns the turn of two names that are written along on MySQL, under the table's lock. Until the pointer moves only those
 * who know the name that led write rows: their default stays until the other name leads, and comes back before it does.
 */
import type { Turn, TurnSync } from './action.ts';
import type { ObservedClient } from './observed-client.ts';
import { alterText, performAlter } from './online-alter.ts';
import { locked, replacementStatements, replaceSync } from './replace-sync.ts';

type Run = (sql: string) => Promise<void>;

export async function performTurn(
  client: ObservedClient,
  { table, now, until }: TurnSync,
  run: Run,
): Promise<void> {
  await locked(table, run, async () => {
    await replaceSync(client, until, now, run);
    await moveDefault(client, now, run);
  });
}

/** As it was before, whatever of the turn took effect. */
export async function takeBackTurn(
  client: ObservedClient,
  { table, now, until }: TurnSync,
  run: Run,
): Promise<void> {
  await locked(table, run, async () => {
    await moveDefault(client, until, run);
    await replaceSync(client, now, until, run);
  });
}

export function turnStatements({ now, until }: TurnSync): readonly string[] {
  return [...replacementStatements(until, now), ...(now.defaults === null ? [] : [alterText(now.defaults)])];
}

async function moveDefault(client: ObservedClient, { defaults }: Turn, run: Run): Promise<void> {
  if (defaults !== null) await performAlter(client, defaults, run);
}
