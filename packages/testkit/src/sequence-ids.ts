/** Owns ids that are the same in every run: UUIDv7 in shape, counting from 1, ascending. */
import type { Ids } from '@objectstack/metadata-authoring';

/** @param series keeps two sources apart, 0 … 65535 */
export function sequenceIds(series = 0): Ids {
  const space = series.toString(16).padStart(4, '0');
  let count = 0;
  return {
    next() {
      count += 1;
      const hex = count.toString(16).padStart(12, '0');
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${space}${hex.slice(4)}`;
    },
  };
}
