/** Owns what is told of the repetitions of one variant: medians, and every failure. */
import { median } from '../measure/median.ts';
import type { Measure } from './measure-variant.ts';

export interface Summary {
  readonly engine: Measure['engine'];
  readonly change: string;
  readonly variant: Measure['variant'];
  readonly totalMs: number;
  /** Of the one statement that fills rows; NaN: there is none. */
  readonly updateMs: number;
  readonly writerStallMs: number;
  readonly writerP99Ms: number;
  readonly baselineP99Ms: number;
  readonly readerStallMs: number;
  readonly failedWrites: number;
  readonly failedReads: number;
  readonly growthMb: number;
  readonly failures: readonly string[];
}

export function summarize(measures: readonly Measure[]): readonly Summary[] {
  const groups = new Map<string, Measure[]>();
  for (const measure of measures) {
    const key = `${measure.engine} ${measure.change} ${measure.variant}`;
    groups.set(key, [...(groups.get(key) ?? []), measure]);
  }
  return [...groups.values()].map(summaryOf);
}

function summaryOf(measures: readonly Measure[]): Summary {
  const of = (value: (measure: Measure) => number | null) =>
    // JSON has no NaN: what was not measured comes back as null.
    median(measures.map((measure) => value(measure) ?? Number.NaN));
  const sum = (value: (measure: Measure) => number) =>
    measures.reduce((total, measure) => total + value(measure), 0);
  const [first] = measures;
  return {
    engine: first!.engine,
    change: first!.change,
    variant: first!.variant,
    totalMs: of(({ totalMs }) => totalMs),
    updateMs: of(({ parts }) => parts.find(({ what }) => what.startsWith('UPDATE'))?.ms ?? Number.NaN),
    writerStallMs: of(({ writer }) => writer.during.longestMs),
    writerP99Ms: of(({ writer }) => writer.during.p99Ms),
    baselineP99Ms: of(({ writer }) => writer.baseline.p99Ms),
    readerStallMs: of(({ reader }) => reader.during.longestMs),
    failedWrites: sum(({ writer }) => writer.during.failed),
    failedReads: sum(({ reader }) => reader.during.failed),
    growthMb: of(({ growthMb }) => growthMb),
    failures: measures.flatMap(({ failure }) => (failure === undefined ? [] : [failure])),
  };
}
