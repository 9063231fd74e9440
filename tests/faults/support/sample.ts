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

/** `count` of the list, in its order. */
export function pick<T>(list: readonly T[], count: number, seed: number): readonly T[] {
  const next = random(seed);
  const shuffled = list.map((one, at) => [next(), at, one] as const).sort(([a], [b]) => a - b);
  return shuffled
    .slice(0, count)
    .sort(([, a], [, b]) => a - b)
    .map(([, , one]) => one);
}

const SHARE = Number(process.env.FAULT_SHARE ?? 1);

/** A share of the list, and at least one of it. FAULT_SHARE makes it smaller, for a bounded run of a deep suite. */
export function sampleShare<T>(list: readonly T[], share: number, seed: number): readonly T[] {
  return pick(list, Math.max(1, Math.round(list.length * share * SHARE)), seed);
}
