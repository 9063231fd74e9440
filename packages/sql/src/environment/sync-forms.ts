/** Owns how a sync may stand that a contract step will end, for every dialect: as its run left it, or a repair made it. */
import {
  assertNever,
  type ColumnSpec,
  invariant,
  type StepOf,
  type SyncEnd,
  substitute,
  syncName,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { columnTypesOf } from './column-types.ts';
import { followSync, type Sync, type SyncMode, turnedSyncs } from './sync.ts';

export interface SyncForm {
  readonly sync: Sync;
  readonly mode: SyncMode;
  /** Where an engine looks at NOT NULL too early, it stands with what refuses empty values. */
  readonly refusesEmpty: boolean;
}

/** @returns the one that a repair makes first; none where nobody knows any more what it wrote */
export function syncForms(until: SyncEnd, table: TableSpec | undefined): readonly SyncForm[] {
  switch (until.kind) {
    case 'end_sync':
      return swappedForms(until, table);
    case 'retire_column':
      return turnedForms(until, table);
    case 'unfollow_column': {
      const sync = followSync(until.table, until, table);
      const strict: SyncForm = { sync, mode: 'strict', refusesEmpty: until.column.notNull };
      const lenient: SyncForm = { sync, mode: 'lenient', refusesEmpty: false };
      return until.column.notNull ? [strict, lenient] : [lenient, strict];
    }
    default:
      return assertNever(until, 'step');
  }
}

/** The one that a repair makes. @throws ASSERTION_FAILED when there is none */
export function restoredForm({ until }: StepOf<'restore_sync'>, table: TableSpec | undefined): SyncForm {
  const [form] = syncForms(until, table);
  invariant(form, `nobody knows what wrote '${until.table}' along`);
  return form;
}

function swappedForms(until: StepOf<'end_sync'>, table: TableSpec | undefined): readonly SyncForm[] {
  const { old, heldName, column, down } = until;
  if (down === undefined) return [];
  const name = syncName(heldName);
  const columns = columnTypesOf(table);
  const follower = { ...old, name: heldName, notNull: false };
  // What it follows may have been put aside since: an engine that renames within triggers then names that.
  const aside = (table?.columns ?? [])
    .map((one) => one.name)
    .filter((one) => isHeldName(one) && one !== heldName);
  return [column, ...aside].flatMap((followed) => {
    const value = substitute(down, new Map([[column, { op: 'column', name: followed }]]));
    const swapped = {
      name,
      table: until.table,
      column: followed,
      columns,
      follower: heldName,
      type: old.type,
      value,
    };
    const again = followSync(until.table, { column: follower, value, sync: name }, table);
    return [swapped, again].map((sync): SyncForm => ({ sync, mode: 'lenient', refusesEmpty: false }));
  });
}

function isHeldName(column: string): boolean {
  return column.startsWith('_hold_');
}

function turnedForms(until: StepOf<'retire_column'>, table: TableSpec | undefined): readonly SyncForm[] {
  const live = table?.columns.find(({ name }) => name === until.column);
  if (live === undefined) return [];
  return [live.notNull, !live.notNull].map((notNull) => {
    const column: ColumnSpec = { ...live, notNull };
    const { now } = turnedSyncs({ ...until, kind: 'turn_sync', from: until.old, column });
    return { sync: now, mode: 'turned', refusesEmpty: false };
  });
}
