/**
 * Owns which rows of a database are in a sample, and how they get into it: the first of each table by id, then those that they
 * refer to, a batch at a time. Values are masked between the two databases: an original never reaches the copy.
 */
import {
  dayOf,
  isRuntimeName,
  Masker,
  movedDay,
  type Sampled,
  type SampledColumn,
  type SamplePlan,
} from '@objectstack/metadata-authoring';
import { SEQUENCES_TABLE } from './sequences.ts';

/** As the engine's catalog knows it. Values that are generated are no column here. */
export interface SampleColumn {
  readonly name: string;
  /** number: one that may have a fraction. day: with a time or without. other: whole numbers, truths, times of a day. */
  readonly kind: 'text' | 'json' | 'binary' | 'number' | 'day' | 'other';
  /** In characters; null: any. */
  readonly length: number | null;
  readonly notNull: boolean;
}

export interface SampleTable {
  readonly name: string;
  readonly columns: readonly SampleColumn[];
}

/** Texts as text; what else there is as the driver writes it again. */
export type SampleRow = Readonly<Record<string, unknown>>;

/** The two databases. Rows are read as of one moment. */
export interface SampleAccess {
  /** The `id` of the first rows in its order. */
  firstIds(table: string, limit: number): Promise<readonly string[]>;
  /** Of a table without `id`: in the order in which the engine stores them. */
  first(table: SampleTable, limit: number): Promise<readonly SampleRow[]>;
  byId(table: string, columns: readonly string[], ids: readonly string[]): Promise<readonly SampleRow[]>;
  insert(table: SampleTable, rows: readonly SampleRow[]): Promise<void>;
}

const BATCH = 200;
/** From child to parent to its parent: longer chains are rare, and circles end. */
const ROUNDS = 10;
const STAY: ReadonlySet<string> = new Set(['id', 'organization_id', 'created_at', 'updated_at']);

/** @param salt of this copy alone */
export async function sampleRows(
  access: SampleAccess,
  tables: readonly SampleTable[],
  plan: SamplePlan,
  salt: string,
): Promise<Sampled> {
  const masker = new Masker(salt);
  const chosen = await choose(access, tables, plan);
  const cut = new Map<string, { readonly table: string; readonly column: string; rows: number }>();
  let rows = 0;
  for (const table of tables) {
    const ids = chosen.get(table.name);
    const write = async (batch: readonly SampleRow[]) => {
      rows += batch.length;
      for (const { column, parent } of referencesOf(table, plan))
        for (const row of batch)
          for (const id of idsIn(row[column])) {
            if (chosen.get(parent)?.has(id)) continue;
            const key = `${table.name}.${column}`;
            const told = cut.get(key) ?? { table: table.name, column, rows: 0 };
            cut.set(key, { ...told, rows: told.rows + 1 });
          }
      if (batch.length > 0)
        await access.insert(
          table,
          batch.map((row) => masked(masker, table, plan, row)),
        );
    };
    if (ids === undefined) await write(await access.first(table, plan.rows));
    else
      for (const batch of batches([...ids]))
        await write(
          await access.byId(
            table.name,
            table.columns.map(({ name }) => name),
            batch,
          ),
        );
  }
  return { rows, cut: [...cut.values()] };
}

/** Of each table that has ids those that are in the sample. All of them are there. */
async function choose(
  access: SampleAccess,
  tables: readonly SampleTable[],
  plan: SamplePlan,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const chosen = new Map<string, Set<string>>();
  let fresh = new Map<string, readonly string[]>();
  for (const { name, columns } of tables) {
    if (columns.every((column) => column.name !== 'id')) continue;
    const ids = await access.firstIds(name, plan.rows);
    chosen.set(name, new Set(ids));
    fresh.set(name, ids);
  }
  for (let round = 0; round < ROUNDS && fresh.size > 0; round += 1) {
    const wanted = new Map<string, Set<string>>();
    for (const table of tables) {
      const references = referencesOf(table, plan).filter(({ parent }) => chosen.has(parent));
      if (references.length === 0) continue;
      const columns = references.map(({ column }) => column);
      for (const batch of batches(fresh.get(table.name) ?? []))
        for (const row of await access.byId(table.name, columns, batch))
          for (const { column, parent } of references)
            for (const id of idsIn(row[column])) {
              const known = chosen.get(parent);
              const more = wanted.get(parent) ?? new Set();
              if (known === undefined || known.has(id) || known.size + more.size >= 2 * plan.rows) continue;
              wanted.set(parent, more.add(id));
            }
    }
    fresh = new Map();
    for (const [name, ids] of wanted) {
      const there: string[] = [];
      for (const batch of batches([...ids]))
        for (const row of await access.byId(name, ['id'], batch)) there.push(String(row.id));
      for (const id of there) chosen.get(name)?.add(id);
      fresh.set(name, there);
    }
  }
  return chosen;
}

