/**
 * Owns the steps by which a new column gets values that others hold, while the old version of the app works on: it is
 * added empty, follows the columns that it is made of, and is filled in batches. From the switch on it is the new version's
 * own. What is made of a column that goes lets that one follow in turn, so that a way back loses nothing.
 */
import type { ColumnDiffInput } from './diff-columns.ts';
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import { provesNotNull } from './online-form.ts';
import { fillOf } from './replace-column.ts';
import { proofName, shadowName, syncName } from './shadow-name.ts';
import type { StepList } from './step-list.ts';
import type { ColumnSpec } from './storage/table-spec.ts';

/** @param nameIsTaken until the switch it has another name */
export function deriveColumn(
  steps: StepList,
  input: ColumnDiffInput,
  column: ColumnSpec,
  value: Expression,
  nameIsTaken: boolean,
): void {
  const table = input.old.name;
  const name = nameIsTaken ? shadowName(column.name) : column.name;
  // What does not convert must be able to stay empty until it is checked; a default would hide it.
  const added: ColumnSpec = { ...column, name, notNull: false, default: null };
  const follow = { column: added, value, sync: syncName(`${table}.${name}`) };
  const [read] = columnsOf(value);
  steps.addColumn('expand', table, added);
  if (read === undefined) steps.backfill('expand', table, { column: name, value, rows: 'empty' });
  else {
    steps.followColumn('expand', table, follow);
    steps.backfill('expand', table, { column: name, value, rows: 'stale' });
    steps.checkShadow(table, {
      column: read,
      from: column.type,
      shadow: added,
      up: value,
      sync: follow.sync,
    });
    steps.unfollowColumn('switch', table, follow);
  }
  const proof = provesNotNull(input.engine) ? proofName(table, name) : undefined;
  const left = read === undefined ? value : fillOf(column);
  if (column.notNull) steps.proveNotNull(table, name, left, proof);
  if (nameIsTaken) steps.renameColumn(input.spec.name, name, column.name);
  if (column.default !== null)
    steps.setDefault('switch', input.spec.name, { column: column.name, from: null, to: column.default });
  if (column.notNull)
    steps.setNotNull('switch', input.spec.name, {
      column: column.name,
      ...(proof === undefined ? {} : { proof }),
    });
}

/** A column that goes is written along until the contract, as the old version would have written it. */
export function followBack(steps: StepList, table: string, column: ColumnSpec, value: Expression): void {
  const follow = {
    column: { ...column, notNull: false },
    value,
    sync: syncName(`${table}.${column.name}/back`),
    keepsGiven: true,
  } as const;
  steps.followColumn('switch', table, follow);
  steps.unfollowColumn('contract', table, follow);
}
