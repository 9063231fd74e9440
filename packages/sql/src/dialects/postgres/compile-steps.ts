/** Owns how steps become PostgreSQL's statements: each on its own, because ALTER TABLE can do everything in place. */
import {
  applyStep,
  assertNever,
  type ColumnDefault,
  invariant,
  type SchemaState,
  type Step,
  type StepOf,
  syncName,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { assertHeld } from '../../environment/assert-held.ts';
import { columnTypesOf } from '../../environment/column-types.ts';
import { defaultFits } from '../../environment/default-value.ts';
import { isBuiltOnline } from '../../environment/online-index.ts';
import { sequenceChangeOf } from '../../environment/sequences.ts';
import { lasting } from '../../environment/statement-limits.ts';
import {
  checkMode,
  followMode,
  followSync,
  shadowSync,
  swappedSync,
  turnedSyncs,
} from '../../environment/sync.ts';
import { restoredForm } from '../../environment/sync-forms.ts';
import type { PostgresAction } from './action.ts';
import { assignedValue } from './assigned-value.ts';
import { defaultClause } from './column-default.ts';
import { typeText } from './column-type.ts';
import { createIndex, dropIndex, renameIndex } from './create-index.ts';
import { columnDefinition, createTable, primaryKeyName } from './create-table.ts';
import { fillOf, fillStatement, fillStatements } from './fill.ts';
import { dropProof } from './prove-not-null.ts';
import { quoteName } from './quote.ts';
import { createSync, dropSync, syncFunction } from './sync.ts';
import { createView, dropView } from './view.ts';

export function compileSteps(steps: readonly Step[], before: SchemaState): readonly PostgresAction[] {
  const tables = new Map(before);
  const actions: PostgresAction[] = [];
  for (const step of steps) {
    const table = tables.get(step.table);
    applyStep(tables, step);
    const own = ownAction(step, table);
    if (own) {
      actions.push(own);
      continue;
    }
    for (const sql of statementsOf(step, table, tables.get(step.table)))
      actions.push({ kind: 'statement', stepId: step.id, ...lasting(step), sql });
    const sequences = sequenceChangeOf(step);
    if (sequences) actions.push({ kind: 'sequences', stepId: step.id, ...sequences });
  }
  return actions;
}

function statementsOf(
  step: Step,
  before: TableSpec | undefined,
  after: TableSpec | undefined,
): readonly string[] {
  const table = quoteName(step.table);
  const alter = (action: string) => `ALTER TABLE ${table} ${action}`;
  switch (step.kind) {
    case 'create_table':
      return [createTable(step.spec), ...step.spec.indexes.map((index) => createIndex(step.table, index))];
    case 'rename_table':
      return renameTable(step.table, step.to);
    case 'hold_table':
      return [
        ...step.spec.indexes.map((index) => dropIndex(step.table, index, true)),
        ...renameTable(step.table, step.heldName),
      ];
    case 'restore_table':
      return [
        ...renameTable(step.heldName, step.table),
        ...step.spec.indexes.map((index) => createIndex(step.table, index)),
      ];
    case 'purge_table':
      assertHeld(step.table);
      return [`DROP TABLE ${table}`];
    case 'add_column':
      return [alter(`ADD COLUMN ${columnDefinition(step.column)}`)];
    case 'rename_column':
      return [alter(`RENAME COLUMN ${quoteName(step.from)} TO ${quoteName(step.to)}`)];
    case 'change_type':
      return [alter(changeType(step, before, after))];
    case 'set_not_null':
      return [
        alter(`ALTER COLUMN ${quoteName(step.column)} SET NOT NULL`),
        ...(step.proof === undefined ? [] : [dropProof(step.table, step.proof)]),
      ];
    case 'drop_not_null':
      return [
        ...(step.proof === undefined ? [] : [dropProof(step.table, step.proof)]),
        alter(`ALTER COLUMN ${quoteName(step.column)} DROP NOT NULL`),
      ];
    case 'add_shadow':
      return [
        alter(`ADD COLUMN ${columnDefinition(step.shadow)}`),
        ...createSync(shadowSync(step, before), 'lenient'),
      ];
    case 'drop_shadow':
      return [...dropSync(step.sync, step.table), alter(`DROP COLUMN ${quoteName(step.shadow.name)}`)];
    case 'swap_column':
      return swapColumn(step, before);
    case 'turn_sync':
      return turnSync(step);
    case 'retire_column':
      return [
        ...dropSync(step.sync, step.table),
        ...columnIndexes(before, step.old.name).map((index) => dropIndex(step.table, index)),
        alter(`RENAME COLUMN ${quoteName(step.old.name)} TO ${quoteName(step.heldName)}`),
      ];
    case 'end_sync':
      return dropSync(syncName(step.heldName), step.table);
    case 'follow_column':
      return createSync(followSync(step.table, step, before), followMode(step));
    case 'unfollow_column':
      return dropSync(step.sync, step.table);
    case 'restore_sync': {
      const { sync, mode } = restoredForm(step, before);
      return [...dropSync(sync.name, step.table), ...createSync(sync, mode)];
    }
    case 'set_default':
      return [alter(setDefault(step.column, step.to, columnOf(after, step.table, step.column).type))];
    case 'hold_column':
      return holdColumn(step, before);
    case 'restore_column': {
      const column = quoteName(step.column.name);
      return [
        alter(`RENAME COLUMN ${quoteName(step.heldName)} TO ${column}`),
        alter(setDefault(step.column.name, step.column.default, step.column.type)),
        ...(step.column.notNull ? [alter(`ALTER COLUMN ${column} SET NOT NULL`)] : []),
      ];
    }
    case 'purge_column':
      assertHeld(step.heldName);
      return [alter(`DROP COLUMN ${quoteName(step.heldName)}`)];
    case 'backfill':
      return fillStatements(fillOf(step, before));
    case 'retire_choices':
    case 'retarget_reference':
    case 'watch_rows':
    case 'unwatch_rows':
    case 'prove_not_null':
    case 'check_shadow':
      return [];
    case 'create_view':
      return createView(step);
    case 'drop_view':
      return dropView(step);
    case 'create_index':
      return [createIndex(step.table, step.index)];
    case 'drop_index':
      return [dropIndex(step.table, step.index, false, step.unreadable?.constraint)];
    case 'rename_index':
      return [renameIndex(step.table, step.index, step.to)];
    default:
      return assertNever(step, 'step');
  }
}

/** Steps that are more than statements of one transaction. */
function ownAction(step: Step, before: TableSpec | undefined): PostgresAction | null {
  const { id: stepId, table } = step;
  if (isBuiltOnline(step))
    return { kind: 'build_index', stepId, lasts: 'table', autocommits: true, table, index: step.index };
  if (step.kind === 'backfill' && step.phase === 'expand')
    return { kind: 'fill_rows', stepId, ...fillOf(step, before) };
  if (step.kind === 'prove_not_null') {
    const { column, proof, fill } = step;
    invariant(proof, 'a proof on PostgreSQL has a name');
    return {
      kind: 'prove_not_null',
      stepId,
      lasts: 'table',
      autocommits: true,
      table,
      column,
      proof,
      fill: fill && fillStatement(fillOf({ table, column, value: fill, rows: 'empty' }, before)),
    };
  }
  if (step.kind === 'check_shadow') {
    const sync = shadowSync(step, before);
    const mode = checkMode(step);
    return { kind: 'check_shadow', stepId, lasts: 'table', autocommits: true, repeatable: true, sync, mode };
  }
  return null;
}

/** Both names change in one look at the catalog; whoever writes next writes the new column. */
function swapColumn(step: StepOf<'swap_column'>, before: TableSpec | undefined): readonly string[] {
  const { table, old, heldName, column, takes, ends } = step;
  const sync = swappedSync(step, before);
  const name = quoteName(table);
  const rename = (from: string, to: string) =>
    `ALTER TABLE ${name} RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)}`;
  return [
    ...dropSync(ends, table),
    rename(old.name, heldName),
    rename(takes, column.name),
    ...(sync ? createSync(sync, 'lenient') : []),
  ];
}

/** The default goes from one name to the other in the transaction in which the other leads. */
function turnSync(step: StepOf<'turn_sync'>): readonly string[] {
  const { table, from, column } = step;
  const changes = [
    ...(from.default === null ? [] : [setDefault(from.name, null, from.type)]),
    ...(column.default === null ? [] : [setDefault(column.name, column.default, column.type)]),
  ];
  return [
    syncFunction(turnedSyncs(step).now, 'turned'),
    ...(changes.length === 0 ? [] : [`ALTER TABLE ${quoteName(table)} ${changes.join(', ')}`]),
  ];
}

function columnIndexes(table: TableSpec | undefined, column: string): TableSpec['indexes'] {
  return (table?.indexes ?? []).filter(({ parts }) => parts.some((part) => part.column === column));
}

/** The name of the primary key follows, so that another table can take the old name. */
function renameTable(from: string, to: string): readonly string[] {
  return [
    `ALTER TABLE ${quoteName(from)} RENAME TO ${quoteName(to)}`,
    `ALTER INDEX IF EXISTS ${quoteName(primaryKeyName(from))} RENAME TO ${quoteName(primaryKeyName(to))}`,
  ];
}

/** The server casts a default only where it would cast implicitly: it steps aside and comes back if it fits. */
function changeType(
  step: StepOf<'change_type'>,
  before: TableSpec | undefined,
  after: TableSpec | undefined,
): string {
  const column = `ALTER COLUMN ${quoteName(step.column)}`;
  const { default: value } = columnOf(after, step.table, step.column);
  const keepsDefault = value === null || step.conversion.op === 'column';
  const converted = assignedValue(step.conversion, step.to, columnTypesOf(before));
  const using = converted === quoteName(step.column) ? '' : ` USING ${converted}`;
  return [
    ...(keepsDefault ? [] : [`${column} DROP DEFAULT`]),
    `${column} TYPE ${typeText(step.to)}${using}`,
    ...(keepsDefault || !defaultFits(value, step.to) ? [] : [setDefault(step.column, value, step.to)]),
  ].join(', ');
}

function setDefault(
  column: string,
  value: ColumnDefault | null,
  type: Parameters<typeof defaultClause>[1],
): string {
  const action = value === null ? 'DROP DEFAULT' : `SET DEFAULT ${defaultClause(value, type)}`;
  return `ALTER COLUMN ${quoteName(column)} ${action}`;
}

/** A held column must not refuse the rows of writers that no longer know it. */
function holdColumn(step: StepOf<'hold_column'>, before: TableSpec | undefined): readonly string[] {
  const table = quoteName(step.table);
  const column = quoteName(step.column.name);
  const covering = columnIndexes(before, step.column.name);
  const releases = before?.columns.find(({ name }) => name === step.column.name)?.notNull;
  return [
    ...covering.map((index) => dropIndex(step.table, index)),
    ...(releases ? [`ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL`] : []),
    `ALTER TABLE ${table} RENAME COLUMN ${column} TO ${quoteName(step.heldName)}`,
  ];
}

function columnOf(table: TableSpec | undefined, name: string, column: string): TableSpec['columns'][number] {
  const spec = table?.columns.find((candidate) => candidate.name === column);
  invariant(spec, `a step names column '${name}.${column}', which is not there`);
  return spec;
}
