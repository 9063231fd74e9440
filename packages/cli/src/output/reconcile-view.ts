/** Owns how the end of drift reads: what a repair does or did, what was adopted and what was not. */
import type { AdoptResult, RepairPreview, RepairResult } from '@objectstack/metadata-authoring';
import { driftWords, renderDrift, renderForeign } from './drift-view.ts';
import { preflightFacts, renderPlan } from './plan-view.ts';
import { stepWords } from './step-words.ts';
import type { Style } from './style.ts';

export function renderRepaired(result: RepairPreview | RepairResult, style: Style): string {
  const foreign = renderForeign(result.foreign, style);
  const environment = style.bold(result.environment);
  if (result.dryRun) {
    const { plan, sql, drift } = result;
    const shown = renderPlan(plan, style, { statements: sql, preflight: preflightFacts(result) });
    const end = style.dim('Dry run: nothing was changed.');
    return `${renderDrift(drift, style)}${shown}\n${end}\n${foreign}`;
  }
  if (result.repaired.length === 0)
    return `${style.green('✓')} ${environment} had nothing to repair\n${foreign}`;
  const steps = (result.plan?.steps ?? []).map(({ step }) => {
    const { what, name, detail } = stepWords(step);
    return `  ${what} ${name} ${detail}\n`;
  });
  const left = result.drift.length === 0 ? '' : renderDrift(result.drift, style);
  return `${style.green('✓')} ${environment} is repaired ${style.dim(`(run ${result.run})`)}\n${steps.join('')}${left}${foreign}`;
}

export function renderAdopted(
  { environment, adopted, notAdopted, staged }: AdoptResult,
  style: Style,
): string {
  if (adopted.length + notAdopted.length === 0)
    return style.green(`No drift: the tables of ${environment} are as the active version needs them.\n`);
  const lines = adopted.map(
    (entry) => `  ${style.green('+')} ${driftWords(entry)} ${style.dim(`in ${entry.ref}`)}\n`,
  );
  const left = notAdopted.map((entry) => `  ${style.yellow('!')} ${driftWords(entry)}: ${entry.reason}\n`);
  const taken =
    adopted.length === 0
      ? ''
      : `${staged.length === 0 ? 'The draft holds this already' : 'Staged into the draft'}\n${lines.join('')}`;
  const stays =
    notAdopted.length === 0
      ? ''
      : `Not taken over: ${style.cyan(`mda reconcile --env ${environment} --repair`)} takes it back\n${left.join('')}`;
  const next =
    adopted.length === 0
      ? ''
      : `next: ${style.cyan('mda validate')}, then ${style.cyan(`mda publish --env ${environment}`)}\n`;
  return taken + stays + next;
}
