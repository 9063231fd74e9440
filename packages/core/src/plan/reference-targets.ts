/** Owns at which table a column points after a plan that pointed elsewhere before it, and what that table is called now. */
import type { ColumnSpec, SchemaState } from './storage/table-spec.ts';

/** The tables of a plan, and what becomes of their names. */
export interface ReferenceTargets {
  readonly before: SchemaState;
  readonly after: SchemaState;
  /** Of tables that stay: old → new. */
  readonly newNameOf: ReadonlyMap<string, string>;
  readonly oldNameOf: ReadonlyMap<string, string>;
  /** Tables that come back with the rows that they had: nobody can ask those under their own names yet. */
  readonly restored: (table: string) => boolean;
  /** Tables that the plan says nothing of, and that are there before and after it. */
  readonly untouched: ReadonlySet<string>;
}

/**
 * @returns the target under its name of now; null: no row that is there now will be in it, since the plan makes or drops
 * it; undefined: the column points where it did, or at what is not in this database, or its values are no ids
 */
export function retargetedTo(
  { before, after, newNameOf, oldNameOf, restored, untouched }: ReferenceTargets,
  old: ColumnSpec,
  { reference }: ColumnSpec,
): string | null | undefined {
  if (reference === undefined || !isTextual(old)) return undefined;
  if (!before.has(reference) && !after.has(reference))
    return old.reference !== reference && untouched.has(reference) ? reference : undefined;
  if (restored(reference)) return undefined;
  // Where it pointed at nothing of this database, its values are not ours to judge when that is installed.
  if (old.reference === reference && !before.has(reference)) return undefined;
  if (old.reference !== undefined && newNameOf.get(old.reference) === reference) return undefined;
  return oldNameOf.get(reference) ?? null;
}

function isTextual({ type: { kind } }: ColumnSpec): boolean {
  return kind === 'string' || kind === 'text' || kind === 'json';
}
