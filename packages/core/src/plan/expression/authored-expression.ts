/**
 * Owns the form in which an author says how a value comes about: plain JSON, without the types of columns. Only
 * `bindExpression` makes of it what a plan holds, and only `parseExpression` takes it from outside.
 */
export type Scalar = string | number | boolean | null;

export type CastTarget = 'text' | 'number' | 'boolean' | 'date' | 'datetime';

export type ArithmeticOperator = '+' | '-' | '*' | '/';

/** One value for another. NULL is no value: no case matches it. */
export interface AuthoredCase {
  readonly from: string | number | boolean;
  readonly to: Scalar;
}

/** One value of a list for another. */
export interface AuthoredItemCase {
  readonly from: string;
  readonly to: string;
}

export type AuthoredExpression =
  /** Short for a literal. */
  | Scalar
  | { readonly op: 'literal'; readonly value: Scalar }
  | { readonly op: 'column'; readonly name: string }
  | { readonly op: 'now' }
  | { readonly op: 'cast'; readonly value: AuthoredExpression; readonly to: CastTarget }
  | { readonly op: 'coalesce'; readonly values: readonly AuthoredExpression[] }
  | { readonly op: 'concat'; readonly values: readonly AuthoredExpression[] }
  | {
      readonly op: 'substring';
      readonly value: AuthoredExpression;
      /** The first character is 1. */
      readonly start: number;
      /** In characters; left out or null: to the end. */
      readonly length?: number | null | undefined;
    }
  | {
      readonly op: 'map';
      readonly value: AuthoredExpression;
      readonly cases: readonly AuthoredCase[];
      /** Left out: 'keep'. The text "keep" itself is `{op: 'literal', value: 'keep'}`. */
      readonly otherwise?: AuthoredExpression | undefined;
    }
  | {
      readonly op: 'map_items';
      readonly value: AuthoredExpression;
      readonly cases: readonly AuthoredItemCase[];
    }
  | {
      readonly op: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: AuthoredExpression;
      readonly right: AuthoredExpression;
    }
  | { readonly op: 'json_array'; readonly value: AuthoredExpression }
  | { readonly op: 'json_first'; readonly value: AuthoredExpression };
