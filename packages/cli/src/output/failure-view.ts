/** Owns how a failure reads on a terminal: the fact, every problem with its place, and what to do next. */
import type { Failure } from '../command-line/failure.ts';
import { renderProblems } from './problems-view.ts';
import type { Style } from './style.ts';

export function renderFailure(failure: Failure, style: Style): string {
  const lines = [`${style.red('error')} ${style.dim(failure.code)} ${failure.message}`];
  const problems = failure.details.problems;
  if (Array.isArray(problems) && problems.length > 1)
    lines.push(renderProblems(problems, style, '  ').trimEnd());
  if (failure.suggestion !== null) lines.push(`${style.bold('next:')} ${failure.suggestion}`);
  return `${lines.join('\n')}\n`;
}
