/** Owns how a rehearsal reads: whether it passed, how long each step took on the copy, and how long it held up writers. */
import {
  longestLockMs,
  phaseWords,
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
  const { failedIn = null, form, copyMs, tookMs, laterMs, steps, by, at } = row;
  return {
    rehearsal: id,
    environment,
    kind,
    moves,
    planHash,
    baseFingerprint,
    outcome,
    failure,
    failedIn,
    rowsAtRisk,
    form,
    copyMs,
    tookMs,
    longestLockMs: longestLockMs(row),
    later: laterMs === undefined ? null : { tookMs: laterMs, longestLockMs: longestLockMs(row, 'later') },
    steps: steps.map(({ stepId, later = false, ...step }) => ({ step: stepId, ...step, later })),
    by,
    at,
  };
}

/** One line, for whoever has to agree. */
export function rehearsalLine(row: RehearsalRow | null): string {
  if (row === null) return 'not rehearsed';
  const { by, at, outcome, failure, failedIn } = row;
  const when = `by ${by} at ${at}`;
  if (outcome === 'passed') return `rehearsed ${when}: ${[atOnceWords(row), ...laterWords(row)].join('; ')}`;
  const where = failedIn === undefined ? '' : ` in the ${phaseWords(failedIn)}`;
  return `rehearsed ${when}: failed${where}, ${failure?.message ?? failure?.code}`;
}

function atOnceWords(row: RehearsalRow): string {
  return `took ${msWords(row.tookMs)}, longest lock ${msWords(longestLockMs(row))}`;
}

/** None where nothing waits for a finalize. */
function laterWords(row: RehearsalRow): readonly string[] {
  const { laterMs } = row;
  if (laterMs === undefined) return [];
  return [`a later finalize ${msWords(laterMs)}, longest lock ${msWords(longestLockMs(row, 'later'))}`];
}

export function renderRehearsal(row: RehearsalRow & { readonly environment: string }, style: Style): string {
  const { environment, copyMs, form, steps, planHash, id } = row;
  const lines = [
    `${style.green('✓')} ${style.bold(whatOf(row))} passed on a copy of ${style.bold(environment)}: ${[atOnceWords(row), ...laterWords(row)].join('; ')}`,
    style.dim(
      `  copied ${form === 'whole' ? 'whole' : 'table by table'} in ${msWords(copyMs)}; the copy is gone, and ${environment} is as it was`,
    ),
    style.dim(`  plan ${planHash}`),
    style.dim(`  rehearsal ${id}`),
  ];
  const [atOnce, later] = [steps.filter((step) => !step.later), steps.filter((step) => step.later)];
  const waits = `Only with ${style.cyan(`mda finalize --env ${environment}`)}, once nobody has to go back:\n`;
  const nothing = style.dim(`No step changes its tables${later.length > 0 ? ' at once' : ''}.\n`);
  return [
    `${lines.join('\n')}\n`,
    atOnce.length === 0 ? nothing : renderSteps(atOnce, style),
    ...(later.length === 0 ? [] : [waits, renderSteps(later, style)]),
  ].join('\n');
}

function renderSteps(steps: RehearsalRow['steps'], style: Style): string {
  const shown =
    steps.length <= LINES
      ? steps
      : [...steps].sort((a, b) => b.tookMs + b.lockMs - a.tookMs - a.lockMs).slice(0, LINES);
  const rows = shown.map(({ stepId, phase, tookMs, lockMs, rows: count }) => [
    stepTitle(stepId),
    phase,
    msWords(tookMs),
    msWords(lockMs),
    count === null ? '' : countWords(count),
  ]);
  const left = steps.length - shown.length;
  const head = ['step', 'phase', 'took', 'writers waited', 'rows'];
  return `${renderTable(head, rows, style, '  ')}${left > 0 ? style.dim(`  … and ${left} that took less\n`) : ''}`;
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
