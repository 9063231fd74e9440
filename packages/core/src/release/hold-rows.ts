/** Owns the rows of what is held, as a run leaves them: what it put aside, and what it moved, restored or purged. */
import type { Context } from '../context.ts';
import { isShadowName } from '../plan/shadow-name.ts';
import type { Step } from '../plan/steps/step.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { Scope } from '../scope.ts';
import type { RunRow } from './run.ts';

interface Executed {
  readonly run: RunRow;
  readonly environment: EnvironmentRow;
  readonly executed: readonly Step[];
}

export function holdsOf(
  context: Pick<Context, 'clock' | 'ids'>,
  { run, environment, executed }: Executed,
): readonly HoldRow[] {
  const heldAt = context.clock.now();
  const packageId = run.request.targets[0]?.packageId ?? '';
  return executed.flatMap((step, at): HoldRow[] => {
    const aside = putAside(step);
    if (aside === null) return [];
    // A table is held under its last name; the steps behind a column's may give its table another one.
    const table = step.kind === 'hold_table' ? step.table : nameAfter(executed.slice(at), step.table);
    const id = context.ids.next();
    return [{ id, environmentId: environment.id, packageId, runId: run.id, heldAt, table, ...aside }];
  });
}

function putAside(step: Step): Pick<HoldRow, 'heldName' | 'held'> | null {
  switch (step.kind) {
    case 'hold_column':
      return { heldName: step.heldName, held: { kind: 'column', column: step.column } };
    case 'swap_column':
      if (isShadowName(step.heldName)) return null;
      return { heldName: step.heldName, held: { kind: 'column', column: step.old } };
    case 'retire_column':
      return { heldName: step.heldName, held: { kind: 'renamed_column', column: step.old } };
    case 'hold_table':
      return { heldName: step.heldName, held: { kind: 'table', spec: step.spec } };
    default:
      return null;
  }
}

/** A column is held in its table, whatever that one is called at the end of the run. */
function nameAfter(steps: readonly Step[], table: string): string {
  return steps
    .flatMap(renamingsOf)
    .reduce((name, renaming) => (renaming.from === name ? renaming.to : name), table);
}

/** What a table is called in the database, before a step and after it. */
function renamingsOf(step: Step): readonly { readonly from: string; readonly to: string }[] {
  if (step.kind === 'rename_table') return [{ from: step.table, to: step.to }];
  if (step.kind === 'hold_table') return [{ from: step.table, to: step.heldName }];
  return step.kind === 'restore_table' ? [{ from: step.heldName, to: step.table }] : [];
}

/** Held columns follow the table that they are in, also aside; restored and purged things are held no more. */
export async function moveHolds(
  tx: ControlPlane,
  scope: Scope,
  environmentId: string,
  executed: readonly Step[],
): Promise<void> {
  if (executed.length === 0) return;
  const rows = await tx.holds.list(scope, environmentId);
  const left = new Map(movedHolds(rows, executed).map((row) => [row.id, row]));
  const gone = rows.filter(({ id }) => !left.has(id)).map(({ id }) => id);
  const moved = rows.flatMap(({ id, table }) => {
    const row = left.get(id);
    return row !== undefined && row.table !== table ? [row] : [];
  });
  if (gone.length > 0) await tx.holds.remove(scope, environmentId, gone);
  if (moved.length > 0) await tx.holds.put(scope, moved);
}

/** As the steps leave them. A held table goes on saying what it was called. */
export function movedHolds(rows: readonly HoldRow[], executed: readonly Step[]): readonly HoldRow[] {
  const gone = heldNoMore(executed);
  return rows
    .map((row) => (row.held.kind === 'table' ? row : { ...row, table: nameAfter(executed, row.table) }))
    .filter(({ heldName, table }) => !gone.has(heldName) && !gone.has(table));
}

function heldNoMore(executed: readonly Step[]): ReadonlySet<string> {
  return new Set(
    executed.flatMap((step) => {
      if (step.kind === 'swap_column') return [step.takes];
      if (step.kind === 'restore_table' || step.kind === 'restore_column' || step.kind === 'purge_column')
        return [step.heldName];
      return step.kind === 'purge_table' ? [step.table] : [];
    }),
  );
}
