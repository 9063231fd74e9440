/** Owns how each kind of action runs on a MySQL connection. Every statement of DDL goes through `run`. */
import { AuthoringError, assertNever } from '@objectstack/metadata-authoring';
import { renamedSequence, SEQUENCES_TABLE, type SequenceRow } from '../../environment/sequences.ts';
import type { MysqlAction, RenameSequences, RestoreTable, Retype } from './action.ts';
import { performCheck } from './check-shadow.ts';
import { indexDefinition } from './create-index.ts';
import { introspect } from './introspect.ts';
import type { ObservedClient } from './observed-client.ts';
import { performAlter } from './online-alter.ts';
import { quoteName } from './quote.ts';
import { renderIndex } from './render.ts';
import { performSwap } from './swap-column.ts';
import { performTurn } from './turn-sync.ts';

export type Run = (sql: string) => Promise<void>;

export async function perform(client: ObservedClient, action: MysqlAction, run: Run): Promise<void> {
  switch (action.kind) {
    case 'statement':
    case 'rows':
      return run(action.sql);
    case 'alter':
      return performAlter(client, action, run);
    case 'restore_table':
      return restoreTable(client, action, run);
    case 'retype':
      return retype(client, action, run);
    case 'check_shadow':
      return performCheck(client, action, run);
    case 'swap_column':
      return performSwap(client, action, run);
    case 'turn_sync':
      return performTurn(client, action, run);
    case 'fill_rows':
      throw new TypeError('rows are filled batch by batch');
    case 'sequences':
      return renameSequences(client, action);
    default:
      assertNever(action, 'action');
  }
}

/** Holding a table left it its indexes: those that are as they should be need not be built again. */
async function restoreTable(client: ObservedClient, action: RestoreTable, run: Run): Promise<void> {
  const { heldName, spec, ways } = action;
  const live = (await introspect(client, [heldName])).get(heldName)?.indexes ?? new Map();
  const wanted = new Map(spec.indexes.map((index) => [index.name, index]));
  const stands = (name: string) => {
    const index = wanted.get(name);
    return (
      index !== undefined &&
      JSON.stringify(live.get(name)) === JSON.stringify(renderIndex(index, spec.columns))
    );
  };
  const clauses = [
    ...[...live.keys()].filter((name) => !stands(name)).map((name) => `DROP KEY ${quoteName(name)}`),
    ...spec.indexes
      .filter(({ name }) => !stands(name))
      .map((index) => `ADD ${indexDefinition(index, spec.columns)}`),
    `RENAME TO ${quoteName(spec.name)}`,
  ];
  await performAlter(
    client,
    { table: heldName, sql: `ALTER TABLE ${quoteName(heldName)} ${clauses.join(', ')}`, ways },
    run,
  );
}

/** Under the table's lock: what is written meanwhile would miss the second column. */
async function retype(client: ObservedClient, action: Retype, run: Run): Promise<void> {
  const wasBegun = await hasShadow(client, action);
  await run(`LOCK TABLES ${quoteName(action.table)} WRITE`);
  try {
    for (const { sql, what } of action.refusals) {
      const [counted] = await client.query<[number]>(sql);
      if (counted && counted[0] > 0) throw refusal(action, counted[0], what);
    }
    if (action.shadow && !wasBegun) await run(action.shadow.add);
    for (const sql of action.statements) await run(sql);
  } finally {
    await run('UNLOCK TABLES');
  }
}

export async function dropShadow(client: ObservedClient, action: Retype): Promise<void> {
  const { table, shadow } = action;
  if (shadow && (await hasShadow(client, action)))
    await client.query(`ALTER TABLE ${quoteName(table)} DROP COLUMN ${quoteName(shadow.column)}`);
}

async function hasShadow(client: ObservedClient, { table, shadow }: Retype): Promise<boolean> {
  if (shadow === null) return false;
  return (await introspect(client, [table])).get(table)?.columns.has(shadow.column) ?? false;
}

function refusal(action: Retype, count: number, what: string): AuthoringError {
  return new AuthoringError('PREFLIGHT_FAILED', `${count} ${what}`, {
    details: { stepId: action.stepId, count },
    suggestion: 'correct these rows, then resume the run',
  });
}

const SEQUENCES_EXIST = `SELECT 1 FROM information_schema.COLUMNS
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '${SEQUENCES_TABLE}' AND COLUMN_NAME = 'key_hash'`;
const SEQUENCES = `FROM ${quoteName(SEQUENCES_TABLE)} WHERE \`object\` = ? AND (? IS NULL OR \`field\` = ?)`;
const RENAME_SEQUENCE = `UPDATE ${quoteName(SEQUENCES_TABLE)} SET \`key_hash\` = ?, \`object\` = ?, \`field\` = ? WHERE \`key_hash\` = ?`;

async function renameSequences(client: ObservedClient, action: RenameSequences): Promise<void> {
  if ((await client.query(SEQUENCES_EXIST)).length === 0) return;
  const { object, field, to } = action;
  if (to === null) {
    await client.query(`DELETE ${SEQUENCES}`, [object, field, field]);
    return;
  }
  const rows = await client.query<[string, string, string, string, string]>(
    `SELECT \`key_hash\`, \`object\`, \`tenant_id\`, \`field\`, \`scope\` ${SEQUENCES} FOR UPDATE`,
    [object, field, field],
  );
  for (const [key_hash, owner, tenant_id, counted, scope] of rows) {
    const row: SequenceRow = { key_hash, object: owner, tenant_id, field: counted, scope };
    const renamed = renamedSequence(row, { ...action, to });
    await client.query(RENAME_SEQUENCE, [renamed.key_hash, renamed.object, renamed.field, row.key_hash]);
  }
}
