/** Owns the two tables of a run: what each change did to the clients, and which goals that meets. */
import { markdownTable } from '../report/markdown-table.ts';
import { CHANGES } from './changes.ts';
import { type GoalLine, isReached } from './goal-line.ts';
import { goalLines } from './goals.ts';
import type { OnlineReport } from './online-report.ts';
import { type Summary, summarize } from './summary.ts';

const MEASURED = [
  'engine',
  'change',
  'by',
  'total',
  'writer stall',
  'writer p99',
  'of baseline',
  'reader stall',
  'failed writes, reads',
  'memory',
];

export function renderOnline(report: OnlineReport): string {
  const summaries = summarize(report.measures);
  const lines = [...goalLines(summaries), ...report.extras];
  const failures = summaries.flatMap(({ engine, change, variant, failures: messages }) =>
    messages.map((text) => `- ${engine}, ${change}, ${variant}: ${text.replaceAll(/\s+/g, ' ')}`),
  );
  const parts = [
    markdownTable(MEASURED, summaries.map(cellsOf)),
    markdownTable(['goal', 'engine', 'what', 'measured', 'target', 'met'], lines.map(goalCells)),
  ];
  if (failures.length > 0) parts.push(`Did not come about:\n\n${failures.join('\n')}`);
  return parts.join('\n\n');
}

/** What the names of the changes stand for. */
export function renderChanges(): string {
  return `Changes: ${CHANGES.map(({ name, what }) => `\`${name}\`: ${what}`).join('; ')}.`;
}

function cellsOf(summary: Summary): readonly string[] {
  const { failures, baselineP99Ms, writerP99Ms } = summary;
  return [
    summary.engine,
    summary.change,
    summary.variant,
    failures.length > 0 ? 'failed' : milliseconds(summary.totalMs),
    milliseconds(summary.writerStallMs),
    milliseconds(writerP99Ms),
    Number.isFinite(writerP99Ms / baselineP99Ms) ? `${(writerP99Ms / baselineP99Ms).toFixed(1)} ×` : '–',
    milliseconds(summary.readerStallMs),
    `${summary.failedWrites}, ${summary.failedReads}`,
    Number.isFinite(summary.growthMb) ? `${summary.growthMb.toFixed(0)} MB` : '–',
  ];
}

function goalCells(line: GoalLine): readonly string[] {
  const { goal, engine, what, measured, target, unit } = line;
  const met = isReached(line);
  return [
    goal,
    engine,
    what,
    met === null ? '–' : `${withUnit(measured!, unit)}`,
    `≤ ${target} ${unit}`,
    met === null ? '–' : met ? 'yes' : '**no**',
  ];
}

function withUnit(value: number, unit: GoalLine['unit']): string {
  if (unit === 'ms') return milliseconds(value);
  return `${unit === '×' ? value.toFixed(2) : value.toFixed(0)} ${unit}`;
}

function milliseconds(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 10_000) return `${(value / 1_000).toFixed(1)} s`;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} ms`;
}
