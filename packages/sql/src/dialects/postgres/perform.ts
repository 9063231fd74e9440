/** Owns how each kind of action runs on a PostgreSQL connection. */
import { assertNever } from '@objectstack/metadata-authoring';
import type { Client } from 'pg';
import { renamedSequence, SEQUENCES_TABLE, type SequenceRow } from '../../environment/sequences.ts';
import type { PostgresAction, RenameSequences } from './action.ts';
import { type LockWaits, performBuild } from './build-index.ts';
import { performCheck } from './check-shadow.ts';
import { performProof } from './prove-not-null.ts';
import { quoteName } from './quote.ts';

/** @param run sends a statement that changes something, and may remember it */
export async function perform(
  client: Client,
  action: PostgresAction,
  run: (sql: string) => Promise<void>,
  waits: LockWaits,
): Promise<void> {
  switch (action.kind) {
    case 'statement':
      return run(action.sql);
    case 'build_index':
      return performBuild(client, action, run, waits);
    case 'prove_not_null':
      return performProof(client, action, run);
    case 'check_shadow':
      return performCheck(client, action, run);
    case 'fill_rows':
      throw new TypeError('rows are filled batch by batch');
    case 'sequences':
      return renameSequences(client, action);
    default:
      assertNever(action, 'action');
  }
}

const SEQUENCES_EXIST = `SELECT 1 FROM pg_attribute
  WHERE attrelid = to_regclass(quote_ident(current_schema()) || '.${SEQUENCES_TABLE}') AND attname = 'key_hash'`;
const SEQUENCES = `FROM ${quoteName(SEQUENCES_TABLE)} WHERE "object" = $1 AND ($2::text IS NULL OR "field" = $2::text)`;
const RENAME_SEQUENCE = `UPDATE ${quoteName(SEQUENCES_TABLE)} SET "key_hash" = $1, "object" = $2, "field" = $3 WHERE "key_hash" = $4`;

async function renameSequences(client: Client, action: RenameSequences): Promise<void> {
  if ((await client.query(SEQUENCES_EXIST)).rowCount === 0) return;
  const { object, field, to } = action;
  if (to === null) {
    await client.query(`DELETE ${SEQUENCES}`, [object, field]);
    return;
  }
  const { rows } = await client.query<SequenceRow>(
    `SELECT "key_hash", "object", "tenant_id", "field", "scope" ${SEQUENCES} FOR UPDATE`,
    [object, field],
  );
  for (const row of rows) {
    const renamed = renamedSequence(row, { ...action, to });
    await client.query(RENAME_SEQUENCE, [renamed.key_hash, renamed.object, renamed.field, row.key_hash]);
  }
}
