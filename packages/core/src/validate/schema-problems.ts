/** Owns turning the issues of a Zod schema into problems: every issue, each with its dotted path. */
import type { ZodType } from 'zod';
import { type ItemRef, keyOf } from '../metadata/ref.ts';
import type { Problem } from './problem.ts';

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly errors?: readonly (readonly Issue[])[];
  readonly keys?: readonly string[];
}

export type SchemaIssue = Omit<Issue, 'errors'>;

/** What the schema has against the value, by the branches of its unions that came closest. */
export function schemaIssues(schema: ZodType, value: unknown): readonly SchemaIssue[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues
    .flatMap((issue) => flatten(issue as Issue, []))
    .map((issue) => ({ ...issue, message: decapitalise(issue.message) }));
}

export function problemsOfSchema(ref: ItemRef, schema: ZodType, body: unknown): Problem[] {
  return schemaIssues(schema, body).map(({ code, path, message, keys }) => ({
    code: 'ITEM_INVALID',
    severity: 'error',
    ref: keyOf(ref),
    path: path.map(String).join('.'),
    message,
    suggestion: suggestionFor(code, path, keys),
  }));
}

/** A union fails with the issues of every branch; people are helped by those of the branch that came closest. */
function flatten(issue: Issue, parents: readonly PropertyKey[]): Issue[] {
  const path = [...parents, ...issue.path];
  const branches = issue.errors?.filter((branch) => branch.length > 0) ?? [];
  if (issue.code !== 'invalid_union' || branches.length === 0) return [{ ...issue, path }];
  const closest = branches.reduce((best, branch) => (distance(branch) < distance(best) ? branch : best));
  return closest.flatMap((inner) => flatten(inner, path));
}

// An issue at the root of a branch says that the value is of another kind altogether.
function distance(branch: readonly Issue[]): number {
  return branch.reduce(
    (sum, issue) => sum + (issue.path.length === 0 && issue.code === 'invalid_type' ? 100 : 1),
    0,
  );
}

function suggestionFor(
  code: string | undefined,
  path: readonly PropertyKey[],
  keys?: readonly string[],
): string {
  const place = path.length === 0 ? 'the body' : `'${path.map(String).join('.')}'`;
  if (code === 'unrecognized_keys')
    return `remove ${keys?.join(', ') ?? 'the unknown keys'} from ${place}, or correct the spelling`;
  return `correct ${place} and stage the item again`;
}

function decapitalise(message: string): string {
  const [first = '', second = ''] = message;
  const isWord = second === second.toLowerCase();
  return isWord ? first.toLowerCase() + message.slice(1) : message;
}
