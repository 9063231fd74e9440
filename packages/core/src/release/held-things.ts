/** Owns what people are told of what is held: its name, since when and until when it is kept. */
import { heldUntil } from '../policy/hold-retention.ts';
import type { EnvironmentType } from '../ports/environment.ts';
import type { HoldRow } from '../ports/hold.ts';

export interface HeldThing {
  /** `table`, or `table.column`. */
  readonly name: string;
  readonly heldAt: string;
  /** From here on purge may remove it. */
  readonly until: string;
}

/** @param all what the environment holds, where `holds` is only a part of it */
export function heldThings(
  holds: readonly HoldRow[],
  type: EnvironmentType,
  all: readonly HoldRow[] = holds,
): readonly HeldThing[] {
  const nameOf = heldThingNames(all);
  return holds.map((hold) => ({
    name: nameOf(hold),
    heldAt: hold.heldAt,
    until: heldUntil(hold, type),
  }));
}

/** A column in a table that was dropped in its turn goes by the name that this one had. @param all what the environment holds */
export function heldThingNames(all: readonly HoldRow[]): (hold: HoldRow) => string {
  const tables = new Map(
    all.flatMap(({ held, heldName, table }) => (held.kind === 'table' ? [[heldName, table] as const] : [])),
  );
  return ({ table, held }) =>
    held.kind === 'table' ? table : `${tables.get(table) ?? table}.${held.column.name}`;
}
