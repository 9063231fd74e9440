/** Owns what is kept of one run: when, where, under which load, and its lines. */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import type { Row } from '../goals/goal.ts';
import type { PostgresServer } from '../postgres-server.ts';
import { describeMachine } from './machine.ts';

export interface RunReport {
  /** `2026-01-31`. */
  readonly day: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** How busy the machine is right now: other work makes pairs disagree, and drops them. */
export function loadNow(): string {
  return loadavg()[0]!.toFixed(1);
}

export function reportOf(
  rows: readonly Row[],
  postgres: PostgresServer | null,
  loadAtStart: string,
): RunReport {
  const load = `load average ${loadAtStart} at the start, ${loadNow()} at the end`;
  return {
    day: new Date().toISOString().slice(0, 10),
    machine: `${describeMachine(postgres)}, ${load}`,
    rows,
  };
}

export function readReport(path: string): RunReport {
  const report = JSON.parse(readFileSync(path, 'utf8')) as RunReport;
  // JSON has no NaN: what was not measured comes back as null.
  const number = (value: number | null) => value ?? Number.NaN;
  return { ...report, rows: report.rows.map((row) => ({ ...row, ratio: number(row.ratio) })) };
}
