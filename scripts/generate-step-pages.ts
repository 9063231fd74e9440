/**
 * Owns docs/steps/: one page a step kind, with everything that code knows asked from the code: phases, hazards, lock
 * class, reverse, and the statements that each engine would run for the examples.
 */
import {
  hazardsOf,
  lockClassOf,
  reverseOf,
  STEP_KINDS,
  type Step,
  type StepKind,
} from '@objectstack/metadata-authoring';
import { onlyPausesIn } from '../packages/core/src/plan/old-readers.ts';
import { RANKS } from '../packages/core/src/plan/step-list.ts';
import { PHASES } from '../packages/core/src/plan/steps/step.ts';
import { mysqlDialect } from '../packages/sql/src/dialects/mysql/dialect.ts';
import { postgresDialect } from '../packages/sql/src/dialects/postgres/dialect.ts';
import { sqliteDialect } from '../packages/sql/src/dialects/sqlite/dialect.ts';
import { code, fence, GENERATED, table } from './markdown.ts';
import { STEP_EXAMPLES, type StepExample } from './step-examples.ts';
import { STEP_PROSE } from './step-prose.ts';

const ENGINES = [
  ['SQLite', sqliteDialect],
  ['PostgreSQL', postgresDialect],
  ['MySQL and MariaDB', mysqlDialect],
] as const;

/** @returns path relative to docs/steps → text */
export function stepPages(): ReadonlyMap<string, string> {
  const pages = new Map(STEP_KINDS.map((kind) => [`${kind}.md`, stepPage(kind)]));
  return pages.set('README.md', indexPage());
}

function stepPage(kind: StepKind): string {
  const { meaning, when, undo } = STEP_PROSE[kind];
  const examples = STEP_EXAMPLES[kind];
  return `${GENERATED}
# ${kind}

${meaning}

${table(
  ['phases', 'lock class', 'hazards', 'reverse'],
  [
    [
      phasesOf(kind).join(', '),
      lockOf(kind),
      hazardsOfKind(kind).join(', ') || 'none',
      reversesOf(kind).join(', '),
    ],
  ],
)}

**When a plan has it.** ${when}

**Taking it back.** ${undo}

${examples.map((example) => exampleSection(kind, example)).join('\n')}`;
}

function exampleSection(kind: StepKind, example: StepExample): string {
  const steps = example.steps.filter((step) => step.kind === kind);
  if (steps.length === 0) throw new Error(`the example '${example.title}' has no step ${kind}`);
  const onlyPauses = onlyPausesIn(example.steps);
  const hazards = (step: Step) =>
    hazardsOf(step).map((hazard) =>
      hazard === 'breaks_old_readers' && onlyPauses(step) ? `${hazard} (only pauses them)` : hazard,
    );
  const facts = steps.map((step) => [code(step.id), hazards(step).join(', ') || 'none', reverseText(step)]);
  const others = example.steps.filter((step) => step.kind !== kind).map((step) => code(step.id));
  return `## Example: ${example.title}

${table(['step', 'hazards', 'reverse'], facts)}
${others.length > 0 ? `\nThe same plan also has ${others.join(', ')}.\n` : ''}
${ENGINES.map(([name, dialect]) => {
  const described = dialect.describe(example.steps, example.before);
  const statements = steps.flatMap((step) => described.get(step.id) ?? []);
  const text = statements.length === 0 ? '-- nothing to run' : statements.map(terminated).join('\n');
  return `${name}:\n\n${fence('sql', text)}\n`;
}).join('\n')}`;
}

function terminated(statement: string): string {
  return statement.startsWith('--') ? statement : `${statement};`;
}

function reverseText(step: Step): string {
  const reverse = reverseOf(step);
  if (reverse === null) return 'nothing to take back';
  return 'irreversible' in reverse ? `irreversible: ${reverse.irreversible}` : code(reverse.kind);
}

function stepsOfKind(kind: StepKind): readonly Step[] {
  return STEP_EXAMPLES[kind].flatMap(({ steps }) => steps.filter((step) => step.kind === kind));
}

function phasesOf(kind: StepKind): readonly string[] {
  return PHASES.filter((phase) => RANKS[phase].includes(kind));
}

function lockOf(kind: StepKind): string {
  return stepsOfKind(kind).map(lockClassOf)[0] ?? '';
}

function hazardsOfKind(kind: StepKind): readonly string[] {
  return [...new Set(stepsOfKind(kind).flatMap((step) => hazardsOf(step)))];
}

function reversesOf(kind: StepKind): readonly string[] {
  const reverses = stepsOfKind(kind).map((step) => {
    const reverse = reverseOf(step);
    if (reverse === null) return 'nothing to take back';
    return 'irreversible' in reverse ? 'none' : code(reverse.kind);
  });
  return [...new Set(reverses)];
}

function indexPage(): string {
  return `${GENERATED}
# Migration steps

A plan is an ordered list of steps in three phases. **Expand** only adds, so the version that is live keeps working.
**Switch** is short and ends with the swap of the install pointer. **Contract** runs later, by \`mda finalize\`, and
puts aside what the live version no longer needs; purging is a run of its own.

\`mda diff --env NAME --sql\` shows the steps of a draft with the statements of that environment's engine.

${table(
  ['step', 'phases', 'lock class', 'hazards', 'reverse'],
  STEP_KINDS.map((kind) => [
    `[${kind}](${kind}.md)`,
    phasesOf(kind).join(', '),
    lockOf(kind),
    hazardsOfKind(kind).join(', ') || 'none',
    reversesOf(kind).join(', '),
  ]),
)}

**Lock classes** say what a step holds while it runs: \`none\` nothing that exists, \`metadata\` the catalog entry of the
table for a moment, \`rows\` the rows that it writes, \`table\` the table for as long as its size takes. On SQLite one
writer holds the whole file.

**Hazards**: \`destructive\` a value is dropped or may not stay equal; \`blocking_lock\` writers wait; \`table_rewrite\`
every row is written again; \`needs_backfill\` rows are filled; \`may_fail_on_data\` existing rows decide, so the preflight
asks them first; \`breaks_old_readers\` a runtime on the old version fails between this step and the swap;
\`irreversible\` nothing takes it back.
`;
}
