/** Owns what people are told of a hold: its name, since when and until when it is kept. */
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

export function heldThing(hold: HoldRow, type: EnvironmentType): HeldThing {
  return { name: heldThingName(hold), heldAt: hold.heldAt, until: heldUntil(hold, type) };
}

export function heldThingName({ table, held }: HoldRow): string {
  return held.kind === 'table' ? table : `${table}.${held.column.name}`;
}
