/** Owns the steps that take one table's columns from the old to the new shape. */
import type { Restorable } from './diff-tables.ts';
import { heldName } from './held-name.ts';
import { orderRenames } from './order-renames.ts';
import type { StepList } from './step-list.ts';
import { conversionBetween, isWidening, sameType } from './steps/type-conversion.ts';
import type { ColumnDefault, ColumnSpec, TableSpec } from './storage/table-spec.ts';

export interface ColumnDiffInput {
  readonly old: TableSpec;
  readonly spec: TableSpec;
  /** old column → new column. */
  readonly columnRenames: ReadonlyMap<string, string>;
  readonly salt: string;
  readonly restorable: Restorable | undefined;
}

export function diffColumns(steps: StepList, input: ColumnDiffInput): void {
  const { old, spec } = input;
  const oldByName = new Map(old.columns.map((column) => [column.name, column]));
  const newByName = new Map(spec.columns.map((column) => [column.name, column]));
  const newNameOf = new Map<string, string>();
  for (const column of old.columns) {
    const to = input.columnRenames.get(column.name) ?? column.name;
    if (newByName.has(to)) newNameOf.set(column.name, to);
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
  for (const rename of orderRenames(
    [...newNameOf].map(([from, to]) => ({ from, to })),
    (from) => heldName(`rename ${old.name}.${from}`, input.salt),
  ))
    steps.renameColumn(spec.name, rename.from, rename.to);

  for (const column of spec.columns) {
    const oldName = oldNameOf.get(column.name);
    if (oldName === undefined) addNew(steps, input, column, oldByName.has(column.name));
    else alterExisting(steps, input, oldByName.get(oldName) as ColumnSpec, column);
  }
}

function addNew(steps: StepList, input: ColumnDiffInput, column: ColumnSpec, nameIsTaken: boolean): void {
  const phase = nameIsTaken ? 'switch' : 'expand';
  const table = nameIsTaken ? input.spec.name : input.old.name;
  const held = input.restorable?.column(input.spec.name, column.name);
  // NOT NULL without a default would break writers of the old version and depend on the row count: it comes as its own step.
  const needsFill = column.notNull && column.default === null;
  const restored = held !== null && held !== undefined && sameType(held.column.type, column.type);
  if (restored) {
    steps.restoreColumn(phase, table, { ...column, notNull: false }, held.heldName);
  } else steps.addColumn(phase, table, needsFill ? { ...column, notNull: false } : column);
  if (column.notNull && (restored || needsFill)) fillAndRequire(steps, input, column);
}

function alterExisting(steps: StepList, input: ColumnDiffInput, old: ColumnSpec, column: ColumnSpec): void {
  const { old: oldTable, spec } = input;
  if (!sameType(old.type, column.type)) {
    const lossless = isWidening(old.type, column.type);
    const name = lossless ? old.name : column.name;
    steps.changeType(lossless ? 'expand' : 'switch', lossless ? oldTable.name : spec.name, {
      column: name,
      from: old.type,
      to: column.type,
      conversion: conversionBetween(name, old.type, column.type),
      lossless,
    });
  }
  if (!sameDefault(old.default, column.default)) {
    // A default must be valid for the type it stands on: with a conversion it waits for the new type.
    const waits = !sameType(old.type, column.type) && !isWidening(old.type, column.type);
    steps.setDefault(waits ? 'switch' : 'expand', waits ? spec.name : oldTable.name, {
      column: waits ? column.name : old.name,
      from: old.default,
      to: column.default,
    });
  }
  if (old.notNull && !column.notNull) steps.dropNotNull(oldTable.name, old.name, false);
  if (!old.notNull && column.notNull) fillAndRequire(steps, input, column);
}

function fillAndRequire(steps: StepList, input: ColumnDiffInput, column: ColumnSpec): void {
  if (column.default !== null) {
    const value =
      column.default.kind === 'now'
        ? ({ op: 'now' } as const)
        : ({ op: 'literal', value: column.default.value } as const);
    steps.backfill(input.spec.name, column.name, value);
  }
  steps.setNotNull(input.spec.name, column.name);
}

function sameDefault(a: ColumnDefault | null, b: ColumnDefault | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind === 'now' || b.kind === 'now') return a.kind === b.kind;
  return a.value === b.value;
}
