/** Owns what planning is told of things that were put aside and may come back. */
import type { Aside } from '../plan/aside.ts';
import { NOBODY } from '../plan/read-table.ts';
import type { RestorableHolds } from './restorable-holds.ts';

export function asideOf({ held, leaving }: RestorableHolds): Aside {
  const all = [
    ...leaving.map((hold) => ({ ...hold, isThere: true })),
    ...held.map((hold) => ({ ...hold, isThere: false })),
  ];
  return {
    tables: all.flatMap(({ held: thing, heldName, isThere, since }) =>
      thing.kind === 'table' ? [{ heldName, isThere, since, spec: thing.spec }] : [],
    ),
    columns: all.flatMap(({ held: thing, heldName, isThere, since, table }) =>
      // What somebody else had put there under the name was never a value of ours.
      thing.kind === 'column' && thing.column.owner !== NOBODY
        ? [{ heldName, isThere, since, table, column: thing.column }]
        : [],
    ),
  };
}
