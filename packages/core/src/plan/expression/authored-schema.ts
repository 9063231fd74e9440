/**
 * Owns the strict schema of expressions as they are written. Zod takes a while to load, so this module comes by
 * dynamic import, when somebody writes an expression. Sizes are held against their limits before: parse-expression.ts.
 */
import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { isWellFormed } from '../../metadata/check-parsed.ts';
import type { AuthoredExpression } from './authored-expression.ts';

/** What every engine can hold in a statement: no NUL, no half of a surrogate pair. */
const text = z
  .string()
  .max(LIMITS.expression_text_chars)
  .refine(
    (value) => !value.includes('\0') && isWellFormed(value),
    'holds a character that no database stores',
  );
const number = z.number();
const scalars = [text, number, z.boolean(), z.null()] as const;
const scalar = z.union(scalars);
const position = z.int().min(1).max(LIMITS.expression_text_chars);

const expression: z.ZodType<AuthoredExpression> = z.lazy(() => z.union([...scalars, node]));
const some = z.array(expression).min(1);

const node = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('literal'), value: scalar }),
  z.strictObject({ op: z.literal('column'), name: text.min(1) }),
  z.strictObject({ op: z.literal('now') }),
  z.strictObject({
    op: z.literal('cast'),
    value: expression,
    to: z.enum(['text', 'number', 'boolean', 'date', 'datetime']),
  }),
  z.strictObject({ op: z.literal('coalesce'), values: some }),
  z.strictObject({ op: z.literal('concat'), values: some }),
  z.strictObject({
    op: z.literal('substring'),
    value: expression,
    start: position,
    length: position.nullable().optional(),
  }),
  z.strictObject({
    op: z.literal('map'),
    value: expression,
    cases: z.array(z.strictObject({ from: z.union([text, number, z.boolean()]), to: scalar })).min(1),
    otherwise: expression.optional(),
  }),
  z.strictObject({
    op: z.literal('map_items'),
    value: expression,
    cases: z.array(z.strictObject({ from: text, to: text })).min(1),
  }),
  z.strictObject({
    op: z.literal('arithmetic'),
    operator: z.enum(['+', '-', '*', '/']),
    left: expression,
    right: expression,
  }),
  z.strictObject({ op: z.literal('json_array'), value: expression }),
  z.strictObject({ op: z.literal('json_first'), value: expression }),
]);

export const authoredSchema = expression;
