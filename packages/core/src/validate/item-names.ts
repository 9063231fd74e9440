/**
 * Owns which names an item may carry. Objects, fields and explicit indexes become physical names on every engine, so
 * they follow one portable grammar; other names follow the spec's schema and must be safe in a file name or an address.
 * Reserved SQL words are legal: identifiers are always quoted.
 */
import { LIMITS } from '../limits.ts';
import { nameInBody } from '../metadata/item-name.ts';
import { collectionOfType } from '../metadata/item-types.ts';
import { type ItemRef, keyOf } from '../metadata/ref.ts';
import type { Problem } from './problem.ts';

const PORTABLE = /^[a-z][a-z0-9_]*$/;
const ADDRESSABLE = /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,199}$/;

/** Ours, and the engines' own. */
export const REFUSED_PREFIXES: readonly string[] = ['_authoring', '_hold', 'sqlite_', 'pg_'];

type Body = Readonly<Record<string, unknown>>;

/** Why a name cannot be a table or column on every engine, or null. `chars` is the longest allowed. */
export function whyNotPortable(name: string, chars: number = LIMITS.identifier_chars): string | null {
  const shown = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  for (const prefix of REFUSED_PREFIXES)
    if (name.startsWith(prefix)) return `'${shown}' starts with the reserved prefix '${prefix}'`;
  if (name.length > chars) return `'${shown}' is longer than ${chars} characters`;
  return PORTABLE.test(name) ? null : `'${shown}' is not a portable name`;
}

export function problemsOfNames(ref: ItemRef, body: Body): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: string, message: string, suggestion: string) =>
    problems.push({
      code: 'IDENTIFIER_INVALID',
      severity: 'error',
      ref: keyOf(ref),
      path,
      message,
      suggestion,
    });
  const portable = (path: string, name: string, chars?: number) => {
    const why = whyNotPortable(name, chars);
    if (why !== null)
      refuse(
        path,
        why,
        `use lower-case letters, digits and _, starting with a letter, at most ${chars ?? LIMITS.identifier_chars} characters`,
      );
  };

  if (ref.type === 'object') portable('name', ref.name);
  else if (!ADDRESSABLE.test(ref.name) || ref.name.includes('..'))
    refuse(
      'name',
      `'${ref.name.slice(0, 80)}' cannot be the name of an item`,
      'use letters, digits, and single . _ - @ + between them',
    );

  // A view container may do without a name; where it has one, it is the item's.
  const named = collectionOfType(ref.type)?.naming === 'authored' || ref.type === 'view';
  const own = named && typeof body.name === 'string' ? nameInBody(ref.type, body) : null;
  if (own !== null && own !== ref.name)
    refuse(
      'name',
      `the body names itself '${own.slice(0, 80)}', not '${ref.name.slice(0, 80)}'`,
      'use one name: stage it under the name in the body, or rename the item',
    );

  if (ref.type === 'object' || ref.type === 'object_extension') {
    for (const field of Object.keys(asBody(body.fields) ?? {})) portable(`fields.${field}`, field);
    if (Array.isArray(body.indexes))
      body.indexes.forEach((index: unknown, position) => {
        const name = asBody(index)?.name;
        if (typeof name === 'string') portable(`indexes.${position}.name`, name, LIMITS.derived_name_bytes);
      });
  }
  return problems;
}

function asBody(value: unknown): Body | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null;
}
