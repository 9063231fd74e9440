/**
 * Owns the steps by which a new column gets values that others hold, while the old version of the app works on: it is
 * added empty, follows the columns that it is made of, and is filled in batches. It goes on following until the contract,
 * because clients of the old version write on after the switch, and yields to whoever gives it a value itself. What is made
 * of a column that goes lets that one follow in turn, so that a way back loses nothing.
 */
import type { ColumnDiffInput } from './diff-columns.ts';
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import { type Bridge, isUnmoved, madeOfNew, madeOfOld, wholeValue } from './follow-on.ts';
import { requiredFrom } from './online-form.ts';
import { fillOf } from './replace-column.ts';
import { shadowName, syncName } from './shadow-name.ts';
import type { StepList } from './step-list.ts';
import type { Following, MadeColumn } from './steps/step.ts';
import type { ColumnSpec } from './storage/table-spec.ts';
import { proofFor, watchForContract, watchForSwitch } from './watch-rows.ts';

/** @param nameIsTaken until the switch it has another name */
export function deriveColumn(
  steps: StepList,
  input: ColumnDiffInput,
  column: ColumnSpec,
  stated: Expression,
  nameIsTaken: boolean,
  bridge: Bridge,
): void {
  const { engine, old, spec } = input;
  const table = old.name;
  const name = nameIsTaken ? shadowName(column.name) : column.name;
  // What does not convert must be able to stay empty until it is checked; a default would hide it.
  const added: ColumnSpec = { ...column, name, notNull: false, default: null };
  const value = wholeValue(column, stated);
  const [read] = columnsOf(value);
  const after = bridge.comes.get(column.name);
  steps.addColumn('expand', table, added);
  if (read === undefined) steps.backfill('expand', table, { column: name, value, rows: 'empty' });
  else {
    const sync = syncName(`${table}.${name}`);
    const stays = after !== undefined && !nameIsTaken && isUnmoved(value, after, bridge);
    const follow: Following = {
      column: { ...column, name },
      value,
      sync,
      ...(stays ? madeOfNew(value, bridge) : {}),
    };
    steps.followColumn('expand', table, follow);
    steps.fillNew(engine, table, column, { column: name, value });
    steps.checkShadow(table, { column: read, from: column.type, shadow: added, up: value, sync, follow });
    steps.unfollowColumn(stays ? 'contract' : 'switch', stays ? spec.name : table, follow);
    if (after && !stays) {
      const on: Following = { column, value: after.value, sync, ...madeOfNew(after.value, bridge) };
      steps.followColumn('switch', spec.name, on);
      steps.unfollowColumn('contract', spec.name, on);
    }
  }
  if (column.notNull) watchForSwitch(steps, input, [name, column.name], { are: 'empty' });
  else if (read !== undefined)
    watchForSwitch(steps, input, [name, column.name], { are: 'unfilled', from: columnsOf(value) });
  const left = read === undefined ? value : fillOf(column);
  if (column.notNull) steps.proveNotNull(engine, table, name, left);
  if (nameIsTaken) steps.renameColumn(spec.name, name, column.name);
  if (column.default !== null)
    steps.setDefault('switch', spec.name, { column: column.name, from: null, to: column.default });
  if (!column.notNull) return;
  const from = after ? requiredFrom(engine) : 'switch';
  if (from === 'contract') watchForContract(steps, input, column.name);
  const proof =
    from === 'contract' ? proofFor(engine, spec.name, column.name) : proofFor(engine, table, name);
  steps.setNotNull(from, spec.name, { column: column.name, ...proof });
}

/** A column that goes is written along until the contract, as the old version would have written it. */
export function followBack(
  steps: StepList,
  table: string,
  { column, value }: MadeColumn,
  bridge: Bridge,
): void {
  const follow: Following = {
    column,
    value,
    sync: syncName(`${table}.${column.name}/back`),
    goes: true,
    ...madeOfOld(value, bridge),
  };
  steps.followColumn('switch', table, follow);
  steps.unfollowColumn('contract', table, follow);
}
