/**
 * Owns typed value expressions for backfills and conversions. Never SQL text: dialects compile the tree, so that it
 * can be checked, reversed and shown. `column` names refer to the table the expression runs on. What an author writes
 * becomes such a tree in bind-expression.ts; plans and journals keep it, so the shape of an op never changes.
 */
import type { ColumnType } from '../storage/table-spec.ts';
import type { ArithmeticOperator, AuthoredItemCase, Scalar } from './authored-expression.ts';

/** Both sides in the form of their column's literals: an instant in UTC with milliseconds. */
export interface MapCase {
  readonly from: string | number | boolean;
  readonly to: Scalar;
}

export type Expression =
  | { readonly op: 'literal'; readonly value: string | number | boolean | null }
  | { readonly op: 'column'; readonly name: string }
  | { readonly op: 'now' }
  /** Engine cast from one column type to another; what does not cast is found by preflight. */
  | { readonly op: 'cast'; readonly value: Expression; readonly from: ColumnType; readonly to: ColumnType }
  | { readonly op: 'coalesce'; readonly values: readonly Expression[] }
  /** Of texts. NULL counts as no text, but for NULL alone, which stays. */
  | { readonly op: 'concat'; readonly values: readonly Expression[] }
  /** In characters, the first is 1; `length` null: to the end. */
  | {
      readonly op: 'substring';
      readonly value: Expression;
      readonly start: number;
      readonly length: number | null;
    }
  /** Compares exactly: case and spaces at the end count. NULL is matched by no case. */
  | {
      readonly op: 'map';
      readonly value: Expression;
      readonly from: ColumnType;
      readonly to: ColumnType;
      readonly cases: readonly MapCase[];
      readonly otherwise: 'keep' | Expression;
    }
  /** Texts of a JSON list, in their order; of items that become equal by it the first stays. What is no list stays. */
  | { readonly op: 'map_items'; readonly value: Expression; readonly cases: readonly AuthoredItemCase[] }
  /** In 64 bits; the outermost result is what a number column of the engine keeps. What cannot be calculated does not convert. */
  | {
      readonly op: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** scalar → JSON array of one; NULL stays NULL. */
  | { readonly op: 'json_array'; readonly value: Expression }
  /** JSON array → its first element as text; empty array → NULL. */
  | { readonly op: 'json_first'; readonly value: Expression };
