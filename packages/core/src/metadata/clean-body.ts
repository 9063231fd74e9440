/**
 * Owns what an incoming body loses before it becomes an item, always by name and with a reason: what readers stamp onto
 * served documents, and code. The caller's value is never changed; an untouched body comes back as it is.
 */
import { LIMITS } from '../limits.ts';

/** Keys that loaders and readers add to an item; they are derived, no part of what was authored. */
export const STAMPED_KEYS: Readonly<Record<string, string>> = {
  $source: 'it says where a file came from',
  _diagnostics: 'it is a verdict that readers add',
  _draft: 'it is a badge that readers add',
  _packageVersion: 'it is stamped from the installed version',
};

export interface CleanBody {
  readonly body: unknown;
  /** Dotted path and reason of each part left out. */
  readonly left: readonly { readonly path: string; readonly reason: string }[];
  /** Nesting goes beyond LIMITS.depth_levels: the body must not be used. */
  readonly tooDeep: boolean;
}

const CODE_REASON = 'it is a function: a sealed version holds data only';

class DepthExceeded extends Error {}

export function cleanBody(input: unknown): CleanBody {
  const left: { path: string; reason: string }[] = [];
  const unstamped = withoutStamps(input, left);
  try {
    return { body: withoutFunctions(unstamped, '', 1, left), left, tooDeep: false };
  } catch (error) {
    if (!(error instanceof DepthExceeded)) throw error;
    return { body: input, left: [], tooDeep: true };
  }
}

function withoutStamps(input: unknown, left: { path: string; reason: string }[]): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  let body = input as Record<string, unknown>;
  for (const key in STAMPED_KEYS) {
    if (!Object.hasOwn(body, key)) continue;
    if (body === input) body = { ...body };
    delete body[key];
    left.push({ path: key, reason: STAMPED_KEYS[key] as string });
  }
  return body;
}

// Copies only the way down to what is removed: a body of plain data costs one read.
function withoutFunctions(
  value: unknown,
  path: string,
  depth: number,
  left: { path: string; reason: string }[],
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > LIMITS.depth_levels) throw new DepthExceeded();
  const source = value as Record<string, unknown>;
  let copy: Record<string, unknown> | undefined;
  for (const key in source) {
    const child = source[key];
    const type = typeof child;
    if (type === 'object' && child !== null) {
      const kept = withoutFunctions(child, path === '' ? key : `${path}.${key}`, depth + 1, left);
      if (kept !== child) {
        copy ??= copyOf(source);
        copy[key] = kept;
      }
    } else if (type === 'function') {
      left.push({ path: path === '' ? key : `${path}.${key}`, reason: CODE_REASON });
      copy ??= copyOf(source);
      delete copy[key];
    }
  }
  // A deleted array entry leaves a hole, which JSON would fill with null.
  if (copy && Array.isArray(copy)) return copy.filter((_, index) => Object.hasOwn(copy as object, index));
  return copy ?? value;
}

function copyOf(value: Record<string, unknown>): Record<string, unknown> {
  return (Array.isArray(value) ? value.slice() : { ...value }) as Record<string, unknown>;
}
