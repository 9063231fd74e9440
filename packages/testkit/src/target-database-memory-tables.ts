/** Owns tables of plain maps: what each step does to columns, indexes and rows. Every edit makes new maps, so a chunk can be given up. */
import {
  AuthoringError,
  assertNever,
  type ColumnSpec,
  type ColumnType,
  columnsOf,
  type Expression,
  type IndexPart,
  type IndexSpec,
  invariant,
  type MadeColumn,
  type Step,
  syncName,
  type TableSpec,
  type ViewColumn,
} from '@objectstack/metadata-authoring';
import { defaultValue, evaluate, Uncastable } from './target-database-memory-values.ts';
import type { CellValue, TableRow } from './target-database-subject.ts';

export interface MemoryTable {
  readonly columns: ReadonlyMap<string, ColumnSpec>;
  readonly indexes: ReadonlyMap<string, IndexSpec>;
  readonly rows: readonly TableRow[];
  /** Columns that follow another one, whoever writes it. */
  readonly syncs: readonly MemorySync[];
  /** Names that earlier versions have for it. */
  readonly views: ReadonlyMap<string, readonly ViewColumn[]>;
}

interface MemorySync {
  readonly name: string;
  /** Of two names, it is the one that leads. */
  readonly column: string;
  readonly follower: string;
  readonly value: Expression;
  /** What the column gets where the follower was given. */
  readonly back?: Expression;
  /** In a new row a value of the follower that its writer gave stays: by which of the others follow in turn. */
  readonly keepsGiven?: readonly MadeColumn[];
  /** Refuses rows that are empty in the column. */
  readonly required?: true;
}

export type MemoryTables = ReadonlyMap<string, MemoryTable>;

function misfit(step: Step, what: string): AuthoringError {
  return new AuthoringError('PREFLIGHT_FAILED', `${what} in '${step.table}'`, {
    details: { stepId: step.id },
    suggestion: 'run the preflight: it names the rows; correct them, then resume the run',
  });
}

/** The tables after the step. @throws PREFLIGHT_FAILED when rows do not fit, ASSERTION_FAILED when names are missing or taken */
export function stepOn(tables: MemoryTables, step: Step, now: string): MemoryTables {
  const next = new Map(tables);
  const move = (from: string, to: string, indexes: (table: MemoryTable) => MemoryTable['indexes']) => {
    const table = tableNamed(next, from);
    invariant(!next.has(to), `table '${to}' is already there`);
    next.delete(from);
    next.set(to, { ...table, indexes: indexes(table) });
  };
  switch (step.kind) {
    case 'create_table':
      invariant(!next.has(step.table), `table '${step.table}' is already there`);
      next.set(step.table, emptyTable(step.spec));
      return next;
    case 'rename_table':
      move(step.table, step.to, (table) => table.indexes);
      return next;
    case 'hold_table': {
      const own = new Set(step.spec.indexes.map(({ name }) => name));
      move(
        step.table,
        step.heldName,
        ({ indexes }) => new Map([...indexes].filter(([name]) => !own.has(name))),
      );
      return next;
    }
    case 'restore_table':
      move(step.heldName, step.table, ({ indexes }) => new Map([...indexes, ...named(step.spec.indexes)]));
      assertRowsFit(step, tableNamed(next, step.table));
      return next;
    case 'purge_table':
      assertHeld(step.table);
      tableNamed(next, step.table);
      next.delete(step.table);
      return next;
    case 'create_view':
      invariant(!next.has(step.view), `'${step.view}' is a table`);
      next.set(step.table, changed(tableNamed(next, step.table), step, now));
      return next;
    default: {
      const table = changed(tableNamed(next, step.table), step, now);
      assertRowsFit(step, table);
      next.set(step.table, table);
      return next;
    }
  }
}

type TableStep = Exclude<
  Step,
  { kind: 'create_table' | 'rename_table' | 'hold_table' | 'restore_table' | 'purge_table' }
>;

