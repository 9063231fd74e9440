/**
 * Owns the questions about rows that share a key. The engine groups them; what comes back of a range of keys is the
 * biggest groups in it beside how many there are, and of the whole the first rows of the biggest.
 */
import type { IndexPart } from '@objectstack/metadata-authoring';
import type { PreflightRow } from './ask-preflight.ts';
import type { CheckOf, ConditionTexts } from './preflight-conditions.ts';

export interface DuplicateTexts
  extends Pick<ConditionTexts, 'everyRow' | 'quoteName' | 'quoteText' | 'comparedPart'> {
  /** After SELECT: groups are many, so sort them. */
  readonly manyGroups?: string;
  readonly id: string;
  /** The value of a column as a text that people know it by. */
  shown(column: string): string;
}

export interface DuplicatesFound {
  readonly groups: number;
  /** In all of them. */
  readonly rows: number;
  /** Rows, a value, the smallest key: of the biggest groups. */
  readonly largest: readonly PreflightRow[];
  /** Keys and values of the first rows of those. */
  readonly shown: readonly PreflightRow[];
}

/** The values of a key's parts, as texts. */
export type Key = readonly string[];

/** Keys in the engine's own order: it compares them as it does when it groups, so that no group is in two ranges. */
export type KeyRange =
  | { readonly is: Key }
  /** null: from the first, to the last. */
  | { readonly after: Key | null; readonly upTo: Key | null; readonly included: boolean };

export interface DuplicateQuestions {
  /** → ids of some rows of the slice */
  readonly some: (slice: string, limit: number) => string;
  /** → the keys of these rows, in the engine's order */
  readonly keys: (ids: readonly string[]) => string;
  /** → rows, a value, the smallest id: of the biggest groups, with how many groups and rows the range has in each line. */
  readonly groups: (range: KeyRange, limit: number) => string;
  /** → ids and values of rows that share their key with one of these. */
  readonly rows: (slice: string, representatives: readonly string[], limit: number) => string;
}

/** @param where rows that can be equal to another one at all */
export function duplicateQuestions(
  check: CheckOf<'duplicates'>,
  where: string,
  shown: string | undefined,
  texts: DuplicateTexts,
): DuplicateQuestions {
  const { id, quoteText } = texts;
  const table = texts.quoteName(check.table);
  const list = check.parts.map((part) => texts.comparedPart(part)).join(', ');
  const value = shown === undefined ? 'NULL' : texts.shown(shown);
  const within = (ids: readonly string[]) => `${id} IN (${ids.map((one) => quoteText(one)).join(', ')})`;
  return {
    some: (slice, limit) => `SELECT ${id} FROM ${table} WHERE ${slice} AND (${where}) LIMIT ${limit}`,
    // By names of their own: ORDER BY takes the name of a text in the list for that text.
    keys: (ids) =>
      `SELECT ${check.parts.map((part, at) => `${partShown(part, texts)} AS key_${at}`).join(', ')} FROM ${table} WHERE ${within(ids)} AND (${where}) ORDER BY ${list}`,
    groups: (range, limit) => {
      // Of one key there is one group.
      const many = 'is' in range ? '' : (texts.manyGroups ?? '');
      return `SELECT n, v, k, count(*) OVER (), sum(n) OVER () FROM (SELECT ${many}count(*) AS n, min(${value}) AS v, min(${id}) AS k FROM ${table} WHERE ${where}${inRange(range, list, quoteText)} GROUP BY ${list} HAVING count(*) > 1) AS g ORDER BY n DESC, k LIMIT ${limit}`;
    },
    rows: (slice, representatives, limit) =>
      `SELECT ${id}, ${value} FROM ${table} WHERE ${slice} AND (${where}) AND (${list}) IN (SELECT ${list} FROM ${table} WHERE ${within(representatives)}) ORDER BY ${id} LIMIT ${limit}`,
  };
}

function partShown(part: IndexPart, texts: DuplicateTexts): string {
  return part.nullSafe ? texts.comparedPart(part) : texts.shown(part.column);
}

function inRange(range: KeyRange, list: string, quoteText: (text: string) => string): string {
  const compared = (sign: string, key: Key) =>
    ` AND (${list}) ${sign} (${key.map((part) => quoteText(part)).join(', ')})`;
  if ('is' in range) return compared('=', range.is);
  const { after, upTo, included } = range;
  return `${after ? compared('>', after) : ''}${upTo ? compared(included ? '<=' : '<', upTo) : ''}`;
}
