/** Owns how validation problems read: grouped by item, errors before warnings, each with what to do. */
import type { Problem } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

export function renderProblems(problems: readonly Problem[], style: Style, indent = ''): string {
  const byItem = new Map<string, Problem[]>();
  for (const problem of problems) {
    const known = byItem.get(problem.ref);
    if (known) known.push(problem);
    else byItem.set(problem.ref, [problem]);
  }
  const lines: string[] = [];
  for (const [ref, found] of byItem) {
    lines.push(indent + style.bold(ref));
    for (const problem of [...found].sort(bySeverity)) {
      const mark = problem.severity === 'error' ? style.red('✗') : style.yellow('!');
      const place = problem.path === '' ? '' : `${style.cyan(problem.path)}: `;
      lines.push(`${indent}  ${mark} ${place}${problem.message} ${style.dim(problem.code)}`);
      if (problem.suggestion !== '') lines.push(`${indent}    ${style.dim('→')} ${problem.suggestion}`);
    }
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function bySeverity(a: Problem, b: Problem): number {
  return rank(a) - rank(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function rank(problem: Problem): number {
  return problem.severity === 'error' ? 0 : 1;
}

/** `3 errors, 1 warning`; `no problems`. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const parts = [
    ...(errors > 0 ? [`${errors} ${errors === 1 ? 'error' : 'errors'}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  return parts.length === 0 ? 'no problems' : parts.join(', ');
}
