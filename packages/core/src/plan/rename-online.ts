/**
 * Owns the steps by which a column gets another name while both versions of the app work: it stands under both names,
 * whoever writes one writes the other along, and the old one is held when nobody needs it any more. What is renamed and
 * retyped at once goes the same way, with conversions there and back.
 */
import type { ColumnDiffInput } from './diff-columns.ts';
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import { heldName } from './held-name.ts';
import { requiredFrom, requireForm, typeChangeForm } from './online-form.ts';
import { fillOf } from './replace-column.ts';
import { syncName } from './shadow-name.ts';
import type { StepList } from './step-list.ts';
import type { RetireColumn } from './steps/step.ts';
import { conversionBetween, isWidening, sameType } from './steps/type-conversion.ts';
import type { ColumnSpec } from './storage/table-spec.ts';
import { proofFor, watchForContract, watchForSwitch } from './watch-rows.ts';

/**
 * Where one of the names is needed for something else, or the runtime counts under it, nothing but the catalog can be
 * renamed: two versions that number rows under two names would give one number twice.
 */
export function isRenamedOnline(input: ColumnDiffInput, old: ColumnSpec, column: ColumnSpec): boolean {
  if (old.name === column.name || old.counted || column.counted) return false;
  if (isNamed(input.old.columns, column.name) || isNamed(input.spec.columns, old.name)) return false;
  const isRead = !input.returned.has(old.name);
  return (
    (isRead && input.renameForm === 'online') ||
    wayBack(input, old, column) !== null ||
    needsShadow(input, old, column)
  );
}

export function renameOnline(
  steps: StepList,
  input: ColumnDiffInput,
  old: ColumnSpec,
  column: ColumnSpec,
): void {
  const { engine, old: oldTable, spec, salt } = input;
  const table = oldTable.name;
  const { name } = column;
  const back = wayBack(input, old, column);
  const sync = back?.sync ?? syncName(`${table}.${name}`);
  const fill = old.notNull || !column.notNull ? null : fillOf(column);
  const [up, down] = back ? [back.down, back.up] : conversions(old, column, fill);
  if (!back) {
    // Without a default it says by itself which of the two names a new row was written under.
    const shadow = {
      column: old.name,
      from: old.type,
      shadow: { ...column, notNull: false, default: null },
      up,
      down,
      sync,
    };
    steps.addShadow(table, shadow);
    steps.fillNew(engine, table, column, { column: name, value: up });
    if (!isWidening(old.type, column.type) && !sameType(old.type, column.type)) {
      steps.checkShadow(table, shadow);
      if (!column.notNull)
        watchForSwitch(steps, input, [name, name], { are: 'unfilled', from: [old.name, ...columnsOf(up)] });
    }
  }
  const carried = old.notNull ? ({ carried: true } as const) : {};
  if (column.notNull) {
    watchForSwitch(steps, input, [name, name], { are: 'empty' });
    steps.proveNotNull(engine, table, name, fill);
  }
  if (old.notNull) steps.dropNotNull(table, old.name, true);
  steps.turnSync(table, { from: old, column, up, down, sync, ...(back ? { returns: true } : {}) });
  if (column.notNull) {
    const from = requiredFrom(engine);
    if (from === 'contract') watchForContract(steps, input, name);
    const proof = proofFor(engine, from === 'contract' ? spec.name : table, name);
    steps.setNotNull(from, spec.name, { column: name, ...proof, ...carried });
  }
  steps.retireColumn('contract', spec.name, {
    column: name,
    old: { ...old, notNull: false, default: null },
    heldName: heldName(`${table}.${old.name}`, salt),
    up,
    down,
    sync,
  });
}

/** The one place where the values of a renamed column come from: [what the new name holds, what the old one does]. */
function conversions(
  old: ColumnSpec,
  column: ColumnSpec,
  fill: Expression | null,
): readonly [up: Expression, down: Expression] {
  const converted = conversionBetween(old.name, old.type, column.type);
  return [
    fill === null ? converted : { op: 'coalesce', values: [converted, fill] },
    conversionBetween(column.name, column.type, old.type),
  ];
}

/** The name stood there before and was written along since: it is whole. */
function wayBack(
  { retiring }: Pick<ColumnDiffInput, 'retiring'>,
  old: ColumnSpec,
  column: ColumnSpec,
): RetireColumn | null {
  const retired = retiring.get(old.name);
  return retired && retired.old.name === column.name && sameType(retired.old.type, column.type)
    ? retired
    : null;
}

/** In place it would be converted, or read, under a lock. */
function needsShadow({ engine }: ColumnDiffInput, old: ColumnSpec, column: ColumnSpec): boolean {
  if (!sameType(old.type, column.type)) return typeChangeForm(engine, old.type, column.type) === 'shadow';
  return !old.notNull && column.notNull && requireForm(engine, column) === 'shadow';
}

function isNamed(columns: readonly ColumnSpec[], name: string): boolean {
  return columns.some((column) => column.name === name);
}
