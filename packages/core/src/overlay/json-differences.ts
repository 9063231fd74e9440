/** Owns where two JSON values differ, field by field; a list is told as a whole. Pure. */
import { isSameJson } from '../policy/protection/same-json.ts';

export interface JsonDifference {
  /** Dotted; '': the whole value. */
  readonly path: string;
  /** Absent: it is not there. */
  readonly packaged?: unknown;
  readonly overlay?: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/** In the order of their paths. */
export function jsonDifferences(
  packaged: unknown,
  overlay: unknown,
  path: readonly string[] = [],
): readonly JsonDifference[] {
  if (isSameJson(packaged, overlay)) return [];
  if (isObject(packaged) && isObject(overlay)) {
    const keys = new Set([...Object.keys(packaged), ...Object.keys(overlay)]);
    return [...keys]
      .sort()
      .flatMap((key) => jsonDifferences(own(packaged, key), own(overlay, key), [...path, key]));
  }
  return [
    {
      path: path.join('.'),
      ...(packaged === undefined ? {} : { packaged }),
      ...(overlay === undefined ? {} : { overlay }),
    },
  ];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(body: Json, key: string): unknown {
  return Object.hasOwn(body, key) ? body[key] : undefined;
}
