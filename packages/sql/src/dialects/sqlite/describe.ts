/**
 * Owns the statements of each step as people read them: the same actions run on an empty database in memory that has
 * the tables of the plan, and what runs is written down. So a preview cannot differ from what is executed.
 */
import type { SchemaState, Step, TableSpec } from '@objectstack/metadata-authoring';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { FillRows } from '../../environment/dialect.ts';
import type { Rebuild, RedefineColumns, SqliteAction } from './action.ts';
import { compileSteps } from './compile-steps.ts';
import { createIndex } from './create-index.ts';
import { createTable } from './create-table.ts';
import { batchStatement, refusedStatement } from './fill-rows.ts';
import { growthText } from './grow-index.ts';
import { readLiveTable, readTableText } from './live-table.ts';
import { perform } from './perform.ts';
import { quoteName, quoteText } from './quote.ts';
import { rebuildStatements } from './rebuild-table.ts';
import { changedDefaults, editOrRebuild, emptyValues, redefineColumns } from './redefine-columns.ts';
import { questionText } from './refuse.ts';

export function describe(
  steps: readonly Step[],
  before: SchemaState,
): ReadonlyMap<string, readonly string[]> {
  const described = new Map<string, string[]>(steps.map(({ id }) => [id, []]));
  const changedBy = new Map<string, Rebuild | RedefineColumns>();
  const db = new SqliteDatabase(MEMORY);
  try {
    for (const table of tablesNamedBy(steps, before)) build(db, table);
    for (const action of compileSteps(steps, before)) {
      const statements = statementsOf(db, action);
      for (const [stepId, sql] of statements) described.get(stepId)?.push(sql);
      if (statements.length > 0 && (action.kind === 'rebuild' || action.kind === 'redefine_columns'))
        changedBy.set(action.table, action);
    }
  } finally {
    db.close();
  }
  for (const { id, table, ...step } of steps) {
    const change = changedBy.get(step.kind === 'rename_table' && 'to' in step ? step.to : table);
    if (described.get(id)?.length === 0 && change !== undefined)
      described
        .get(id)
        ?.push(
          `-- part of the ${change.kind === 'rebuild' ? 'copy' : 'edit'} of ${quoteName(table)} in ${change.stepId}`,
        );
  }
  return described;
}

const MEMORY = ':memory:';

function statementsOf(
  db: Database,
  action: SqliteAction,
): readonly (readonly [stepId: string, sql: string])[] {
  const statements: [string, string][] = [];
  const run = (stepId: string, sql: string) => {
    statements.push([stepId, sql]);
    db.exec(sql);
  };
  switch (action.kind) {
    case 'refuse':
      return [[action.stepId, questionText(action)]];
    case 'fill_rows':
      return fillStatements(action).map((sql) => [action.stepId, sql]);
    case 'grow_index':
      for (const sql of growthText(action)) db.exec(sql);
      return growthText(action).map((sql) => [action.stepId, sql]);
    case 'append_columns':
      for (const { stepId, table, definition } of action.columns)
        run(stepId, `ALTER TABLE ${quoteName(table)} ADD COLUMN ${definition}`);
      return statements;
    case 'rebuild':
      for (const sql of rebuildStatements({ ...readLiveTable(db, action.table), empty: false }, action))
        run(action.stepId, sql);
      return statements;
    case 'redefine_columns': {
      const settled = editOrRebuild(db, action);
      return settled.kind === 'rebuild'
        ? statementsOf(db, settled)
        : editStatements(db, settled).map((sql) => [action.stepId, sql]);
    }
    default:
      perform(db, action, (sql) => run(action.stepId, sql));
      return statements;
  }
}

function fillStatements(action: FillRows): readonly string[] {
  const question = refusedStatement(action);
  return [
    ...(question === null ? [] : [`-- stops when this finds a row: ${question}`]),
    batchStatement(action),
  ];
}

/** The edit as somebody could type it; none when the table already is as it should be. */
function editStatements(db: Database, action: RedefineColumns): readonly string[] {
  const question = emptyValues(db, action);
  const defaults = changedDefaults(db, action).map(({ name }) => quoteName(name));
  const before = readTableText(db, action.table);
  redefineColumns(db, action);
  const after = readTableText(db, action.table);
  if (after === before) return [];
  return [
    ...(question ? [questionText(question)] : []),
    ...(defaults.length > 0
      ? [`-- copies the table instead when rows are older than ${defaults.join(', ')}`]
      : []),
    'PRAGMA writable_schema = ON',
    `UPDATE sqlite_schema SET sql = ${quoteText(after)} WHERE type = 'table' AND name = ${quoteText(action.table)}`,
    '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
    'PRAGMA writable_schema = RESET',
  ];
}

/** The tables that the steps start from, with what an earlier run held aside in them. */
function tablesNamedBy(steps: readonly Step[], before: SchemaState): Iterable<TableSpec> {
  const tables = new Map<string, TableSpec>();
  const heldHere = new Set(
    steps.flatMap((step) =>
      step.kind === 'hold_table' || step.kind === 'hold_column' ? [step.heldName] : [],
    ),
  );
  for (const step of steps) {
    const spec = before.get(step.table);
    if (spec && !tables.has(step.table)) tables.set(step.table, spec);
    const heldName =
      step.kind === 'purge_table' ? step.table : step.kind === 'restore_table' ? step.heldName : null;
    if (
      (step.kind === 'purge_table' || step.kind === 'restore_table') &&
      heldName !== null &&
      !heldHere.has(heldName)
    )
      tables.set(heldName, { ...step.spec, name: heldName, indexes: [] });
  }
  for (const step of steps) {
    if (step.kind !== 'restore_column' && step.kind !== 'purge_column') continue;
    if (heldHere.has(step.heldName)) continue;
    const table = tables.get(originOf(steps, step));
    if (!table || table.columns.some(({ name }) => name === step.heldName)) continue;
    const held = { ...step.column, name: step.heldName, notNull: false };
    tables.set(table.name, { ...table, columns: [...table.columns, held] });
  }
  return tables.values();
}

/** The name that a step's table had before what runs ahead of it. */
function originOf(steps: readonly Step[], step: Step): string {
  let name = step.table;
  for (const earlier of steps.slice(0, steps.indexOf(step)).reverse()) {
    if (earlier.kind === 'rename_table' && earlier.to === name) name = earlier.table;
    if (earlier.kind === 'restore_table' && earlier.table === name) name = earlier.heldName;
  }
  return name;
}

function build(db: Database, table: TableSpec): void {
  db.exec(createTable(table));
  for (const index of table.indexes) db.exec(createIndex(table.name, index));
}
