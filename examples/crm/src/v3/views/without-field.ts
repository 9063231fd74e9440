// Takes a dropped field out of a view container: out of its columns and out of its form sections.
import type { View } from '@objectstack/spec/ui';

/** A column or a form field is the bare name or an object with `field`. */
function names(entry: unknown, field: string): boolean {
  return (
    entry === field ||
    (typeof entry === 'object' && entry !== null && 'field' in entry && entry.field === field)
  );
}

export function withoutField(view: View, field: string): View {
  return strip(view, field) as View;
}

function strip(value: unknown, field: string): unknown {
  if (Array.isArray(value)) {
    return value.filter((entry) => !names(entry, field)).map((entry) => strip(entry, field));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, strip(entry, field)]));
}
