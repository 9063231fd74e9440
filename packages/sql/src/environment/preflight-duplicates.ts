/**
 * Owns the questions about rows that share a key. The engine groups them, within the memory that it gives a sort; what
 * comes back is a line for all of them, the biggest groups, and the first rows of those.
 */
import type { PreflightRow } from './ask-preflight.ts';
import type { CheckOf, ConditionTexts } from './preflight-conditions.ts';

export interface DuplicateTexts extends Pick<ConditionTexts, 'quoteName' | 'comparedPart'> {
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

export interface DuplicateQuestions {
  /** → groups, rows */
  readonly count: string;
  /** → rows, a masked value, the smallest key of the group; biggest first. */
  readonly largest: (limit: number) => string;
  /** → keys and values of rows that share their key with one of these. */
  readonly rows: (representatives: readonly string[], limit: number) => string;
}

/** @param where rows that can be equal to another one at all */
export function duplicateQuestions(
  check: CheckOf<'duplicates'>,
  where: string,
  shown: string | undefined,
  texts: DuplicateTexts,
): DuplicateQuestions {
  const table = texts.quoteName(check.table);
  const list = check.parts.map((part) => texts.comparedPart(part)).join(', ');
  const value = shown === undefined ? 'NULL' : texts.shown(shown);
  const many = texts.manyGroups ?? '';
  const grouped = `FROM ${table} WHERE ${where} GROUP BY ${list} HAVING count(*) > 1`;
  return {
    count: `SELECT count(*), coalesce(sum(n), 0) FROM (SELECT ${many}count(*) AS n ${grouped}) AS g`,
    largest: (limit) =>
      `SELECT ${many}count(*) AS n, min(${value}), min(${texts.id}) AS k ${grouped} ORDER BY n DESC, k LIMIT ${limit}`,
    rows: (representatives, limit) =>
      `SELECT ${texts.id}, ${value} FROM ${table} WHERE ${where} AND (${list}) IN (SELECT ${list} FROM ${table} WHERE ${texts.id} IN (${representatives.join(', ')})) ORDER BY ${texts.id} LIMIT ${limit}`,
  };
}