function changed(table: MemoryTable, step: TableStep, now: string): MemoryTable {
  switch (step.kind) {
    case 'add_column': {
      const { column } = step;
      invariant(!table.columns.has(column.name), `column '${column.name}' is already there`);
      const value = defaultValue(column.default, column.type, now);
      return {
        ...table,
        columns: new Map([...table.columns, [column.name, column]]),
        rows: table.rows.map((row) => ({ ...row, [column.name]: value })),
      };
    }
    case 'rename_column':
      return renamed(table, step.from, step.to);
    case 'hold_column': {
      const covers = (index: IndexSpec) => index.parts.some(({ column }) => column === step.column.name);
      const indexes = new Map([...table.indexes].filter(([, index]) => !covers(index)));
      return edited(renamed({ ...table, indexes }, step.column.name, step.heldName), step.heldName, {
        notNull: false,
      });
    }
    case 'restore_column':
      return edited(renamed(table, step.heldName, step.column.name), step.column.name, step.column);
    case 'purge_column':
      assertHeld(step.heldName);
      return dropped(table, step.heldName);
    case 'change_type': {
      const value = (row: TableRow) => converted(step, row, now);
      const rows = table.rows.map((row) => ({ ...row, [step.column]: value(row) }));
      return edited({ ...table, rows }, step.column, { type: step.to });
    }
    case 'add_shadow': {
      const { shadow } = step;
      invariant(!table.columns.has(shadow.name), `column '${shadow.name}' is already there`);
      const { column, up: value, down: back } = step;
      const sync = { name: step.sync, column, follower: shadow.name, value, ...(back ? { back } : {}) };
      return {
        ...table,
        columns: new Map([...table.columns, [shadow.name, { ...shadow, notNull: false }]]),
        syncs: [...table.syncs, sync],
        rows: table.rows.map((row) => ({ ...row, [shadow.name]: null })),
      };
    }
    case 'drop_shadow':
      return dropped(unsynced(table, step.sync), step.shadow.name);
    case 'check_shadow': {
      const { shadow, up } = step;
      const stale = table.rows.some((row) => {
        const value = valueOrNull(up, row, shadow.type, now);
        return value !== (row[shadow.name] ?? null) || (value === null && fails(up, row, shadow.type, now));
      });
      if (stale) throw misfit(step, `values of '${step.column}' that do not convert`);
      if (!step.follow?.column.notNull) return table;
      const strict = (sync: MemorySync) =>
        sync.name === step.sync ? { ...sync, required: true as const } : sync;
      return { ...table, syncs: table.syncs.map(strict) };
    }
    case 'swap_column': {
      const { name } = step.column;
      const aside = renamed(unsynced(table, step.ends), name, step.heldName);
      const taken = edited(renamed(aside, step.takes, name), name, { notNull: step.column.notNull });
      if (step.down === null) return taken;
      const sync = {
        name: syncName(step.heldName),
        column: name,
        follower: step.heldName,
        value: step.down,
      };
      return { ...taken, syncs: [...taken.syncs, sync] };
    }
    case 'turn_sync': {
      const { from, column, up, down } = step;
      const bare = edited(edited(unsynced(table, step.sync), from.name, { default: null }), column.name, {
        default: column.default,
      });
      const sync = {
        name: step.sync,
        column: column.name,
        follower: from.name,
        value: down,
        back: up,
        ...(column.notNull ? { required: true as const } : {}),
      };
      return { ...bare, syncs: [...bare.syncs, sync] };
    }
    case 'retire_column': {
      const covers = (index: IndexSpec) => index.parts.some(({ column }) => column === step.old.name);
      const indexes = new Map([...table.indexes].filter(([, index]) => !covers(index)));
      return renamed({ ...unsynced(table, step.sync), indexes }, step.old.name, step.heldName);
    }
    case 'end_sync':
      return unsynced(table, syncName(step.heldName));
    case 'create_view':
    case 'drop_view': {
      const views = new Map([...table.views].filter(([name]) => name !== step.view));
      const isMade = step.kind === 'create_view';
      if (isMade) views.set(step.view, step.columns);
      const resting = step.columns.flatMap(({ column, feeds }) =>
        feeds?.rests ? [{ column, to: feeds.rests }] : [],
      );
      return resting.reduce<MemoryTable>(
        (rested, { column, to }) => edited(rested, column, { default: isMade ? null : to }),
        { ...table, views },
      );
    }
    case 'follow_column':
      return {
        ...table,
        syncs: [
          ...table.syncs,
          {
            name: step.sync,
            column: step.column.name,
            follower: step.column.name,
            value: step.value,
            keepsGiven: step.made ?? [],
            ...(step.column.notNull && step.phase !== 'expand' ? { required: true as const } : {}),
          },
        ],
      };
    case 'unfollow_column':
      return unsynced(table, step.sync);
    case 'prove_not_null': {
      const { fill, column } = step;
      if (fill === null) return table;
      const { type } = columnNamed(table, column);
      return {
        ...table,
        rows: table.rows.map((row) =>
          row[column] === null ? { ...row, [column]: evaluate(fill, row, type, now) } : row,
        ),
      };
    }
    case 'retire_choices':
    case 'retarget_reference':
    case 'watch_rows':
    case 'unwatch_rows':
    case 'restore_sync':
      return table;
    case 'set_not_null':
      return edited(table, step.column, { notNull: true });
    case 'drop_not_null':
      return edited(table, step.column, { notNull: false });
    case 'set_default':
      return edited(table, step.column, { default: step.to });
    case 'backfill': {
      const { type } = columnNamed(table, step.column);
      return {
        ...table,
        rows: table.rows.map((row) =>
          step.rows === 'stale' ||
          (row[step.column] === null && (!step.asMade || row.created_at === row.updated_at))
            ? { ...row, [step.column]: valueOrNull(step.value, row, type, now) }
            : row,
        ),
      };
    }
    case 'create_index':
      return { ...table, indexes: new Map([...table.indexes, [step.index.name, step.index]]) };
    case 'drop_index':
      return { ...table, indexes: new Map([...table.indexes].filter(([name]) => name !== step.index.name)) };
    case 'rename_index': {
      const index = { ...step.index, name: step.to };
      const others = [...table.indexes].filter(([name]) => name !== step.index.name);
      return { ...table, indexes: new Map([...others, [step.to, index]]) };
    }
    default:
      return assertNever(step, 'step');
  }
}

