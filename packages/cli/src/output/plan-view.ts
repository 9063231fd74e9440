/** Owns how a migration plan reads: what happens when, what it may lose, what is still to be decided. */
import type { DiffResult, Hazard, MigrationPlan, PlannedStep } from '@objectstack/metadata-authoring';
import { renderObstacles } from './obstacles-view.ts';
import { outcomeTable } from './overlay-view.ts';
import { type PreflightFacts, renderPreflight } from './preflight-view.ts';
import { renderQuestions } from './questions-view.ts';
import { HAZARD_WORDS, PAUSE_WORDS, type StepWords, stepWords } from './step-words.ts';
import { type Style, widthOf } from './style.ts';

const PHASES = [
  ['expand', 'Before the switch', 'the running app does not notice'],
  ['switch', 'At the switch', 'the moment in which the new version goes live'],
  ['contract', 'After the switch', 'put aside, and kept until it is purged'],
] as const;

/** More lines than this in one phase are counted, not shown. */
const LINES_PER_PHASE = 60;

export interface PlanViewOptions {
  /** Show the statements below each step. */
  readonly sql?: boolean;
}

export function renderDiff(diff: DiffResult, style: Style, options: PlanViewOptions = {}): string {
  const from = diff.from === null ? 'nothing installed yet' : `runs ${diff.from}`;
  const head = `${style.bold(`Plan for ${diff.environment}`)} ${style.dim(`(${from}; a ${diff.plan.semverBump} change)`)}\n`;
  return (
    head +
    renderPlan(diff.plan, style, {
      ...options,
      statements: diff.sql,
      ...(diff.preflight === undefined ? {} : { preflight: preflightFacts(diff) }),
    }) +
    overlaysText(diff, style) +
    renderObstacles(diff.obstacles, style)
  );
}

function overlaysText({ overlays, environment }: DiffResult, style: Style): string {
  if (!overlays?.length) return '';
  const open = overlays.filter(({ outcome }) => outcome === 'needs_you').length;
  const asks = open === 0 ? '' : style.yellow(`, ${open} of them for you to look at`);
  return `\n${style.bold(`Overlays of ${environment}`)}${asks}\n${outcomeTable(overlays, style)}`;
}

/** What a preflight found, where one was made. */
export function preflightFacts({
  preflight = [],
  tables = [],
  costs = [],
}: Pick<DiffResult, 'preflight' | 'tables' | 'costs'>): PreflightFacts {
  return { findings: preflight, tables, costs };
}

interface PlanFacts extends PlanViewOptions {
  readonly statements?: DiffResult['sql'];
  readonly preflight?: PreflightFacts;
}

export function renderPlan(plan: MigrationPlan, style: Style, facts: PlanFacts = {}): string {
  const parts = PHASES.flatMap(([phase, title, meaning]) => {
    const steps = plan.steps.filter((planned) => planned.step.phase === phase);
    if (steps.length === 0) return [];
    return [`${style.bold(title)}  ${style.dim(meaning)}\n${renderSteps(steps, style, facts)}`];
  });
  if (plan.steps.length === 0) parts.push('The database stays as it is.\n');
  const items = itemsText(plan);
  if (items !== '') parts.push(items);
  const warnings = renderWarnings(plan, style);
  if (warnings !== '') parts.push(warnings);
  if (facts.preflight && plan.steps.length > 0) parts.push(renderPreflight(plan, facts.preflight, style));
  if (plan.questions.length > 0) parts.push(renderQuestions(plan.questions, style));
  return `\n${parts.join('\n')}`;
}

function renderSteps(steps: readonly PlannedStep[], style: Style, facts: PlanFacts): string {
  const shown = steps
    .slice(0, LINES_PER_PHASE)
    .map((planned) => ({ planned, words: stepWords(planned.step) }));
  const whatWidth = Math.max(...shown.map(({ words }) => widthOf(words.what)));
  const nameWidth = Math.min(44, Math.max(...shown.map(({ words }) => widthOf(words.name))));
  const lines = shown.map(({ planned, words }) => {
    const text = `${words.mark} ${words.what.padEnd(whatWidth)}  ${words.name.padEnd(nameWidth)}  ${words.detail}`;
    return `  ${colour(words, planned, style)(text)}${hazardText(planned, style)}\n${sqlText(planned, style, facts)}`;
  });
  const more = steps.length - shown.length;
  if (more > 0) lines.push(style.dim(`  … and ${more} more: --json shows all of them\n`));
  return lines.join('');
}

function colour(words: StepWords, planned: PlannedStep, style: Style): (text: string) => string {
  if (planned.hazards.includes('destructive')) return style.red;
  return words.mark === '+' ? style.green : words.mark === '~' ? style.yellow : style.dim;
}

function hazardText(planned: PlannedStep, style: Style): string {
  const worth = planned.hazards.filter((hazard) => hazard !== 'destructive' && hazard !== 'irreversible');
  const wordsOf = (hazard: Hazard) =>
    hazard === 'breaks_old_readers' && planned.onlyPauses ? PAUSE_WORDS : HAZARD_WORDS[hazard];
  return worth.length === 0 ? '' : style.dim(`  (${worth.map(wordsOf).join('; ')})`);
}

function sqlText(planned: PlannedStep, style: Style, facts: PlanFacts): string {
  if (!facts.sql) return '';
  const statements = facts.statements?.[planned.step.id] ?? [];
  return statements
    .map((statement) => `${style.dim(`      ${statement.replaceAll('\n', '\n      ')};`)}\n`)
    .join('');
}

/** Metadata that changes: what no table shows. */
function itemsText(plan: MigrationPlan): string {
  const counts = new Map<string, number>();
  for (const { ref } of plan.items) {
    const type = ref.slice(0, ref.indexOf('/'));
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  if (counts.size === 0) return '';
  const parts = [...counts].sort().map(([type, count]) => `${count} ${typeWords(type, count)}`);
  return `Metadata that changes: ${parts.join(', ')}.\n`;
}

function typeWords(type: string, count: number): string {
  const words = type === 'stack' ? 'setting' : type.replaceAll('_', ' ');
  if (count === 1) return words;
  return words.endsWith('y') ? `${words.slice(0, -1)}ies` : `${words}s`;
}

/** In red: every step that loses something. */
function renderWarnings(plan: MigrationPlan, style: Style): string {
  const lines: string[] = [];
  for (const planned of plan.steps) {
    if (!planned.hazards.includes('destructive')) continue;
    const { what, name, detail } = stepWords(planned.step);
    lines.push(`  ${style.red('!')} ${what} ${style.bold(name)} ${detail}`);
    if (planned.irreversibleReason !== undefined) lines.push(`      ${planned.irreversibleReason}`);
  }
  if (lines.length === 0) return '';
  return `${style.red(style.bold('What this plan may lose'))}\n${lines.join('\n')}\n`;
}
