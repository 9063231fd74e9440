/**
 * Owns how a preflight reads: how large the tables are, what each step costs and who waits for it, and what the real
 * rows say, the worst first, each with what to do next.
 */
import type {
  MigrationPlan,
  PreflightFinding,
  PreflightSeverity,
  StepCost,
  TableFacts,
  Waiting,
} from '@objectstack/metadata-authoring';
import { bytesWords, countWords, secondsWords } from './amounts.ts';
import { findingAmount, findingFact, nextWords } from './finding-words.ts';
import { stepWords } from './step-words.ts';
import { type Style, widthOf } from './style.ts';
import { renderTable } from './table.ts';

export interface PreflightFacts {
  readonly findings: readonly PreflightFinding[];
  readonly tables: readonly TableFacts[];
  readonly costs: readonly StepCost[];
}

/** More lines than this are counted, not shown. */
const LINES = 40;

export function renderPreflight(plan: MigrationPlan, facts: PreflightFacts, style: Style): string {
  return [
    renderSizes(facts.tables, style),
    renderCosts(plan, facts.costs, style),
    renderFindings(facts.findings, style),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function renderSizes(tables: readonly TableFacts[], style: Style): string {
  if (tables.length === 0) return '';
  const largest = [...tables].sort((a, b) => b.bytes - a.bytes || (a.table < b.table ? -1 : 1));
  const rows = largest
    .slice(0, LINES)
    .map(({ table, rows: count, exactRows, bytes, exactBytes }) => [
      table,
      `${exactRows ? '' : 'about '}${countWords(count)}`,
      `${exactBytes ? '' : 'about '}${bytesWords(bytes)}`,
    ]);
  return `${style.bold('Tables that it touches')}\n${renderTable(['table', 'rows', 'size'], aligned(rows, [1, 2]), style, '  ')}${more(tables.length, style)}`;
}

const WORK: Readonly<Record<Exclude<StepCost['work'], 'catalog'>, string>> = {
  reads: 'reads every row',
  index: 'reads and sorts every row',
  batches: 'writes rows, few at a time',
  copy: 'writes the table anew',
};

const WHO: Readonly<Record<Exclude<Waiting, 'nobody'>, string>> = {
  writers: 'writers',
  everybody: 'readers and writers',
};

/** Only steps that look at rows: the others take a moment, however large the table is. */
function renderCosts(plan: MigrationPlan, costs: readonly StepCost[], style: Style): string {
  const steps = new Map(plan.steps.map(({ step }) => [step.id, step]));
  const dear = costs.filter(({ work, rows }) => work !== 'catalog' && rows > 0);
  if (dear.length === 0) return '';
  const lines = dear.slice(0, LINES).flatMap((cost) => {
    const step = steps.get(cost.stepId);
    if (step === undefined || cost.work === 'catalog') return [];
    const { what, name, detail } = stepWords(step);
    return [[`${what} ${name} ${detail}`, WORK[cost.work], secondsWords(cost.seconds), waitWords(cost)]];
  });
  const header = ['step', 'work', 'about', 'who waits'];
  return `${style.bold('What takes time')}  ${style.dim('an estimate; every other step takes a moment')}\n${renderTable(header, aligned(lines, [2]), style, '  ')}${more(dear.length, style)}`;
}

function waitWords({ waiting, work, heldSeconds }: StepCost): string {
  if (waiting === 'nobody') return 'nobody';
  const time = work === 'batches' ? 'a moment at a time' : secondsWords(heldSeconds);
  return `${WHO[waiting]}: ${time}`;
}

const SEVERITIES: readonly PreflightSeverity[] = ['blocks', 'loses', 'informs'];

function renderFindings(findings: readonly PreflightFinding[], style: Style): string {
  const title = style.bold('What the rows say');
  if (findings.length === 0) return `${title}\n  ${style.green('nothing stands in the way')}\n`;
  const shown = [...findings]
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.count - a.count)
    .slice(0, LINES);
  const amounts = shown.map(findingAmount);
  const places = shown.map(({ table, column }) => (column === undefined ? table : `${table}.${column}`));
  const amountWidth = Math.max(...amounts.map(widthOf));
  const placeWidth = Math.min(44, Math.max(...places.map(widthOf)));
  const indent = ' '.repeat(2 + 'informs'.length + 2);
  const lines = shown.flatMap((finding, at) => {
    const paint =
      finding.severity === 'blocks' ? style.red : finding.severity === 'loses' ? style.yellow : style.dim;
    const amount = (amounts[at] ?? '').padStart(amountWidth);
    const place = (places[at] ?? '').padEnd(placeWidth);
    return [
      `  ${paint(finding.severity.padEnd('informs'.length))}  ${amount}  ${style.bold(place)}  ${findingFact(finding)}`,
      ...keysText(finding).map((line) => `${indent}${line}`),
      `${indent}${style.dim('next:')} ${nextWords(finding)}`,
    ];
  });
  const blocking = findings.filter(({ severity }) => severity === 'blocks').length;
  const verdict =
    blocking === 0
      ? ''
      : `  ${style.red(`${blocking === 1 ? '1 of them stops' : `${blocking} of them stop`} a publish before it changes anything.`)}\n`;
  return `${title}\n${lines.join('\n')}\n${more(findings.length, style)}${verdict}`;
}

/** More keys than this are in the JSON form. */
const KEYS_SHOWN = 5;

function keysText({ severity, keys = [], count }: PreflightFinding): readonly string[] {
  if (severity !== 'blocks' || keys.length === 0) return [];
  const rest = count > KEYS_SHOWN ? ', …' : '';
  return [`rows: ${keys.slice(0, KEYS_SHOWN).join(', ')}${rest}`];
}

/** Numbers stand under each other at their right end. */
function aligned(rows: readonly (readonly string[])[], columns: readonly number[]): readonly string[][] {
  const widths = columns.map((column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  return rows.map((row) =>
    row.map((cell, at) => {
      const known = columns.indexOf(at);
      return known === -1 ? cell : cell.padStart(widths[known] ?? 0);
    }),
  );
}

function more(count: number, style: Style): string {
  return count > LINES ? style.dim(`  … and ${count - LINES} more: --json shows all of them\n`) : '';
}
