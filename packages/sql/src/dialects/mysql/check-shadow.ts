/**
 * Owns the last look at a shadow on MySQL before it takes the place. From here on a value that does not convert is refused
 * where it is written; rows that are still empty are converted, and those that cannot be stop the run.
 */
import { LIMITS } from '@objectstack/metadata-authoring';
import { refusedValues } from '../../environment/refused-rows.ts';
import { type Sync, watchedColumns } from '../../environment/sync.ts';
import type { CheckShadow } from './action.ts';
import type { ObservedClient } from './observed-client.ts';
import { quoteName } from './quote.ts';
import { locked, replacementStatements, replaceSync } from './replace-sync.ts';
import { assignment, misfit, type SyncTriggers } from './sync.ts';

type Run = (sql: string) => Promise<void>;

export async function performCheck(client: ObservedClient, action: CheckShadow, run: Run): Promise<void> {
  const { sync, mode } = action;
  if (mode === 'strict')
    await locked(sync.table, run, () => replaceSync(client, ...becomingStrict(sync), run));
  try {
    const refused = misfit(sync);
    if (refused !== null) await refuse(client, action, `${emptyIn(sync)} AND ${refused}`);
    await run(refill(sync));
  } catch (error) {
    await takeBackCheck(client, action, run).catch(() => undefined);
    throw error;
  }
}

/** The old version may write again what it could write before. */
export async function takeBackCheck(
  client: ObservedClient,
  { sync, mode }: CheckShadow,
  run: Run,
): Promise<void> {
  if (mode !== 'strict') return;
  const [lenient, strict] = becomingStrict(sync);
  await locked(sync.table, run, () => replaceSync(client, strict, lenient, run));
}

export function checkStatements({ sync, mode }: CheckShadow): readonly string[] {
  return [...(mode === 'strict' ? replacementStatements(...becomingStrict(sync)) : []), refill(sync)];
}

function becomingStrict(sync: Sync): readonly [SyncTriggers, SyncTriggers] {
  return [
    { sync, mode: 'lenient' },
    { sync, mode: 'strict' },
  ];
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