function referencesOf(
  { name, columns }: SampleTable,
  { tables }: SamplePlan,
): readonly { readonly column: string; readonly parent: string }[] {
  const planned = tables.get(name);
  return columns.flatMap((column) => {
    const { mask, reference } = planned?.get(column.name) ?? {};
    return mask === null && reference !== undefined ? [{ column: column.name, parent: reference }] : [];
  });
}

/** One id, or a JSON list of them. */
function idsIn(value: unknown): readonly string[] {
  if (value === null || value === undefined || value === '') return [];
  const text = String(value);
  if (!text.startsWith('[')) return [text];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [];
  } catch {
    return [text];
  }
}

function masked(masker: Masker, table: SampleTable, plan: SamplePlan, row: SampleRow): SampleRow {
  // Counters of the runtime, by the names of objects and fields: with other names it would count from 1 again.
  if (table.name === SEQUENCES_TABLE) return row;
  const planned = plan.tables.get(table.name) ?? new Map<string, SampledColumn>();
  const moved = daysMoved(masker, planned, row);
  return Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      maskedValue({ masker, table: table.name, column, moved }, planned.get(column.name), row[column.name]),
    ]),
  );
}

/** The days of a row move together, so that one that follows another does so still: with one that a unique index keeps, or the first. */
function daysMoved(
  masker: Masker,
  planned: ReadonlyMap<string, SampledColumn>,
  row: SampleRow,
): number | null {
  let first: { readonly day: number; readonly value: string | number; readonly apart: boolean } | null = null;
  for (const [name, { mask, apart = false }] of planned) {
    const value = row[name];
    if (mask !== 'day' || !isWritten(value)) continue;
    const day = dayOf(value);
    if (day === null || (first?.apart && !apart)) continue;
    if (!first || (apart && !first.apart) || day < first.day) first = { day, value, apart };
  }
  return first && masker.daysMoved(first.value);
}

interface Place {
  readonly masker: Masker;
  readonly table: string;
  readonly column: SampleColumn;
  /** How far the days of the row move. */
  readonly moved: number | null;
}

function maskedValue(place: Place, planned: SampledColumn | undefined, value: unknown): unknown {
  const { masker, table, column, moved } = place;
  const { name, kind, notNull, length } = column;
  if (value === null || value === undefined) return null;
  if (planned?.gone && !notNull) return null;
  if (planned?.gone && planned.mask === null) return nothingLike(value);
  if (planned?.mask === null || (!planned && STAY.has(name))) return value;
  if (kind === 'binary' || typeof value === 'object') return notNull ? Buffer.alloc(0) : null;
  const mask = planned?.mask ?? unknownMask(column, table);
  // An engine without types may hold a text where a number is meant, and a column may have another type by hand.
  const unwritten = kind === 'number' || kind === 'day' ? kind : mask;
  if (mask === null || unwritten === null) return value;
  if (kind === 'other' && typeof value !== 'string' && mask !== 'number') return value;
  if (unwritten !== 'number' && unwritten !== 'day')
    return masker.value(kind === 'json' ? 'json' : unwritten, String(value), `${table}.${name}`, length);
  if (!isWritten(value)) return value;
  if (unwritten === 'day' && dayOf(value) !== null)
    return movedDay(value, (planned && !planned.apart ? moved : masker.daysMoved(value)) ?? 0);
  const range = kind === 'other' ? wholeRange(value) : (planned?.range ?? {});
  const number = masker.number(String(value), `${table}.${name}`, range);
  if (number !== null) return typeof value === 'number' ? Number(number) : number;
  return NO_OTHER.test(String(value))
    ? value
    : masker.value('text', String(value), `${table}.${name}`, length);
}

/** Whole numbers that no field asks for may be keys and counters; the runtime's own tables hold what it goes by. */
function unknownMask({ kind }: SampleColumn, table: string): SampledColumn['mask'] {
  if (kind === 'number' || kind === 'day') return isRuntimeName(table) ? null : kind;
  return kind === 'json' || kind === 'text' ? kind : null;
}

/** A whole type that somebody put in place of a number's own takes no more than this. */
const WHOLE_MAX = [127, 32_767, 2_147_483_647];

function wholeRange(value: string | number): { readonly max?: number } {
  const max = WHOLE_MAX.find((most) => Math.abs(Number(value)) <= most);
  return max === undefined ? {} : { max };
}

function isWritten(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** What engines write in place of a number or a day. */
const NO_OTHER = /^-?(infinity|nan)$|^0000-|^\d{4,}-\d\d-\d\d/i;

function nothingLike(value: unknown): unknown {
  if (typeof value !== 'string') return 0;
  if (/^\d\d:\d\d/.test(value)) return '00:00:00';
  return /^(t|f|true|false)$/.test(value) ? 'false' : '0';
}

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += BATCH) yield ids.slice(at, at + BATCH);
}
