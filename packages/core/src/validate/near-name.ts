/** Owns "did you mean": the known name nearest to a misspelt one. */

/** Distances above this are no typo: two edits or a third of the name, and never half of it. */
function limitOf(name: string): number {
  return Math.min(Math.max(2, Math.floor(name.length / 3)), Math.floor((name.length - 1) / 2));
}

/** The nearest candidate by edit distance; among equals the first of the alphabet. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let limit = limitOf(name);
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(name, candidate, limit);
    if (distance > limit || (best !== undefined && distance === limit && candidate > best)) continue;
    best = candidate;
    limit = distance;
  }
  return best;
}

/** Edit distance, or more than `limit` as soon as it cannot be less. */
function editDistance(a: string, b: string, limit: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      const value = Math.min(
        (previous[j] as number) + 1,
        (current[j - 1] as number) + 1,
        (previous[j - 1] as number) + cost,
      );
      current.push(value);
      if (value < least) least = value;
    }
    if (least > limit) return least;
    previous = current;
  }
  return previous[b.length] as number;
}
