/**
 * Owns the order of renames in one name space: chains run from their free end, cycles are broken through a temporary
 * name. A → C, B → A comes out as given; A → B, B → A takes a third name.
 */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** @returns renames in an order in which no target is taken when its turn comes */
export function orderRenames(renames: readonly Rename[], temporaryName: (from: string) => string): Rename[] {
  const pending = new Map(renames.filter((r) => r.from !== r.to).map((r) => [r.from, r.to]));
  const ordered: Rename[] = [];
  const sorted = () => [...pending].sort(([a], [b]) => (a < b ? -1 : 1));
  while (pending.size > 0) {
    const free = sorted().filter(([, to]) => !pending.has(to));
    if (free.length === 0) {
      const [from, to] = sorted()[0] as [string, string];
      const temporary = temporaryName(from);
      ordered.push({ from, to: temporary });
      pending.delete(from);
      pending.set(temporary, to);
      continue;
    }
    for (const [from, to] of free) {
      ordered.push({ from, to });
      pending.delete(from);
    }
  }
  return ordered;
}
