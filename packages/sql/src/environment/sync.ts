/** Owns what a sync is, for every dialect: one column that is written along with another one, or two with each other. */
import {
  type ColumnDefault,
  type ColumnSpec,
  type ColumnType,
  columnsOf,
  type Expression,
  type Following,
  invariant,
  isWidening,
  type StepOf,
  sameType,
  syncName,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { type ColumnTypes, columnTypesOf } from './column-types.ts';

export interface Sync {
  readonly name: string;
  readonly table: string;
  /** What is written, and how its columns are typed. */
  readonly column: string;
  readonly columns: ColumnTypes;
  /** What follows it. */
  readonly follower: string;
  readonly type: ColumnType;
  readonly value: Expression;
  /**
   * What the column gets when somebody writes the follower: both are two names of one thing. The column leads: only it
   * has a default, so a value of the follower in a new row was given. One that is not what the column says already wins.
   */
  readonly reverse?: Expression;
  /**
   * A value of the follower that its writer gave stays: one that is there in a new row, or was changed in an old one.
   * Without this the follower is always written.
   */
  readonly keepsGiven?: {
    /** The follower's default, which is given by nobody; null: there is none. */
    readonly unless: ColumnDefault | null;
    /** By which columns that `value` reads follow others in turn: what one of them says then was given by nobody. */
    readonly made: readonly MadeSync[];
  };
  /** Where an engine looks at NOT NULL before a trigger could fill the column, the sync itself refuses empty ones. */
  readonly required?: true;
}

export interface MadeSync extends Sync {
  /** Of its follower. */
  readonly unless: ColumnDefault | null;
}

/** Whatever is written of these, the follower is written along. */
export function watchedColumns({ column, value }: Pick<Sync, 'column' | 'value'>): readonly string[] {
  return [...new Set([column, ...columnsOf(value)])];
}

/**
 * A value that does not convert leaves what it is written along to empty. `strict`: it is refused where the column is
 * written. `turned`: it is refused where the follower is.
 */
export type SyncMode = 'lenient' | 'strict' | 'turned';

/** The same two names, seen from the follower: what it is to the column. */
export function inverse(sync: Sync & { readonly reverse: Expression }): Sync {
  const { column, follower, columns, reverse } = sync;
  return {
    ...sync,
    column: follower,
    follower: column,
    type: columns.get(column) ?? sync.type,
    value: reverse,
  };
}

export function isTwoWay(sync: Sync): sync is Sync & { readonly reverse: Expression } {
  return sync.reverse !== undefined;
}

/** Whatever it is, the conversion gives a value. */
export function neverFails({ columns, type, value }: Pick<Sync, 'columns' | 'type' | 'value'>): boolean {
  const from = value.op === 'column' ? columns.get(value.name) : undefined;
  return from !== undefined && (sameKind(from, type) || isWidening(from, type));
}

function sameKind(a: ColumnType, b: ColumnType): boolean {
  return a.kind === b.kind && a.kind !== 'string';
}

/** By which a shadow follows the column that it stands beside. */
export function shadowSync(
  step: StepOf<'add_shadow'> | StepOf<'check_shadow'>,
  before: TableSpec | undefined,
): Sync {
  const { table, column, shadow, up, down, sync } = step;
  if (step.kind === 'check_shadow' && step.follow) return followSync(table, step.follow, before);
  const columns = columnTypesOf(before);
  const one = { name: sync, table, column, columns, follower: shadow.name, type: shadow.type, value: up };
  if (down === undefined) return one;
  return { ...one, columns: new Map([...columns, [shadow.name, shadow.type]]), reverse: down };
}

/** By which both names of a column are written along, from the turn on and until it. */
export function turnedSyncs({ table, from, column, up, down, sync, returns }: StepOf<'turn_sync'>): {
  readonly now: Sync;
  readonly until: Sync;
  readonly modeUntil: SyncMode;
} {
  const columns = new Map([from, column].map(({ name, type }) => [name, type]));
  const led = (by: ColumnSpec, other: ColumnSpec, value: Expression, reverse: Expression): Sync => ({
    name: sync,
    table,
    column: by.name,
    columns,
    follower: other.name,
    type: other.type,
    value,
    reverse,
    ...(by.notNull ? { required: true } : {}),
  });
  return {
    now: led(column, from, down, up),
    until: led(from, column, up, down),
    modeUntil: returns ? 'turned' : isChecked(from.type, column.type) ? 'strict' : 'lenient',
  };
}

/** Whether a shadow of this type is checked before the turn: what is only copied, or widened, is not. */
function isChecked(from: ColumnType, to: ColumnType): boolean {
  return !isWidening(from, to) && !sameType(from, to);
}

/** By which the old column follows the one that took its place; null: it does not. */
export function swappedSync(
  { table, old, heldName, column, down }: StepOf<'swap_column'>,
  before: TableSpec | undefined,
): Sync | null {
  if (down === null) return null;
  const columns = new Map([...columnTypesOf(before), [column.name, column.type]]);
  return {
    name: syncName(heldName),
    table,
    column: column.name,
    columns,
    follower: heldName,
    type: old.type,
    value: down,
  };
}

/** By which a column follows those that its values come from. */
export function followSync(
  table: string,
  { column, value, sync, made = [] }: Following,
  before: TableSpec | undefined,
): Sync {
  const columns = columnTypesOf(before);
  const follows = (follower: ColumnSpec, from: Expression): Sync => {
    const [read] = columnsOf(from);
    invariant(read !== undefined, `'${table}.${follower.name}' follows no column`);
    const { name, type } = follower;
    return { name: sync, table, column: read, columns, follower: name, type, value: from };
  };
  return {
    ...follows(column, value),
    keepsGiven: {
      unless: column.default,
      made: made.map((one) => ({ ...follows(one.column, one.value), unless: one.column.default })),
    },
    ...(column.notNull ? { required: true } : {}),
  };
}

/** What a column may not be without is refused from the switch on. Until then it may be empty. */
export function followMode({ phase, column }: StepOf<'follow_column' | 'unfollow_column'>): SyncMode {
  return phase !== 'expand' && column.notNull ? 'strict' : 'lenient';
}

/** A shadow that goes on following, and that a row may be without, refuses nobody after the check either. */
export function checkMode({ follow }: StepOf<'check_shadow'>): SyncMode {
  return follow && !follow.column.notNull ? 'lenient' : 'strict';
}

/** In the dialect's words. */
export interface GivenWords {
  /** A column of the new row. */
  readonly inRow: (column: string) => string;
  /** The column there is something else than this default. */
  readonly differs: (column: string, type: ColumnType, unless: ColumnDefault) => string;
  /** The follower there is what it gets from the others. */
  readonly isSaid: (made: Sync) => string;
}

/** @returns when a new row's follower stays what it is; null: never */
export function givenCondition(sync: Sync, { inRow, differs, isSaid }: GivenWords): string | null {
  if (sync.keepsGiven === undefined) return null;
  const { unless, made } = sync.keepsGiven;
  const there = `${inRow(sync.follower)} IS NOT NULL`;
  if (unless === null) return there;
  const none = watchedColumns(sync).map((column) => {
    const empty = `${inRow(column)} IS NULL`;
    const by = made.find(({ follower }) => follower === column);
    if (by === undefined) return empty;
    const isDefault = by.unless === null ? [] : [`NOT (${differs(column, by.type, by.unless)})`];
    return `(${[empty, ...isDefault, isSaid(by)].join(' OR ')})`;
  });
  return `${there} AND (${differs(sync.follower, sync.type, unless)} OR (${none.join(' AND ')}))`;
}

/** What has to be asked of other values may fail, where no writer may. */
export function givenMayFail({ keepsGiven }: Sync): boolean {
  return keepsGiven !== undefined && keepsGiven.unless !== null && keepsGiven.made.length > 0;
}
