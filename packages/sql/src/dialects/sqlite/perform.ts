/** Owns how each kind of action runs on a SQLite connection. Every statement goes through `run`, which may also record it. */
import { assertNever } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import { renamedSequence, SEQUENCES_TABLE, type SequenceRow } from '../../environment/sequences.ts';
import type { DropColumn, RenameSequences, SqliteAction } from './action.ts';
import { appendColumns } from './append-columns.ts';
import { dropIndex } from './create-index.ts';
import { readLiveTable } from './live-table.ts';
import { quoteName } from './quote.ts';
import { rebuildStatements } from './rebuild-table.ts';
import { redefineColumns } from './redefine-columns.ts';
import { refuse } from './refuse.ts';

export function perform(db: Database, action: SqliteAction, run: (sql: string) => void): void {
  switch (action.kind) {
    case 'statement':
      run(action.sql);
      break;
    case 'refuse':
      refuse(db, action);
      break;
    case 'rebuild':
      for (const sql of rebuildStatements(readLiveTable(db, action.table), action)) run(sql);
      break;
    case 'redefine_columns':
      redefineColumns(db, action);
      break;
    case 'append_columns':
      appendColumns(db, action.columns);
      break;
    case 'drop_column':
      dropColumn(db, action, run);
      break;
    case 'fill_rows':
    case 'grow_index':
      throw new TypeError('what goes through the rows goes batch by batch');
    case 'sequences':
      renameSequences(db, action);
      break;
    default:
      assertNever(action, 'action');
  }
}

const COVERING = `SELECT DISTINCT l.name FROM pragma_index_list(?) l JOIN pragma_index_xinfo(l.name) x
  WHERE x.name = ? AND l.origin = 'c'`;

/** DROP COLUMN refuses a column that an index covers, also one made by somebody else after it was held. */
function dropColumn(db: Database, action: DropColumn, run: (sql: string) => void): void {
  for (const index of db.prepare(COVERING).pluck().all(action.table, action.column) as string[])
    run(dropIndex(index));
  run(`ALTER TABLE ${quoteName(action.table)} DROP COLUMN ${quoteName(action.column)}`);
}

const SEQUENCES_EXIST = `SELECT 1 FROM pragma_table_info('${SEQUENCES_TABLE}') WHERE name = 'key_hash'`;
const SEQUENCES = `FROM ${quoteName(SEQUENCES_TABLE)} WHERE \`object\` = @object AND (@field IS NULL OR \`field\` = @field)`;
const RENAME_SEQUENCE = `UPDATE ${quoteName(SEQUENCES_TABLE)} SET \`key_hash\` = ?, \`object\` = ?, \`field\` = ? WHERE \`key_hash\` = ?`;

function renameSequences(db: Database, action: RenameSequences): void {
  if (db.prepare(SEQUENCES_EXIST).get() === undefined) return;
  const { object, field, to } = action;
  if (to === null) {
    db.prepare(`DELETE ${SEQUENCES}`).run({ object, field });
    return;
  }
  const rows = db
    .prepare(`SELECT \`key_hash\`, \`object\`, \`tenant_id\`, \`field\`, \`scope\` ${SEQUENCES}`)
    .all({ object, field }) as SequenceRow[];
  const rename = db.prepare(RENAME_SEQUENCE);
  for (const row of rows) {
    const renamed = renamedSequence(row, { ...action, to });
    rename.run(renamed.key_hash, renamed.object, renamed.field, row.key_hash);
  }
}