/** What does not convert stays empty: it is found by the check. */
function valueOrNull(value: Expression, row: TableRow, type: ColumnType, now: string): CellValue {
  return fails(value, row, type, now) ? null : evaluate(value, row, type, now);
}

function fails(value: Expression, row: TableRow, type: ColumnType, now: string): boolean {
  try {
    evaluate(value, row, type, now);
    return false;
  } catch (error) {
    if (error instanceof Uncastable) return true;
    throw error;
  }
}

function dropped(table: MemoryTable, column: string): MemoryTable {
  columnNamed(table, column);
  return {
    ...table,
    columns: new Map([...table.columns].filter(([name]) => name !== column)),
    rows: table.rows.map((row) => without(row, column)),
  };
}

function unsynced(table: MemoryTable, sync: string): MemoryTable {
  return { ...table, syncs: table.syncs.filter(({ name }) => name !== sync) };
}

function converted(step: Extract<Step, { kind: 'change_type' }>, row: TableRow, now: string): CellValue {
  try {
    return evaluate(step.conversion, row, step.to, now);
  } catch (error) {
    if (error instanceof Uncastable) throw misfit(step, `values of '${step.column}' that do not convert`);
    throw error;
  }
}

/** @throws PREFLIGHT_FAILED */
function assertRowsFit(step: Step, table: MemoryTable): void {
  const what = misfitIn(table);
  if (what !== null) throw misfit(step, what);
}

/** What every engine holds at any moment: NOT NULL, length, unique. @returns what does not fit, in words */
export function misfitIn(table: MemoryTable): string | null {
  for (const { name, notNull, type } of table.columns.values()) {
    if (notNull && table.rows.some((row) => (row[name] ?? null) === null)) return `empty values of '${name}'`;
    if (table.rows.some((row) => isTooLong(row[name] ?? null, type))) return `too long values of '${name}'`;
  }
  for (const { column, required } of table.syncs)
    if (required && table.rows.some((row) => (row[column] ?? null) === null))
      return `empty values of '${column}'`;
  for (const index of table.indexes.values())
    if (index.unique && duplicatesIn(table.rows, index.parts).length > 0)
      return `equal values under '${index.name}'`;
  return null;
}

function isTooLong(value: CellValue, type: ColumnType): boolean {
  return type.kind === 'string' && typeof value === 'string' && [...value].length > type.length;
}

