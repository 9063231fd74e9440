/**
 * Layers 2 and 3, the locks: what a package declares for all its items (`metadataDefaults.lock`, lifted by `unlocked`
 * globs) and what an item declares for itself (`_lock`, or the `protection` block it is made from). The item's own
 * declaration wins, also when it says `none`.
 */
import type { ItemKey } from '../../metadata/ref.ts';

export type Lock = 'none' | 'no-overlay' | 'no-delete' | 'full';

export interface EffectiveLock {
  readonly lock: Lock;
  readonly layer: 'L2' | 'L3';
  readonly reason: string | null;
}

type Body = Readonly<Record<string, unknown>>;

const LOCKS: ReadonlySet<unknown> = new Set<Lock>(['none', 'no-overlay', 'no-delete', 'full']);

/** @param manifest manifest of the package that ships the item */
export function lockOf(key: ItemKey, item: unknown, manifest: unknown): EffectiveLock {
  const body = asBody(item);
  const block = asBody(body.protection);
  if (isLock(body._lock))
    return { lock: body._lock, layer: 'L3', reason: text(body._lockReason) ?? text(block.reason) };
  if (isLock(block.lock)) return { lock: block.lock, layer: 'L3', reason: text(block.reason) };
  const defaults = asBody(asBody(manifest).metadataDefaults);
  if (!isLock(defaults.lock) || matchesAny(key, asBody(manifest).unlocked))
    return { lock: 'none', layer: 'L2', reason: null };
  return { lock: defaults.lock, layer: 'L2', reason: text(defaults.lockReason) };
}

export function forbidsWrite(lock: Lock): boolean {
  return lock === 'no-overlay' || lock === 'full';
}

export function forbidsDelete(lock: Lock): boolean {
  return lock === 'no-delete' || lock === 'full';
}

/** Patterns are `type/name` where `*` stands for any run of characters within one side. */
export function matchesAny(key: ItemKey, patterns: unknown): boolean {
  return (
    Array.isArray(patterns) &&
    patterns.some((pattern) => typeof pattern === 'string' && matches(key, pattern))
  );
}

function matches(key: string, pattern: string): boolean {
  const keyParts = key.split('/');
  const patternParts = pattern.split('/');
  return (
    keyParts.length === patternParts.length &&
    patternParts.every((part, position) => matchesPart(keyParts[position] as string, part))
  );
}

// Greedy from the left, each literal once: linear, whatever the pattern.
function matchesPart(text: string, pattern: string): boolean {
  const literals = pattern.split('*');
  const first = literals[0] as string;
  const last = literals.at(-1) as string;
  if (literals.length === 1) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const literal of literals.slice(1, -1)) {
    const found = text.indexOf(literal, at);
    if (found < 0 || found + literal.length > end) return false;
    at = found + literal.length;
  }
  return true;
}

function isLock(value: unknown): value is Lock {
  return LOCKS.has(value);
}

function asBody(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
