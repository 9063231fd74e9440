/** Owns equality of two JSON values: key order does not count, order of lists does, undefined is absence. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = definedKeys(a);
  if (left.length !== definedKeys(b).length) return false;
  return left.every((key) => Object.hasOwn(b, key) && isSameJson((a as JsonBody)[key], (b as JsonBody)[key]));
}

type JsonBody = Readonly<Record<string, unknown>>;

function definedKeys(value: object): string[] {
  return Object.keys(value).filter((key) => (value as JsonBody)[key] !== undefined);
}