/** Rows whose key another row has too. A NULL in a plain part makes a row equal to none. */
export function duplicatesIn(
  rows: readonly TableRow[],
  parts: readonly Pick<IndexPart, 'column' | 'nullSafe'>[],
): readonly TableRow[] {
  const groups = new Map<string, TableRow[]>();
  for (const row of rows) {
    const key = parts.map(({ column, nullSafe }) => row[column] ?? (nullSafe ? '__global__' : null));
    if (key.includes(null)) continue;
    const text = JSON.stringify(key);
    groups.set(text, [...(groups.get(text) ?? []), row]);
  }
  return [...groups.values()].filter((group) => group.length > 1).flat();
}

/** The row as the engine would store it: defaults filled in. @throws ASSERTION_FAILED for a column that is not there */
export function insertedRow(table: MemoryTable, row: TableRow, now: string): TableRow {
  for (const name of Object.keys(row)) columnNamed(table, name);
  const written = Object.fromEntries(
    [...table.columns.values()].map(({ name, type, default: value }) => [
      name,
      name in row ? (row[name] ?? null) : defaultValue(value, type, now),
    ]),
  );
  for (const sync of table.syncs) {
    if (sync.keepsGiven && isGiven(table, sync, sync.keepsGiven, written, now)) continue;
    const { column, follower, value, back } = sync;
    const given = back !== undefined && (written[follower] ?? null) !== null;
    const [name, expression] = given ? [column, back] : [follower, value];
    written[name] = valueOrNull(expression, written, columnNamed(table, name).type, now);
  }
  return written;
}

/** One that is there, and is not the default, which is given by nobody: nor is what a column gets from others. */
function isGiven(
  table: MemoryTable,
  { follower, value }: MemorySync,
  made: readonly MadeColumn[],
  row: TableRow,
  now: string,
): boolean {
  const held = row[follower] ?? null;
  if (held === null) return false;
  const isDefault = (name: string) => {
    const { type, default: unless } = columnNamed(table, name);
    return row[name] === defaultValue(unless, type, now);
  };
  const isSource = (name: string) => {
    if ((row[name] ?? null) === null) return false;
    const by = made.find(({ column }) => column.name === name);
    if (by === undefined) return true;
    return !isDefault(name) && row[name] !== valueOrNull(by.value, row, by.column.type, now);
  };
  return !isDefault(follower) || !columnsOf(value).some(isSource);
}

function emptyTable(spec: TableSpec): MemoryTable {
  return {
    columns: new Map(named(spec.columns)),
    indexes: new Map(named(spec.indexes)),
    rows: [],
    syncs: [],
    views: new Map(),
  };
}

function named<T extends { readonly name: string }>(things: readonly T[]): readonly (readonly [string, T])[] {
  return things.map((thing) => [thing.name, thing]);
}

function tableNamed(tables: MemoryTables, name: string): MemoryTable {
  const table = tables.get(name);
  invariant(table, `table '${name}' is not there`);
  return table;
}

function columnNamed(table: MemoryTable, name: string): ColumnSpec {
  const column = table.columns.get(name);
  invariant(column, `column '${name}' is not there`);
  return column;
}

function edited(table: MemoryTable, name: string, change: Partial<ColumnSpec>): MemoryTable {
  const column = { ...columnNamed(table, name), ...change, name };
  return {
    ...table,
    columns: new Map([...table.columns].map(([key, value]) => [key, key === name ? column : value])),
  };
}

function renamed(table: MemoryTable, from: string, to: string): MemoryTable {
  columnNamed(table, from);
  invariant(!table.columns.has(to), `column '${to}' is already there`);
  const rename = (name: string) => (name === from ? to : name);
  const parts = (index: IndexSpec) => index.parts.map((part) => ({ ...part, column: rename(part.column) }));
  return {
    ...table,
    columns: new Map(
      [...table.columns].map(([name, column]) => [rename(name), { ...column, name: rename(name) }]),
    ),
    indexes: new Map([...table.indexes].map(([name, index]) => [name, { ...index, parts: parts(index) }])),
    rows: table.rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [rename(name), value])),
    ),
  };
}

function without(row: TableRow, column: string): TableRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
}

/** Only what was renamed aside may go for good. */
function assertHeld(name: string): void {
  invariant(name.startsWith('_hold_'), `a purge names '${name}', which is not held`);
}
