/**
 * Owns what became of the triggers that runs left until contract, and bringing them back, as steps: without them what
 * writers of one version write is lost to those of the other, and nothing else tells.
 */

import type { PhysicalSchema } from '../plan/physical-schema.ts';
import { type Bridge, type TriggerFindings, triggerFindings } from '../plan/physical-trigger.ts';
import type { ViewFindings } from '../plan/physical-view.ts';
import type { Backfill, Step, StepOf, SyncEnd } from '../plan/steps/step.ts';
import { conversionBetween } from '../plan/steps/type-conversion.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import { isSameJson } from '../policy/protection/same-json.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import { withLeftovers } from './pending-contract.ts';

export interface LostTriggersInput {
  readonly target: TargetDatabase;
  /** The unfinished contract. */
  readonly pending: readonly Step[];
  /** As the active versions alone need them. */
  readonly required: SchemaState;
  readonly actual: PhysicalSchema;
  readonly names: Pick<ViewFindings, 'broken' | 'taken'>;
}

export async function lostTriggers(input: LostTriggersInput): Promise<TriggerFindings> {
  const { target, pending } = input;
  const bridges = pending.filter(isBridge).filter((step) => isTold(step, input));
  if (bridges.length === 0) return { drift: [], broken: [] };
  // What is required only by contract refuses empty values before it.
  const tables = withLeftovers(
    input.required,
    pending.filter((step) => step.kind !== 'set_not_null'),
  );
  const expected = bridges.map((until) => ({ until, forms: target.triggersUntil(until, tables) }));
  return triggerFindings(expected, await target.triggers());
}

function isBridge(step: Step): step is Bridge {
  return (
    step.kind === 'drop_view' ||
    step.kind === 'end_sync' ||
    step.kind === 'retire_column' ||
    step.kind === 'unfollow_column'
  );
}

/** Of a view, a table or a follower that is gone or changed, that says enough. */
function isTold(step: Bridge, { actual, required, names: { broken, taken } }: LostTriggersInput): boolean {
  const table = actual.get(step.table);
  if (!table || !required.has(step.table)) return false;
  if (step.kind === 'drop_view') return ![...broken, ...taken].some(({ view }) => view === step.view);
  return step.kind !== 'end_sync' || table.columns.has(step.heldName);
}

/**
 * Rows that were written meanwhile get what they miss. Where a value stands that may be more exact, it stays; what readers of
 * the active version see as empty is filled only where nobody can have emptied it.
 */
export function writtenAlongAgain(until: SyncEnd, tables: SchemaState): readonly Step[] {
  const { table } = until;
  const subject = (column: string) => `${table}.${column}`;
  const fill = (
    column: string,
    value: Backfill['value'],
    which: Pick<Backfill, 'rows' | 'unless' | 'asMade'> = { rows: 'empty' },
  ): Step => ({
    kind: 'backfill',
    id: `switch:backfill:${subject(column)}`,
    phase: 'switch',
    table,
    column,
    value,
    ...which,
  });
  const restored = (follower: string): Step => ({
    kind: 'restore_sync',
    id: `switch:restore_sync:${subject(follower)}`,
    phase: 'switch',
    table,
    until,
  });
  const columnOf = (name: string) => tables.get(table)?.columns.find((column) => column.name === name);
  // What is required nobody emptied; and a table may say nothing of its rows.
  const seen = (name: string): Pick<Backfill, 'rows' | 'asMade'> =>
    !columnOf(name)?.notNull && columnOf('created_at') && columnOf('updated_at')
      ? { rows: 'empty', asMade: true }
      : { rows: 'empty' };
  switch (until.kind) {
    case 'unfollow_column':
      return [restored(until.column.name), fill(until.column.name, until.value, seen(until.column.name))];
    case 'retire_column':
      return [
        restored(until.old.name),
        fill(until.column, until.up, seen(until.column)),
        fill(until.old.name, until.down),
      ];
    case 'end_sync': {
      if (until.down === undefined) return [];
      return [restored(until.heldName), fill(until.heldName, until.down, filled(until, tables))];
    }
  }
}

/** What converts to the live value is up to date. What an author stated need not be one to one: only empty values are filled. */
function filled(
  { table, column, old, heldName, down }: StepOf<'end_sync'>,
  tables: SchemaState,
): Pick<Backfill, 'rows' | 'unless'> {
  const type = tables.get(table)?.columns.find(({ name }) => name === column)?.type;
  if (type === undefined || !isSameJson(down, conversionBetween(column, type, old.type)))
    return { rows: 'empty' };
  return { rows: 'stale', unless: { column, value: conversionBetween(heldName, old.type, type) } };
}
