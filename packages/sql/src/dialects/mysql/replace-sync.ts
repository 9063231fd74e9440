/**
 * Owns how one sync takes the place of another on MySQL: whatever instant a run is cut off at, rows are written along. A
 * trigger is there as a whole or not at all, and of two names and modes each has its own, so the catalog tells how far it
 * came.
 */
import type { ObservedClient } from './observed-client.ts';
import { quoteName } from './quote.ts';
import { createSync, dropTriggers, type SyncTriggers, triggersOfSync } from './sync.ts';

type Run = (sql: string) => Promise<void>;

/** All triggers of `to` stand before the first of `from` goes. Whoever calls holds the table's lock. */
export async function replaceSync(
  client: ObservedClient,
  from: SyncTriggers,
  to: SyncTriggers,
  run: Run,
): Promise<void> {
  const live = new Set(await triggersOf(client, [to.sync.table]));
  await createMissing(to, live, run);
  for (const sql of dropTriggers(triggersOfSync(from).filter((name) => live.has(name)))) await run(sql);
}

export async function createMissing(
  triggers: SyncTriggers,
  live: ReadonlySet<string>,
  run: Run,
): Promise<void> {
  const names = triggersOfSync(triggers);
  for (const [at, sql] of createSync(triggers.sync, triggers.mode).entries())
    if (!live.has(names[at] as string)) await run(sql);
}

export function isWhole(triggers: SyncTriggers, live: ReadonlySet<string>): boolean {
  return triggersOfSync(triggers).every((name) => live.has(name));
}

export function replacementStatements(from: SyncTriggers, to: SyncTriggers): readonly string[] {
  return [...createSync(to.sync, to.mode), ...dropTriggers(triggersOfSync(from))];
}

const TRIGGERS =
  'SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE IN (?)';

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
