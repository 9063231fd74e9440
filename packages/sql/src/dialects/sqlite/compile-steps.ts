/**
 * Owns how the steps of one chunk become SQLite's actions: direct statements where ALTER can do it; for everything it
 * cannot, however many steps that are, one edit of the catalog per table where rows stay as they are and one rebuild
 * where they do not; and many new columns as one edit of the catalog.
 */
import {
  applyStep,
  assertNever,
  invariant,
  type SchemaState,
  type Step,
  type StepOf,
  syncName,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { assertHeld } from '../../environment/assert-held.ts';
import { columnTypesOf } from '../../environment/column-types.ts';
import { isBuiltOnline } from '../../environment/online-index.ts';
import { sequenceChangeOf } from '../../environment/sequences.ts';
import {
  checkMode,
  followMode,
  followSync,
  isTwoWay,
  type Sync,
  shadowSync,
  swappedSync,
  turnedSyncs,
} from '../../environment/sync.ts';
import { restoredForm } from '../../environment/sync-forms.ts';
import type { SqliteAction } from './action.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { createIndex, dropIndex } from './create-index.ts';
import { columnDefinition, createTable } from './create-table.ts';
import { fillOf, fillStatement } from './fill.ts';
import { quoteName } from './quote.ts';
import {
  assignment,
  createForm,
  createSync,
  dropAny,
  dropRequired,
  dropSync,
  dropTwoWay,
  emptyIn,
  emptyThough,
  misfit,
  refuseEmpty,
} from './sync.ts';
import { TableChanges } from './table-changes.ts';
import { createView, dropView } from './view.ts';

/** From this many ALTERs on, one reload of the schema is cheaper than one per ALTER, whatever the schema's size. */
const APPEND_FROM_COLUMNS = 8;

export function compileSteps(steps: readonly Step[], before: SchemaState): readonly SqliteAction[] {
  const compiler = new Compiler(before, steps);
  for (const step of steps) compiler.add(step);
  return compiler.finish();
}

/** ALTER TABLE ADD COLUMN takes it whether or not the table has rows. */
function canAppend({ column }: StepOf<'add_column'>): boolean {
  if (column.default !== null) return column.default.kind === 'literal';
  return !column.notNull;
}

/** In the very terms of the step that looks for them: by these SQLite finds the index. */
function watchedRows({ column, rows }: StepOf<'watch_rows'>): string {
  switch (rows.are) {
    case 'empty':
      return `${quoteName(column)} IS NULL`;
    case 'unfilled':
      return emptyThough(column, rows.from);
    case 'too_long':
      return `length(${quoteName(column)}) > ${rows.length}`;
    default:
      return assertNever(rows, 'rows');
  }
}

class Compiler {
  readonly #actions: SqliteAction[] = [];
  /** The schema as it is after the steps so far. */
  readonly #tables: Map<string, TableSpec>;
  readonly #changes = new Map<string, TableChanges>();
  #appends: StepOf<'add_column'>[] = [];
  /** Columns that become NOT NULL with these steps, and are asked for empty values then. */
  readonly #required: ReadonlySet<string>;

  constructor(before: SchemaState, steps: readonly Step[]) {
    this.#tables = new Map(before);
    this.#required = new Set(
      steps.flatMap((step) => (step.kind === 'set_not_null' ? [`${step.table}.${step.column}`] : [])),
    );
  }

  add(step: Step): void {
    const pending = this.#changes.get(step.table);
    if (step.kind === 'add_column' && canAppend(step) && !pending?.touchesRows) {
      pending?.append(step.column);
      this.#appends.push(step);
      applyStep(this.#tables, step);
      return;
    }
    this.#finishAppends();
    const before = this.#tables.get(step.table);
    applyStep(this.#tables, step);
    this.#compile(step, before);
    const sequences = sequenceChangeOf(step);
    if (sequences) this.#actions.push({ kind: 'sequences', stepId: step.id, ...sequences });
  }

  finish(): readonly SqliteAction[] {
    this.#finishAppends();
    for (const table of [...this.#changes.keys()]) this.#finishChanges(table);
    return this.#actions;
  }

  #compile(step: Step, before: TableSpec | undefined): void {
    const table = quoteName(step.table);
    switch (step.kind) {
      case 'create_table':
        this.#run(step, createTable(step.spec));
        for (const index of step.spec.indexes) this.#run(step, createIndex(step.table, index));
        break;
      case 'rename_table':
        if (this.#changes.get(step.table)?.hasIndexes) this.#finishChanges(step.table);
        this.#run(step, `ALTER TABLE ${table} RENAME TO ${quoteName(step.to)}`);
        this.#moveChanges(step.table, step.to);
        break;
      case 'hold_table':
        this.#finishChanges(step.table);
        for (const { name } of step.spec.indexes) this.#run(step, `DROP INDEX IF EXISTS ${quoteName(name)}`);
        this.#run(step, `ALTER TABLE ${table} RENAME TO ${quoteName(step.heldName)}`);
        break;
      case 'restore_table':
        this.#run(step, `ALTER TABLE ${quoteName(step.heldName)} RENAME TO ${table}`);
        for (const index of step.spec.indexes) this.#run(step, createIndex(step.table, index));
        break;
      case 'purge_table':
        assertHeld(step.table);
        this.#run(step, `DROP TABLE ${table}`);
        break;
      case 'add_column':
        this.#changesOf(step, before).add(step.column);
        break;
      case 'rename_column':
        this.#renameColumn(step, step.from, step.to);
        break;
      case 'hold_column':
        for (const index of before?.indexes ?? [])
          if (index.parts.some(({ column }) => column === step.column.name))
            this.#dropIndex(step, index.name);
        this.#renameColumn(step, step.column.name, step.heldName);
        // A held column must not refuse the rows of writers that no longer know it.
        if (before?.columns.find(({ name }) => name === step.column.name)?.notNull)
          this.#changesOf(step, before).define({ ...step.column, name: step.heldName, notNull: false });
        break;
      case 'restore_column':
        this.#renameColumn(step, step.heldName, step.column.name);
        this.#changesOf(step, before).define(step.column);
        break;
      case 'purge_column':
        assertHeld(step.heldName);
        this.#finishChanges(step.table);
        this.#actions.push({
          kind: 'drop_column',
          stepId: step.id,
          table: step.table,
          column: step.heldName,
        });
        break;
      case 'change_type':
        this.#changeType(step, before);
        break;
      case 'set_not_null':
      case 'drop_not_null':
      case 'set_default':
        this.#redefine(step, step.column, before);
        break;
      case 'backfill':
        this.#backfill(step, before);
        break;
      case 'retire_choices':
      case 'retarget_reference':
        // Only rows can object, and they were asked.
        break;
      case 'watch_rows':
        this.#watchRows(step);
        break;
      case 'unwatch_rows':
        // What it was for stands at the end of the changes.
        this.#atEnd(step, step.proof, `DROP INDEX IF EXISTS ${quoteName(step.proof)}`);
        break;
      case 'prove_not_null':
        if (step.fill !== null) {
          const { table: name, column, fill: value } = step;
          this.#run(step, fillStatement(fillOf({ table: name, column, value, rows: 'empty' }, before)));
        } else if (!this.#required.has(`${step.table}.${step.column}`))
          // What NOT NULL, which comes with the contract, would not take must not get that far.
          this.#actions.push({
            kind: 'refuse',
            stepId: step.id,
            rows: `FROM ${table} WHERE ${quoteName(step.column)} IS NULL`,
            what: `empty values in '${step.table}.${step.column}'`,
          });
        break;
      case 'add_shadow':
        this.#finishChanges(step.table);
        this.#run(step, `ALTER TABLE ${table} ADD COLUMN ${columnDefinition(step.shadow)}`);
        for (const sql of createSync(shadowSync(step, before), 'lenient')) this.#run(step, sql);
        break;
      case 'drop_shadow':
        for (const sql of (step.twoWay ? dropTwoWay : dropSync)(step.sync)) this.#run(step, sql);
        this.#finishChanges(step.table);
        this.#actions.push({
          kind: 'drop_column',
          stepId: step.id,
          table: step.table,
          column: step.shadow.name,
        });
        break;
      case 'check_shadow':
        this.#checkShadow(step, shadowSync(step, before));
        break;
      case 'swap_column':
        this.#swapColumn(step, before);
        break;
      case 'turn_sync':
        this.#turnSync(step, before);
        break;
      case 'retire_column':
        for (const sql of dropTwoWay(step.sync)) this.#run(step, sql);
        for (const index of before?.indexes ?? [])
          if (index.parts.some(({ column }) => column === step.old.name)) this.#dropIndex(step, index.name);
        this.#renameColumn(step, step.old.name, step.heldName);
        break;
      case 'end_sync':
        for (const sql of step.twoWay ? dropAny(syncName(step.heldName)) : dropSync(syncName(step.heldName)))
          this.#run(step, sql);
        break;
      case 'create_view':
        this.#finishChanges(step.table);
        for (const sql of createView(step)) this.#run(step, sql);
        break;
      case 'drop_view':
        for (const sql of dropView(step)) this.#run(step, sql);
        break;
      case 'follow_column':
        this.#finishChanges(step.table);
        this.#follow(step, before);
        break;
      case 'unfollow_column':
        for (const sql of (step.column.notNull ? dropRequired : dropSync)(step.sync)) this.#run(step, sql);
        break;
      case 'restore_sync': {
        this.#finishChanges(step.table);
        const form = restoredForm(step, before);
        for (const sql of [...dropAny(form.sync.name), ...createForm(form)]) this.#run(step, sql);
        break;
      }
      case 'create_index':
        this.#createIndex(step, step.index);
        break;
      case 'drop_index':
        this.#dropIndex(step, step.index.name);
        break;
      case 'rename_index':
        // SQLite has no such ALTER.
        this.#dropIndex(step, step.index.name);
        this.#createIndex(step, { ...step.index, name: step.to });
        break;
      default:
        assertNever(step, 'step');
    }
  }

  #changeType(step: StepOf<'change_type'>, before: TableSpec | undefined): void {
    const pending = this.#changes.get(step.table);
    // The values are checked in the live table, so an earlier change of the same column must have happened.
    if (pending && !pending.isUntouched(step.column)) this.#finishChanges(step.table);
    const types = columnTypesOf(before);
    const refuse = (what: string, condition: string) =>
      this.#actions.push({
        kind: 'refuse',
        stepId: step.id,
        rows: `FROM ${quoteName(step.table)} WHERE ${condition}`,
        what: `${what} in '${step.table}.${step.column}'`,
      });
    const uncastable = uncastableCondition(step.conversion, types);
    if (uncastable !== null) refuse('values that do not convert', uncastable);
    if (!step.lossless && step.to.kind === 'string')
      refuse(
        `values longer than ${step.to.length} characters`,
        `length(${compileExpression(step.conversion, step.to, types)}) > ${step.to.length}`,
      );
    const changes = this.#redefine(step, step.column, before);
    if (step.conversion.op !== 'column') changes.fill(step.column, step.conversion);
  }

  /** In one transaction: whoever writes next meets the strict sync, and nothing of it stays when rows are refused. */
  #checkShadow(step: StepOf<'check_shadow'>, sync: Sync): void {
    const isStrict = checkMode(step) === 'strict';
    if (isStrict)
      for (const sql of [
        ...(isTwoWay(sync) ? dropTwoWay : dropSync)(sync.name),
        ...createSync(sync, 'strict'),
      ])
        this.#run(step, sql);
    const refused = misfit(sync);
    const table = quoteName(step.table);
    if (refused !== null)
      this.#actions.push({
        kind: 'refuse',
        stepId: step.id,
        rows: `FROM ${table} WHERE ${emptyIn(sync)} AND ${refused}`,
        what: `values that do not convert in '${step.table}.${step.column}'`,
      });
    this.#run(step, `UPDATE ${table} SET ${assignment(sync)} WHERE ${emptyIn(sync)}`);
    if (isStrict) for (const sql of refuseEmpty(sync)) this.#run(step, sql);
  }

  #follow(step: StepOf<'follow_column'>, before: TableSpec | undefined): void {
    const [sync, mode] = [followSync(step.table, step, before), followMode(step)];
    for (const sql of createSync(sync, mode)) this.#run(step, sql);
    if (mode === 'strict') for (const sql of refuseEmpty(sync)) this.#run(step, sql);
  }

  #swapColumn(step: StepOf<'swap_column'>, before: TableSpec | undefined): void {
    const { table, old, heldName, column, takes } = step;
    for (const sql of dropSync(step.ends)) this.#run(step, sql);
    this.#renameColumn(step, old.name, heldName);
    this.#renameColumn(step, takes, column.name);
    const sync = swappedSync(step, before);
    if (sync === null) return;
    this.#finishChanges(table);
    for (const sql of createSync(sync, 'lenient')) this.#run(step, sql);
  }

  #turnSync(step: StepOf<'turn_sync'>, before: TableSpec | undefined): void {
    for (const { name, default: value } of [step.from, step.column])
      if (value !== null) this.#redefine(step, name, before);
    const { now } = turnedSyncs(step);
    for (const sql of [...dropTwoWay(now.name), ...createSync(now, 'turned')]) this.#run(step, sql);
  }

  #backfill(step: StepOf<'backfill'>, before: TableSpec | undefined): void {
    const changes = this.#changes.get(step.table);
    const column = before?.columns.find(({ name }) => name === step.column);
    invariant(column, `a backfill names column '${step.table}.${step.column}', which is not there`);
    const fill = fillOf(step, before);
    if (step.phase === 'expand') {
      this.#actions.push({ kind: 'fill_rows', stepId: step.id, ...fill });
      return;
    }
    if (changes?.touchesRows) {
      changes.joinedBy(step.id).define(column);
      changes.fill(step.column, {
        op: 'coalesce',
        values: [{ op: 'column', name: step.column }, step.value],
      });
      return;
    }
    this.#run(step, fillStatement(fill));
  }

  #redefine(step: Step, column: string, before: TableSpec | undefined): TableChanges {
    const spec = this.#tables.get(step.table)?.columns.find(({ name }) => name === column);
    invariant(spec, `a step names column '${step.table}.${column}', which is not there`);
    const changes = this.#changesOf(step, before);
    changes.define(spec);
    return changes;
  }

  #renameColumn(step: Step, from: string, to: string): void {
    if (this.#changes.get(step.table)?.rename(from, to) === false) this.#finishChanges(step.table);
    this.#run(
      step,
      `ALTER TABLE ${quoteName(step.table)} RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)}`,
    );
  }

  #createIndex(step: Step, index: StepOf<'create_index'>['index']): void {
    if (isBuiltOnline(step)) {
      this.#finishChanges(step.table);
      this.#actions.push({ kind: 'grow_index', stepId: step.id, table: step.table, index });
      return;
    }
    this.#atEnd(step, index.name, createIndex(step.table, index));
  }

  /** After what the table's definition still waits for. */
  #atEnd(step: Step, index: string, sql: string): void {
    const action = { kind: 'statement', stepId: step.id, sql } as const;
    const changes = this.#changes.get(step.table);
    if (changes) changes.index(index, action);
    else this.#actions.push(action);
  }

  #watchRows(step: StepOf<'watch_rows'>): void {
    const { id: stepId, table, column, proof } = step;
    this.#finishChanges(table);
    const index = { name: proof, parts: [{ column, nullSafe: false }], unique: false, owner: '' };
    this.#actions.push({ kind: 'grow_index', stepId, table, index, among: watchedRows(step) });
  }

  #dropIndex(step: Step, name: string): void {
    if (!this.#changes.get(step.table)?.forgetIndex(name)) this.#run(step, dropIndex(name));
  }

  #changesOf(step: Step, before: TableSpec | undefined): TableChanges {
    const known = this.#changes.get(step.table);
    if (known) return known.joinedBy(step.id);
    const changes = new TableChanges(step.id, columnTypesOf(before));
    this.#changes.set(step.table, changes);
    return changes;
  }

  #moveChanges(from: string, to: string): void {
    const changes = this.#changes.get(from);
    if (!changes) return;
    this.#changes.delete(from);
    this.#changes.set(to, changes);
  }

  #finishChanges(table: string): void {
    const changes = this.#changes.get(table);
    if (!changes) return;
    this.#changes.delete(table);
    this.#actions.push(...changes.actions(table));
  }

  #finishAppends(): void {
    const steps = this.#appends;
    const first = steps[0];
    if (!first) return;
    this.#appends = [];
    if (steps.length < APPEND_FROM_COLUMNS) {
      for (const step of steps)
        this.#run(step, `ALTER TABLE ${quoteName(step.table)} ADD COLUMN ${columnDefinition(step.column)}`);
      return;
    }
    const columns = steps.map(({ id, table, column }) => ({
      stepId: id,
      table,
      definition: columnDefinition(column),
    }));
    this.#actions.push({ kind: 'append_columns', stepId: first.id, columns });
  }

  #run(step: Step, sql: string): void {
    this.#actions.push({ kind: 'statement', stepId: step.id, sql });
  }
}
