/** Owns how a rehearsal reads: whether it passed, how long each step took on the copy, and how long it held up writers. */
import {
  longestLockMs,
  type RehearsalRow,
  type RehearsalSummary,
  stepTitle,
} from '@objectstack/metadata-authoring';
import { countWords, msWords } from './amounts.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

/** More steps than this are counted, not shown; the dearest are. */
const LINES = 20;

export function rehearsalJson(row: RehearsalRow & { readonly environment: string }) {
  const { id, environment, kind, moves, planHash, baseFingerprint, outcome, failure, rowsAtRisk } = row;
  const { form, copyMs, tookMs, steps, by, at } = row;
  return {
    rehearsal: id,
    environment,
    kind,
    moves,
    planHash,
    baseFingerprint,
    outcome,
    failure,
    rowsAtRisk,
    form,
    copyMs,
    tookMs,
    longestLockMs: longestLockMs(row),
    steps: steps.map(({ stepId, ...step }) => ({ step: stepId, ...step })),
    by,
    at,
  };
}

/** One line, for whoever has to agree. */
export function rehearsalLine(row: RehearsalRow | null): string {
  if (row === null) return 'not rehearsed';
  const when = `by ${row.by} at ${row.at}`;
  return row.outcome === 'failed'
    ? `rehearsed ${when}: failed, ${row.failure?.message ?? row.failure?.code}`
    : `rehearsed ${when}: took ${msWords(row.tookMs)}, longest lock ${msWords(longestLockMs(row))}`;
}

export function renderRehearsal(row: RehearsalRow & { readonly environment: string }, style: Style): string {
  const { environment, copyMs, tookMs, form, steps, planHash, id } = row;
  const lines = [
    `${style.green('✓')} ${style.bold(whatOf(row))} passed on a copy of ${style.bold(environment)}: ${msWords(tookMs)}, longest lock ${msWords(longestLockMs(row))}`,
    style.dim(
      `  copied ${form === 'whole' ? 'whole' : 'table by table'} in ${msWords(copyMs)}; the copy is gone, and ${environment} is as it was`,
    ),
    style.dim(`  plan ${planHash}`),
    style.dim(`  rehearsal ${id}`),
  ];
  return `${lines.join('\n')}\n${renderSteps(steps, style)}`;
}

function renderSteps(steps: RehearsalRow['steps'], style: Style): string {
  if (steps.length === 0) return style.dim('No step changes its tables.\n');
  const shown =
    steps.length <= LINES
      ? steps
      : [...steps].sort((a, b) => b.tookMs + b.lockMs - a.tookMs - a.lockMs).slice(0, LINES);
  const rows = shown.map(({ stepId, tookMs, lockMs, rows: count }) => [
    stepTitle(stepId),
    msWords(tookMs),
    msWords(lockMs),
    count === null ? '' : countWords(count),
  ]);
  const left = steps.length - shown.length;
  return `\n${renderTable(['step', 'took', 'writers waited', 'rows'], rows, style, '  ')}${left > 0 ? style.dim(`  … and ${left} that took less\n`) : ''}`;
}

export function renderRehearsals(summaries: readonly RehearsalSummary[], style: Style): string {
  if (summaries.length === 0) return 'Nothing was rehearsed.\n';
  return summaries
    .map(
      (row) =>
        `${style.bold(whatOf(row))} in ${style.bold(row.environment)}  ${style.dim(row.id)}\n  ${rehearsalLine(row)}\n`,
    )
    .join('\n');
}

function whatOf({ kind, moves }: RehearsalRow): string {
  return `${kind} ${moves.map(({ version }) => version).join(' with ')}`;
}
