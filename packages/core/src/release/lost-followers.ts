/**
 * Owns bringing back what follows a live column until its contract ends, as steps: somebody dropped it by hand, or its
 * table. An earlier version reads it, and the contract puts it aside.
 */
import type { PhysicalSchema } from '../plan/physical-schema.ts';
import { syncName } from '../plan/shadow-name.ts';
import type { Step, StepOf } from '../plan/steps/step.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';

/** @param syncs those of the pending contract @returns those whose follower is not there and can be made again */
export function lostFollowers(
  syncs: readonly StepOf<'end_sync'>[],
  required: SchemaState,
  actual: PhysicalSchema,
): readonly StepOf<'end_sync'>[] {
  return syncs.filter(
    ({ table, heldName, down }) =>
      down !== undefined && required.has(table) && !actual.get(table)?.columns.has(heldName),
  );
}

/** It holds what the live column converts back to. What used to write it goes first: it fails without the column. */
export function followAgain({ table, old, heldName, down }: StepOf<'end_sync'>): readonly Step[] {
  if (down === undefined) return [];
  const subject = `${table}.${heldName}`;
  const column = { ...old, name: heldName, notNull: false };
  const follow = { phase: 'switch', table, column, value: down, sync: syncName(heldName) } as const;
  return [
    { ...follow, kind: 'unfollow_column', id: `switch:unfollow_column:${subject}` },
    { kind: 'add_column', id: `switch:add_column:${subject}`, phase: 'switch', table, column },
    { ...follow, kind: 'follow_column', id: `switch:follow_column:${subject}` },
    {
      kind: 'backfill',
      id: `switch:backfill:${subject}`,
      phase: 'switch',
      table,
      column: heldName,
      value: down,
      rows: 'stale',
    },
  ];
}
