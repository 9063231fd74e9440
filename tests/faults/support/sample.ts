/** Owns choosing among many fault points: every one, or a sample that the seed fixes and that keeps every mark. */
import type { SeenStatement } from '@objectstack/metadata-authoring-testkit';

/** mulberry32: the same numbers from the same seed, on every machine. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Reads leave nothing behind: a fault at one is a fault before the write that follows. */
export function writesOf(statements: readonly SeenStatement[]): readonly SeenStatement[] {
  return statements.filter(({ sql }) => !/^\s*(select|pragma)\b/i.test(sql));
}

/** `count` of the points, and the first point of every mark. */
export function sampled(
  points: readonly SeenStatement[],
  count: number,
  seed: number,
): readonly SeenStatement[] {
  const next = random(seed);
  const chosen = new Set<SeenStatement>();
  const marks = new Set<string>();
  for (const point of points)
    for (const mark of point.marks)
      if (!marks.has(mark)) {
        marks.add(mark);
        chosen.add(point);
      }
  const rest = points.filter((point) => !chosen.has(point));
  while (chosen.size < count && rest.length > 0) {
    const [picked] = rest.splice(Math.floor(next() * rest.length), 1);
    if (picked) chosen.add(picked);
  }
  return points.filter((point) => chosen.has(point));
}
