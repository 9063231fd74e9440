/** Owns how one run reads: its state, why it stopped, and every step. */
import { isTerminal, progressText, type RunDetail, stepTitle } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

export function renderRun({ run, steps }: RunDetail, style: Style): string {
  const { failure } = run;
  const stopped = failure
    ? `${style.red(`${failure.code}: ${failure.message}`)}${failure.stepId === undefined ? '' : ` (at: ${stepTitle(failure.stepId)})`}\n`
    : '';
  const open = run.state === 'schema_ahead' || run.state === 'applying';
  const counts = run.progress && (open || run.state === 'contracting');
  const next = open
    ? `next: ${style.cyan(`mda run resume ${run.id}`)} or ${style.cyan(`mda run abandon ${run.id}`)}\n`
    : '';
  const far =
    run.progress && counts
      ? `${stepTitle(run.progress.stepId)}: ${progressText(run.progress)} (${run.progress.at})\n`
      : '';
  return (
    `${style.bold(run.request.kind)} ${run.id}  ${style.bold(run.state)}\n${stopped}${far}` +
    renderTable(
      ['step', 'state', 'started', 'finished'],
      steps.map((step) => [stepTitle(step.id), stateWords(run, step), step.startedAt, step.finishedAt]),
      style,
      '  ',
    ) +
    next
  );
}

/** What a publish leaves to contract is done by a run of its own, so it stays pending here for ever. */
function stateWords(run: RunDetail['run'], { id, state }: RunDetail['steps'][number]): string {
  return state === 'pending' && isTerminal(run.state) && id.startsWith('contract:')
    ? 'left to finalize'
    : state;
}
