/**
 * Owns typed value expressions for backfills and conversions. Never SQL text: dialects compile the tree, so that it
 * can be checked, reversed and shown. `column` names refer to the table the expression runs on.
 */
import type { ColumnType } from '../storage/table-spec.ts';

export type Expression =
  | { readonly op: 'literal'; readonly value: string | number | boolean | null }
  | { readonly op: 'column'; readonly name: string }
  | { readonly op: 'now' }
  /** Engine cast from one column type to another; what does not cast is found by preflight. */
  | { readonly op: 'cast'; readonly value: Expression; readonly from: ColumnType; readonly to: ColumnType }
  | { readonly op: 'coalesce'; readonly values: readonly Expression[] }
  /** scalar → JSON array of one; NULL stays NULL. */
  | { readonly op: 'json_array'; readonly value: Expression }
  /** JSON array → its first element as text; empty array → NULL. */
  | { readonly op: 'json_first'; readonly value: Expression };
