/**
 * Owns bringing a stack of an older protocol to the shape of the pinned spec: collections written as maps become lists,
 * then the spec's whole chain of conversions runs over the stack once, with the policy of its pass for stored items
 * (retired conversions included: data at rest has no author to ask). Each rewrite is listed. Sealed bytes never come here.
 */
import type { Spec } from './load-spec.ts';

export interface Rewrite {
  /** Key of the stack, and position in its collection (-1 for a key that is one item). */
  readonly key: string;
  readonly position: number;
  /** Path inside the item. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
  /** The spec's id of the conversion. */
  readonly conversion: string;
}

export function convertStack(
  spec: Spec,
  stack: Readonly<Record<string, unknown>>,
): { readonly stack: Readonly<Record<string, unknown>>; readonly rewrites: readonly Rewrite[] } {
  const rewrites: Rewrite[] = [];
  const lists = spec.normalizeStackInput({ ...stack }, { convert: false });
  const converted = spec.applyConversions(lists, {
    includeRetired: true,
    onNotice: ({ path, from, to, conversionId }) => {
      rewrites.push({ ...placeOf(path), from, to, conversion: conversionId });
    },
  });
  return { stack: converted, rewrites };
}

/** `objects[3].fields.name.type` → key, position and the rest. */
function placeOf(path: string): { key: string; position: number; path: string } {
  const match = /^([^.[]*)(?:\[(\d+)\])?\.?(.*)$/s.exec(path);
  return { key: match?.[1] ?? path, position: match?.[2] ? Number(match[2]) : -1, path: match?.[3] ?? '' };
}
