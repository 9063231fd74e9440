/** Owns the steps that take one table's columns from the old to the new shape. */
import type { RenameForm } from '../policy/rename-form.ts';
import type { Engine } from '../ports/environment.ts';
import { deriveColumn, followBack } from './derive-column.ts';
import type { Beside } from './diff-indexes.ts';
import type { Expression } from './expression/expression.ts';
import { type Bridge, bridgeOf } from './follow-on.ts';
import { heldName } from './held-name.ts';
import { keepsDefault } from './online-form.ts';
import { orderRenames } from './order-renames.ts';
import { type ReferenceTargets, retargetedTo } from './reference-targets.ts';
import { isRenamedOnline, renameOnline } from './rename-online.ts';
import { fillOf, isReplaced, replaceColumn, statedValue, wayBack } from './replace-column.ts';
import { fillWithin, leftOver } from './stated-values.ts';
import type { StepList } from './step-list.ts';
import type { StepOf } from './steps/step.ts';
import { conversionBetween, isWidening, sameType } from './steps/type-conversion.ts';
import { sameDefault } from './storage/same-default.ts';
import type { ColumnSpec, TableSpec } from './storage/table-spec.ts';
import { proofFor, watchForSwitch } from './watch-rows.ts';

export interface ColumnDiffInput {
  readonly old: TableSpec;
  readonly spec: TableSpec;
  /** old column → new column. */
  readonly columnRenames: ReadonlyMap<string, string>;
  /** Columns of `old` that go, whatever has their names in `spec`. */
  readonly ended: ReadonlySet<string>;
  readonly salt: string;
  readonly engine: Engine;
  /** Columns of this table that an old one still follows, by name. */
  readonly synced: ReadonlyMap<string, StepOf<'end_sync'>>;
  /** Columns of this table that still stand under another name too, by the one that leads. */
  readonly retiring: ReadonlyMap<string, StepOf<'retire_column'>>;
  readonly renameForm: RenameForm;
  /** Columns of `old` that come back before anything else: nobody reads them under that name. */
  readonly returned: ReadonlySet<string>;
  /** Columns that are written along with what took their values, by name: they hold what they would have held. */
  readonly followed: ReadonlySet<string>;
  /** What becomes of the tables that columns point at. */
  readonly targets: ReferenceTargets;
  /** What a column of `spec` holds, from those of `old`, where somebody said so. */
  readonly up: ReadonlyMap<string, Expression>;
  /** What a column of `old` held, from those of `spec`. */
  readonly down: ReadonlyMap<string, Expression>;
}

export interface ColumnsReplaced {
  /** Columns that another takes the place of → what that one is called until the switch. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Columns that are renamed and stay, under their old names, until the contract. */
  readonly beside: ReadonlyMap<string, Beside>;
}

export function diffColumns(steps: StepList, input: ColumnDiffInput): ColumnsReplaced {
  const replaced = new Map<string, string>();
  const beside = new Map<string, Beside>();
  const { old, spec } = input;
  const oldByName = new Map(old.columns.map((column) => [column.name, column]));
  const newByName = new Map(spec.columns.map((column) => [column.name, column]));
  const newNameOf = new Map<string, string>();
  for (const column of old.columns) {
    const to = input.columnRenames.get(column.name) ?? column.name;
    if (newByName.has(to) && !input.ended.has(column.name)) newNameOf.set(column.name, to);
  }
  for (const [from, to] of input.columnRenames)
    if (from !== to && newNameOf.get(to) === to) newNameOf.delete(to);
  const oldNameOf = new Map([...newNameOf].map(([from, to]) => [to, from]));

  for (const column of old.columns) {
    if (newNameOf.has(column.name)) continue;
    const nameIsNeeded = newByName.has(column.name);
    const aside = heldName(`${old.name}.${column.name}`, input.salt);
    if (nameIsNeeded) steps.holdColumn('switch', old.name, column, aside);
    else {
      if (column.notNull) steps.dropNotNull(old.name, column.name, true);
      steps.holdColumn('contract', spec.name, { ...column, notNull: false }, aside);
    }
  }
  for (const [from, to] of newNameOf) {
    const [was, column] = [oldByName.get(from) as ColumnSpec, newByName.get(to) as ColumnSpec];
    if (isRenamedOnline(input, was, column))
      beside.set(from, { as: to, equal: sameType(was.type, column.type) });
  }
  for (const rename of orderRenames(
    [...newNameOf].flatMap(([from, to]) => (beside.has(from) ? [] : [{ from, to }])),
    (from) => heldName(`rename ${old.name}.${from}`, input.salt),
  ))
    steps.renameColumn(spec.name, rename.from, rename.to);

  const bridge = bridgeOf(input, newNameOf, beside);
  for (const made of bridge.goes.values()) followBack(steps, spec.name, made, bridge);
  for (const column of spec.columns) {
    const oldName = oldNameOf.get(column.name);
    if (oldName === undefined) addNew(steps, input, column, oldByName.has(column.name), bridge);
    else {
      const was = oldByName.get(oldName) as ColumnSpec;
      retireChoices(steps, input, was, column, statedValue(input, was, column));
      retarget(steps, input, was, column);
      if (beside.has(oldName)) {
        renameOnline(steps, input, was, column);
        continue;
      }
      const taken = alterExisting(steps, input, was, column);
      if (taken !== null) replaced.set(oldName, taken);
    }
  }
  return { replaced, beside };
}

