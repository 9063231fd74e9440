/**
 * Owns the steps by which one column takes the place of another of the same name: a shadow that is added, kept equal,
 * filled and checked while both versions work, or the column that was there before and still follows every write.
 */
import { isSameJson } from '../policy/protection/same-json.ts';
import type { ColumnDiffInput } from './diff-columns.ts';
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import { heldName } from './held-name.ts';
import { requireForm, startsRequired, typeChangeForm } from './online-form.ts';
import { shadowName, syncName } from './shadow-name.ts';
import { fillWithin } from './stated-values.ts';
import type { StepList } from './step-list.ts';
import type { EndSync } from './steps/step.ts';
import { conversionBetween, sameType } from './steps/type-conversion.ts';
import { sameDefault } from './storage/same-default.ts';
import type { ColumnSpec } from './storage/table-spec.ts';
import { proofFor, watchForSwitch } from './watch-rows.ts';

/** A column that is renamed too has its shadow under its new name: rename-online.ts. */
export function isReplaced(
  { engine, synced, returned }: ColumnDiffInput,
  old: ColumnSpec,
  column: ColumnSpec,
  stated: Expression | null,
): boolean {
  if (old.name !== column.name) return false;
  const isSame = sameType(old.type, column.type);
  if ((stated !== null || !isSame) && wayBack(synced, old, column, stated)) return true;
  if (stated !== null && !isPlain(stated, old, column)) {
    // Where only empty values are spoken of, and none may be left, they are filled in place.
    const fills = isSame && column.notNull && fillWithin(stated, old.name) !== null;
    if (!fills) return true;
  }
  if (!sameType(old.type, column.type)) return typeChangeForm(engine, old.type, column.type) === 'shadow';
  // What was away has no writers yet, whom a copy of it would spare.
  if (returned.has(old.name)) return false;
  return !old.notNull && column.notNull && requireForm(engine, column) === 'shadow';
}

/** @returns what the column that takes the place is called until then */
export function replaceColumn(
  steps: StepList,
  input: ColumnDiffInput,
  old: ColumnSpec,
  column: ColumnSpec,
  stated: Expression | null,
): string {
  const { engine, old: oldTable, spec, salt } = input;
  const table = oldTable.name;
  const { name } = column;
  const back = wayBack(input.synced, old, column, stated);
  const takes = back?.heldName ?? shadowName(name);
  const aside = heldName(`${table}.${name}`, salt);
  const filled = stated && fillWithin(stated, old.name);
  const fill = filled ?? fillOf(column);
  // What may fail to convert must be able to stay empty until it is checked.
  const cannotFail =
    sameType(old.type, column.type) &&
    (stated === null || filled?.op === 'literal' || isPlain(stated, old, column));
  const required = column.notNull && cannotFail && startsRequired(engine, column.type);
  const taken: ColumnSpec = back
    ? back.old
    : { ...column, default: required ? column.default : null, notNull: required };
  const sync = back ? syncName(back.heldName) : syncName(`${table}.${takes}`);
  const converted = stated ?? conversionBetween(name, old.type, column.type);
  const down = input.down.get(old.name) ?? conversionBetween(name, column.type, old.type);
  const fills = !back && !filled && fill !== null && !old.notNull && column.notNull;
  const up: Expression = fills ? { op: 'coalesce', values: [converted, fill] } : converted;
  if (!back) {
    const shadow = { column: name, from: old.type, shadow: { ...taken, name: takes }, up, sync };
    steps.addShadow(table, shadow);
    steps.fillNew(engine, table, column, { column: takes, value: up });
    steps.checkShadow(table, shadow);
  }
  const isProven = column.notNull && !required;
  if (!back || isProven)
    watchForSwitch(
      steps,
      input,
      [takes, name],
      isProven ? { are: 'empty' } : { are: 'unfilled', from: [name, ...columnsOf(up)] },
    );
  if (isProven) steps.proveNotNull(engine, table, takes, back ? fill : null);
  const held = { ...old, notNull: false };
  if (old.notNull) steps.dropNotNull(table, name, true);
  steps.swapColumn(table, {
    old: held,
    heldName: aside,
    column: taken,
    takes,
    ends: sync,
    up,
    down: back ? null : down,
  });
  if (!back) steps.endSync('contract', spec.name, { column: name, old: held, heldName: aside, down });
  if (!sameDefault(taken.default, column.default))
    steps.setDefault('switch', spec.name, { column: name, from: taken.default, to: column.default });
  if (isProven) steps.setNotNull('switch', spec.name, { column: name, ...proofFor(engine, table, takes) });
  return takes;
}

/** What somebody said of its values. One that was written along with others holds them already. */
export function statedValue(
  { up, followed }: ColumnDiffInput,
  old: ColumnSpec,
  column: ColumnSpec,
): Expression | null {
  return followed.has(old.name) ? null : (up.get(column.name) ?? null);
}

/** What rows without a value get when one is required: the column's default. */
export function fillOf(column: ColumnSpec): Expression | null {
  if (column.default === null) return null;
  return column.default.kind === 'now' ? { op: 'now' } : { op: 'literal', value: column.default.value };
}

/** Nothing more is said than what happens anyway. */
function isPlain(stated: Expression, old: ColumnSpec, column: ColumnSpec): boolean {
  return isSameJson(stated, conversionBetween(old.name, old.type, column.type));
}

/**
 * A column that followed by another rule holds something else: the form of a version before the one that is wanted.
 * @param stated what its values are to be; null: as they convert
 */
export function wayBack(
  synced: ColumnDiffInput['synced'],
  old: ColumnSpec,
  column: ColumnSpec,
  stated: Expression | null,
): EndSync | null {
  const sync = synced.get(column.name);
  if (!sync || !sameType(sync.old.type, column.type)) return null;
  const wanted = stated ?? conversionBetween(column.name, old.type, sync.old.type);
  return sync.down === undefined || isSameJson(sync.down, wanted) ? sync : null;
}
