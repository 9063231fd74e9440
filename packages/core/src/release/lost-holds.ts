/**
 * Owns which of the things that are told to be held are not in the database any more: somebody took them away, or it came
 * from a backup that is older than they are. Nobody can restore or purge them.
 */
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';

/** @returns their ids */
export async function lostHolds(
  plane: ControlPlane,
  scope: Scope,
  target: Pick<TargetDatabase, 'introspect'>,
  { id }: Pick<EnvironmentRow, 'id'>,
): Promise<readonly string[]> {
  const holds = await plane.holds.list(scope, id);
  if (holds.length === 0) return [];
  const tables = holds.filter(({ held }) => held.kind === 'table');
  /** A column may be in a table that was put aside itself, later. */
  const placesOf = ({ held, heldName, table }: HoldRow) =>
    held.kind === 'table'
      ? [heldName]
      : [table, ...tables.filter((one) => one.table === table).map((one) => one.heldName)];
  const actual = await target.introspect([...new Set(holds.flatMap(placesOf))]);
  const isThere = (hold: HoldRow) =>
    placesOf(hold).some((name) =>
      hold.held.kind === 'table' ? actual.has(name) : actual.get(name)?.columns.has(hold.heldName),
    );
  return holds.filter((hold) => !isThere(hold)).map((hold) => hold.id);
}