function addNew(
  steps: StepList,
  input: ColumnDiffInput,
  column: ColumnSpec,
  nameIsTaken: boolean,
  bridge: Bridge,
): void {
  const value = input.up.get(column.name);
  if (value) {
    deriveColumn(steps, input, column, value, nameIsTaken, bridge);
    return;
  }
  const phase = nameIsTaken ? 'switch' : 'expand';
  const table = nameIsTaken ? input.spec.name : input.old.name;
  // NOT NULL without a default would break writers of the old version and depend on the row count: it comes as its own step.
  const fillsItself = column.default !== null && keepsDefault(input.engine, column.type);
  const needsFill = column.notNull && !fillsItself;
  steps.addColumn(phase, table, needsFill ? { ...column, notNull: false } : column);
  if (needsFill) fillAndRequire(steps, input, column, nameIsTaken ? null : column.name);
}

/** @returns what the column that takes its place is called until the switch; null: it changes in place, or not at all */
function alterExisting(
  steps: StepList,
  input: ColumnDiffInput,
  old: ColumnSpec,
  column: ColumnSpec,
): string | null {
  const { old: oldTable, spec } = input;
  const value = statedValue(input, old, column);
  const fill = value && fillWithin(value, old.name);
  if (isReplaced(input, old, column, value)) return replaceColumn(steps, input, old, column, value);
  if (!sameType(old.type, column.type)) {
    const lossless = isWidening(old.type, column.type);
    const name = lossless ? old.name : column.name;
    if (!lossless && column.type.kind === 'string')
      watchForSwitch(steps, input, [old.name, column.name], {
        are: 'too_long',
        length: column.type.length,
      });
    steps.changeType(lossless ? 'expand' : 'switch', lossless ? oldTable.name : spec.name, {
      column: name,
      from: old.type,
      to: column.type,
      conversion: conversionBetween(name, old.type, column.type),
      lossless,
    });
  }
  // A default must be valid for the type it stands on: with a conversion it waits for the new type.
  const waits = !sameType(old.type, column.type) && !isWidening(old.type, column.type);
  if (!sameDefault(old.default, column.default))
    steps.setDefault(waits ? 'switch' : 'expand', waits ? spec.name : oldTable.name, {
      column: waits ? column.name : old.name,
      from: old.default,
      to: column.default,
    });
  if (old.notNull && !column.notNull) steps.dropNotNull(oldTable.name, old.name, false);
  if (!old.notNull && column.notNull) fillAndRequire(steps, input, column, waits ? null : old.name, fill);
  return null;
}

/** Where the column comes back that was there before, it is that one that may hold them. */
function retireChoices(
  steps: StepList,
  input: ColumnDiffInput,
  old: ColumnSpec,
  column: ColumnSpec,
  stated: Expression | null,
): void {
  const back = stated && old.name === column.name ? wayBack(input.synced, old, column, stated) : null;
  const retired = retiredChoices(old, column);
  const choices = back ? retired : leftOver(retired, stated, old.name, column);
  if (choices.length === 0) return;
  const name = back?.heldName ?? old.name;
  steps.retireChoices(input.old.name, { column: name, choices, many: column.type.kind === 'json' });
}

/** Of values that somebody restated, the old ones tell nothing. */
function retarget(steps: StepList, input: ColumnDiffInput, old: ColumnSpec, column: ColumnSpec): void {
  if (statedValue(input, old, column) !== null) return;
  const target = retargetedTo(input.targets, old, column);
  if (target === undefined || column.reference === undefined) return;
  const many = old.type.kind === 'json';
  steps.retargetReference(input.old.name, { column: old.name, target, reference: column.reference, many });
}

/** A field that takes any value from now on retires none. */
function retiredChoices(old: ColumnSpec, column: ColumnSpec): readonly string[] {
  if (!old.choices || !column.choices) return [];
  const kept = new Set(column.choices);
  return old.choices.filter((choice) => !kept.has(choice));
}

/** @param liveName what the column is called before the switch; null: only after it there is something to fill */
function fillAndRequire(
  steps: StepList,
  input: ColumnDiffInput,
  column: ColumnSpec,
  liveName: string | null,
  stated: Expression | null = null,
): void {
  const value = stated ?? fillOf(column);
  if (liveName === null) {
    if (value) steps.backfill('switch', input.spec.name, { column: column.name, value, rows: 'empty' });
    steps.setNotNull('switch', input.spec.name, { column: column.name });
    return;
  }
  const { engine, old, spec } = input;
  if (value) steps.backfill('expand', old.name, { column: liveName, value, rows: 'empty' });
  watchForSwitch(steps, input, [liveName, column.name], { are: 'empty' });
  steps.proveNotNull(engine, old.name, liveName, value);
  steps.setNotNull('switch', spec.name, { column: column.name, ...proofFor(engine, old.name, liveName) });
}
