/**
 * Layer 4, the paths: what stays off limits inside an item that may otherwise be overridden. `*` stands for any one
 * key; everything below a frozen path is frozen with it.
 */
import { isSameJson } from './same-json.ts';

const ALWAYS_FROZEN: readonly string[] = ['name', '_packageId', '_provenance'];

/** Both are tied to the physical column. */
const FROZEN_BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  object: ['fields.*.name', 'fields.*.type'],
};

type Body = Readonly<Record<string, unknown>>;

/** The type's own frozen paths and those that the item declares in `_frozenPaths`. */
export function frozenPathsOf(type: string, item: unknown): readonly string[] {
  const declared = asBody(item)?._frozenPaths;
  return [
    ...ALWAYS_FROZEN,
    ...(FROZEN_BY_TYPE[type] ?? []),
    ...(Array.isArray(declared) ? declared.filter((path): path is string => typeof path === 'string') : []),
  ];
}

/** The first frozen path whose value differs between the two bodies, written out; null when none does. */
export function touchedFrozenPath(before: unknown, after: unknown, frozen: readonly string[]): string | null {
  for (const pattern of frozen) {
    const touched = firstDifference(before, after, pattern.split('.'), []);
    if (touched !== null) return touched;
  }
  return null;
}

function firstDifference(
  before: unknown,
  after: unknown,
  rest: readonly string[],
  path: readonly string[],
): string | null {
  const [head, ...tail] = rest;
  if (head === undefined) return isSameJson(before, after) ? null : path.join('.');
  const left = asBody(before);
  const right = asBody(after);
  const keys = head === '*' ? new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})]) : [head];
  for (const key of keys) {
    const touched = firstDifference(own(left, key), own(right, key), tail, [...path, key]);
    if (touched !== null) return touched;
  }
  return null;
}

function own(body: Body | null, key: string): unknown {
  return body && Object.hasOwn(body, key) ? body[key] : undefined;
}

// Lists count too: their positions are keys.
function asBody(value: unknown): Body | null {
  return typeof value === 'object' && value !== null ? (value as Body) : null;
}
