/**
 * Owns finding rows that share a key on a server: range of keys by range, each of about so many rows that it is sorted
 * well within the time of a statement. Where the ranges end, a few rows of each slice of the table say. It only reads.
 */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { PreflightAsker, PreflightRow, TableSize } from './ask-preflight.ts';
import type { CheckOf } from './preflight-conditions.ts';
import { type DuplicatesFound, duplicateQuestions, type Key, type KeyRange } from './preflight-duplicates.ts';

export type GroupingAsker = Pick<PreflightAsker, 'texts' | 'slices' | 'rows'>;

export interface GroupingInput {
  readonly check: CheckOf<'duplicates'>;
  readonly size: TableSize;
  /** Rows that can be equal to another one at all. */
  readonly where: string;
  /** The column whose values people are shown. */
  readonly shown: string | undefined;
  /** Awaited between statements; throws what is to stop it. */
  readonly goesOn: () => Promise<void>;
  /** About how many rows a range has. */
  readonly rangeRows?: number;
}

/** @throws UnansweredInTime where one look through the whole table lasts for longer than a statement may */
export async function groupDuplicates(
  { texts, slices, rows }: GroupingAsker,
  { check, size, where, shown, goesOn, rangeRows = LIMITS.preflight_group_rows }: GroupingInput,
): Promise<DuplicatesFound> {
  const questions = duplicateQuestions(check, where, shown, texts);
  const ask = async (sql: string) => {
    await goesOn();
    return rows(sql);
  };
  const sliceRows = Math.min(rangeRows, LIMITS.preflight_slice_rows);
  const slicesOfTable = () => slices(check.table, size, sliceRows);
  const ranges = Math.ceil(size.rows / rangeRows);
  const ends = ranges > 1 ? rangeEnds(await someKeys(), ranges) : [];
  const found = { groups: 0, rows: 0, largest: [] as PreflightRow[] };
  // Each has two rows at least; so many groups give as many keys as people are shown.
  const most = LIMITS.preflight_keys / 2;
  for (const range of rangesBetween(ends)) {
    const largest = await ask(questions.groups(range, most));
    found.groups += Number(largest[0]?.[3] ?? 0);
    found.rows += Number(largest[0]?.[4] ?? 0);
    found.largest = [...found.largest, ...largest].sort(bySize).slice(0, most);
  }
  if (found.groups === 0) return { ...found, shown: [] };
  const representatives = found.largest.map(([, , id]) => String(id));
  let first: readonly PreflightRow[] = [];
  for await (const slice of slicesOfTable()) {
    const more = await ask(questions.rows(slice, representatives, LIMITS.preflight_keys));
    first = [...first, ...more].sort(byId).slice(0, LIMITS.preflight_keys);
  }
  return { ...found, shown: first };

  /** Of rows from all over the table, in the engine's order. */
  async function someKeys(): Promise<readonly Key[]> {
    const ids: string[] = [];
    const each = Math.ceil((ranges * ROWS_A_RANGE_END * sliceRows) / size.rows);
    for await (const slice of slicesOfTable())
      for (const [id] of await ask(questions.some(slice, each))) ids.push(String(id));
    const literal = ids.filter(isLiteral);
    if (literal.length === 0) return [];
    return (await ask(questions.keys(literal)))
      .map((parts) => parts.map(String))
      .filter((key) => key.every(isLiteral));
  }
}

/** So many rows of a sample stand for a range: what it really has is off by a tenth or two. */
const ROWS_A_RANGE_END = 64;

/** Evenly among the keys; one that takes more than a range is there twice. */
function rangeEnds(keys: readonly Key[], ranges: number): readonly Key[] {
  const ends = Array.from(
    { length: ranges - 1 },
    (_, at) => keys[Math.floor(((at + 1) * keys.length) / ranges)],
  );
  return ends.filter((key) => key !== undefined);
}

/** Every key is in one of them. A key that many rows have is a range of its own, which nobody has to sort. */
function rangesBetween(ends: readonly Key[]): readonly KeyRange[] {
  const ranges: KeyRange[] = [];
  let after: Key | null = null;
  for (const [at, end] of ends.entries()) {
    if (after !== null && sameKey(after, end)) continue;
    const isMany = ends.slice(at + 1).some((other) => sameKey(end, other));
    ranges.push({ after, upTo: end, included: !isMany });
    if (isMany) ranges.push({ is: end });
    after = end;
  }
  return [...ranges, { after, upTo: null, included: false }];
}

function sameKey(a: Key, b: Key): boolean {
  return a.every((part, at) => part === b[at]);
}

/** No statement has room for such a character in a text. */
function isLiteral(text: string): boolean {
  return !text.includes('\0');
}

function bySize(a: PreflightRow, b: PreflightRow): number {
  return Number(b[0]) - Number(a[0]) || compareBytes(a[2], b[2]);
}

function byId([a]: PreflightRow, [b]: PreflightRow): number {
  return compareBytes(a, b);
}

export function compareBytes(a: unknown, b: unknown): number {
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
