/**
 * Owns what happens to a column and its follower under the table's lock on MySQL: no row is written between the end of
 * one sync and the begin of the next. Every statement commits by itself; whoever goes on after a cut looks how far the
 * last attempt came, and repeats what rows may have missed meanwhile.
 */
import { watchedColumns } from '../../environment/sync.ts';
import type { SwapColumn } from './action.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { introspect } from './introspect.ts';
import type { ObservedClient } from './observed-client.ts';
import { type Alter, alterText, performAlter } from './online-alter.ts';
import { quoteName } from './quote.ts';
import { createMissing, isWhole, locked, triggersOf } from './replace-sync.ts';
import {
  assignment,
  createSync,
  dropTriggers,
  type ReversibleSync,
  type ReversibleTriggers,
  sameValue,
  triggersOfSync,
} from './sync.ts';

type Run = (sql: string) => Promise<void>;

/**
 * A trigger that names a column which is no longer there fails every write, and none can be made that names one which is
 * not there yet: so the one sync ends before the renames, and the other begins after them.
 */
export async function performSwap(client: ObservedClient, action: SwapColumn, run: Run): Promise<void> {
  const { table, followed, follows } = action;
  await locked(table, run, async () => {
    const live = await look(client, action);
    if (!live.isSwapped) {
      // Cut off between the end of the sync and the swap: what was written since is not in the column yet.
      if (!isWhole(followed, live.triggers)) await run(missedRows(followed.sync));
      const left = triggersOfSync(followed).filter((name) => live.triggers.has(name));
      for (const sql of dropTriggers(left)) await run(sql);
      await performAlter(client, renameBoth(action), run);
    }
    if (follows !== null) await beginSync(follows, live.isSwapped, live.triggers, run);
  });
}

/** A swap that did not happen leaves the follower as it was: up to date, and following. */
export async function takeBackSwap(client: ObservedClient, action: SwapColumn, run: Run): Promise<void> {
  await locked(action.table, run, async () => {
    const live = await look(client, action);
    if (!live.isSwapped) await beginSync(action.followed, true, live.triggers, run);
  });
}

/** Rows first: once all triggers stand, they say that no row was missed. */
async function beginSync(
  triggers: ReversibleTriggers,
  wasCut: boolean,
  live: ReadonlySet<string>,
  run: Run,
): Promise<void> {
  if (isWhole(triggers, live)) return;
  if (wasCut) await run(missedRows(triggers.sync));
  await createMissing(triggers, live, run);
}

export function swapStatements(action: SwapColumn): readonly string[] {
  return [
    ...dropTriggers(triggersOfSync(action.followed)),
    alterText(renameBoth(action)),
    ...(action.follows ? createSync(action.follows.sync, action.follows.mode) : []),
  ];
}

function renameBoth({ table, column, heldName, takes, ways }: SwapColumn): Alter {
  const rename = (from: string, to: string) => `RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)}`;
  return {
    sql: `ALTER TABLE ${quoteName(table)} ${rename(column, heldName)}, ${rename(takes, column)}`,
    ways,
    table,
  };
}

/** Rows whose column was written while nothing followed it. What else the follower holds may be more exact: it stays. */
function missedRows(sync: ReversibleSync): string {
  const { table, column, columns, follower, type, back } = sync;
  const update = `UPDATE ${quoteName(table)} SET ${assignment(sync)}`;
  // Of several columns the follower does not tell what they were.
  if (watchedColumns(sync).length > 1) return update;
  const from = columns.get(column) ?? { kind: 'text' };
  const known = new Map([[follower, type]]);
  const refused = uncastableCondition(back, known);
  const value = compileExpression(back, from, known);
  const expected = refused === null ? value : `CASE WHEN ${refused} THEN NULL ELSE ${value} END`;
  return `${update} WHERE NOT (${sameValue(quoteName(column), expected, from)})`;
}

/** The names have changed, whatever follows by now. */
export async function isSwapped(client: ObservedClient, action: SwapColumn): Promise<boolean> {
  return (await look(client, action)).isSwapped;
}

async function look(
  client: ObservedClient,
  action: SwapColumn,
): Promise<{ readonly isSwapped: boolean; readonly triggers: ReadonlySet<string> }> {
  const columns = (await introspect(client, [action.table])).get(action.table)?.columns;
  return {
    isSwapped: columns?.has(action.heldName) === true && !columns.has(action.takes),
    triggers: new Set(await triggersOf(client, [action.table])),
  };
}
