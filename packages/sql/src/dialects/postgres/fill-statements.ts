/** Owns the statements of one batch of rows on PostgreSQL: by the pages where they lie, by key, or wherever they are. */
import type { FillRows } from '../../environment/dialect.ts';
import { quoteName } from './quote.ts';

type Fill = Omit<FillRows, 'kind' | 'stepId'>;

/** No column of a table can have this name. */
const KEY = '_authoring_key';

/** Into how many shares the rows of a page are divided: a power of two. */
export const SHARES = 8;

/** One share of them: with `$3` which one, counted from 0. */
export function shareStatement({ table, set, where }: Fill): string {
  return `UPDATE ${quoteName(table)} SET ${set} WHERE ${BETWEEN_TUPLES} AND hashtid(ctid) & ${SHARES - 1} = $3 AND (${where})`;
}

/** With `$1` the first tuple id and `$2` the one before which it ends. */
export function pagesStatement({ table, set, where }: Fill): string {
  return `UPDATE ${quoteName(table)} SET ${set} WHERE ${BETWEEN_TUPLES} AND (${where})`;
}

/** With `$1` how many rows it fills, wherever they are. */
export function restStatement(fill: Fill): string {
  return filling(fill, `WHERE ${fill.where} LIMIT $1`);
}

/** With `$1` the key after which it begins and `$2` how many rows it looks at. */
export function keysStatement(fill: Fill): string {
  return filling(fill, `WHERE ${looksAt(fill)} ORDER BY "id" LIMIT $2`);
}

/** Of all rows between two tuple ids: which of them needs it could not be asked of one that fails. */
export function keysOfPages({ table }: Fill): string {
  return `SELECT "id" FROM ${quoteName(table)} WHERE ${BETWEEN_TUPLES}`;
}

/** Where CREATE_CASTABLE is there. */
export function firstOfRest({ table, where, refused }: Fill): string {
  return `SELECT "id" FROM ${quoteName(table)} WHERE ${refused ?? where} LIMIT 1`;
}

export function firstAfterKey(fill: Fill): string {
  return `SELECT "id" FROM ${quoteName(fill.table)} WHERE ${looksAt(fill)} ORDER BY "id" LIMIT 1`;
}

/** With `$1` its key. */
export function rowStatement({ table, set, where }: Fill): string {
  return `UPDATE ${quoteName(table)} SET ${set} WHERE "id" = $1 AND (${where})`;
}

const BETWEEN_TUPLES = 'ctid >= $1::tid AND ctid < $2::tid';

/**
 * What may fail is asked of the rows of the batch alone, however they are joined: of all rows, a single one that fails
 * would fail every batch, wherever it lies.
 */
function filling({ table, set, where }: Fill, batch: string): string {
  const name = quoteName(table);
  return `WITH batch AS MATERIALIZED (SELECT "id" AS ${KEY} FROM ${name} ${batch}), filled AS (UPDATE ${name} SET ${set} FROM batch WHERE "id" = ${KEY} AND CASE WHEN "id" = ${KEY} THEN ${where} END) SELECT count(*)::int AS rows, max(${KEY}) AS last FROM batch`;
}

function looksAt({ sparse, where }: Fill): string {
  const after = '($1::text IS NULL OR "id" > $1)';
  return sparse ? `${after} AND (${where})` : after;
}
