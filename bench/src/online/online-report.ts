/** Owns what is kept of one run of the online bench, and how several become one. */
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import type { GoalLine } from './goal-line.ts';
import type { Measure } from './measure-variant.ts';

export interface OnlineReport {
  /** `2026-01-31`. */
  readonly day: string;
  readonly rows: number;
  readonly repeat: number;
  /** Machine, engines with their durability, load. */
  readonly machine: string;
  readonly engines: readonly string[];
  readonly load: string;
  readonly measures: readonly Measure[];
  /** Those that are no change of the one table. */
  readonly extras: readonly GoalLine[];
}

const BYTES_PER_GB = 1024 ** 3;

export function thisMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / BYTES_PER_GB);
  return `${cpus().length} × ${model} (${platform()} ${arch()}, ${memory} GB), Node ${process.versions.node}`;
}

/** @returns one for each number of rows, fewest first */
export function readReports(paths: readonly string[]): readonly OnlineReport[] {
  const reports = paths.map((path) => JSON.parse(readFileSync(path, 'utf8')) as OnlineReport);
  const sizes = [...new Set(reports.map(({ rows }) => rows))].sort((a, b) => a - b);
  return sizes.map((size) => joined(reports.filter(({ rows }) => rows === size)));
}

function joined(reports: readonly OnlineReport[]): OnlineReport {
  const unique = (values: readonly string[]) => [...new Set(values)];
  return {
    ...reports[0]!,
    day: unique(reports.map(({ day }) => day)).join(' and '),
    machine: unique(reports.map(({ machine }) => machine)).join('; '),
    engines: unique(reports.flatMap(({ engines }) => engines)),
    load: reports.map(({ load }) => load).join('; then '),
    measures: reports.flatMap(({ measures }) => measures),
    extras: reports.flatMap(({ extras }) => extras),
  };
}

export function headOf({ day, machine, engines, load, rows, repeat }: OnlineReport): string {
  const repeated = repeat === 1 ? 'one run of each' : `medians of ${repeat} runs of each`;
  return `Measured ${day}: ${machine}, ${engines.join(', ')}; ${rows.toLocaleString('en')} rows, ${repeated}; ${load}.`;
}
