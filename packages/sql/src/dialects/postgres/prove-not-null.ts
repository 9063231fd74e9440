/**
 * Owns the proof that a column holds no NULL on PostgreSQL: a check that refuses new ones at once and is validated while
 * others write. SET NOT NULL then looks at the check instead of at every row under its lock.
 */
import type { Client } from 'pg';
import type { ProveNotNull } from './action.ts';
import { quoteName } from './quote.ts';

const LIVE = `SELECT convalidated AS valid FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
  WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = $1 AND c.conname = $2`;

export function proofStatements({ table, column, proof, fill }: ProveNotNull): readonly string[] {
  const name = quoteName(table);
  return [
    `ALTER TABLE ${name} ADD CONSTRAINT ${quoteName(proof)} CHECK (${quoteName(column)} IS NOT NULL) NOT VALID`,
    ...(fill === null ? [] : [fill]),
    `ALTER TABLE ${name} VALIDATE CONSTRAINT ${quoteName(proof)}`,
  ];
}

export async function performProof(
  client: Client,
  action: ProveNotNull,
  run: (sql: string) => Promise<void>,
): Promise<void> {
  const isThere = (await liveProof(client, action)) !== 'missing';
  const [add, ...others] = proofStatements(action);
  if (!isThere && add) await run(add);
  try {
    for (const sql of others) await run(sql);
  } catch (error) {
    // Rows that refuse it leave nothing behind, above all nothing that refuses what the old version writes.
    await takeBackProof(client, action).catch(() => undefined);
    throw error;
  }
}

export async function isProven(client: Client, action: ProveNotNull): Promise<boolean> {
  return (await liveProof(client, action)) === 'valid';
}

export async function takeBackProof(client: Client, { table, proof }: ProveNotNull): Promise<void> {
  await client.query(dropProof(table, proof));
}

export function dropProof(table: string, proof: string): string {
  return `ALTER TABLE ${quoteName(table)} DROP CONSTRAINT IF EXISTS ${quoteName(proof)}`;
}

async function liveProof(
  client: Client,
  { table, proof }: ProveNotNull,
): Promise<'missing' | 'open' | 'valid'> {
  const { rows } = await client.query<{ valid: boolean }>(LIVE, [table, proof]);
  if (rows[0] === undefined) return 'missing';
  return rows[0].valid ? 'valid' : 'open';
}
