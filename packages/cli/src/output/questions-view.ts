/** Owns how open questions read: what went, what came, and the exact commands that answer. */
import type { Question } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

export function renderQuestions(questions: readonly Question[], style: Style): string {
  if (questions.length === 0) return '';
  const lines = [
    style.yellow(
      style.bold(questions.length === 1 ? '1 open question' : `${questions.length} open questions`),
    ),
  ];
  for (const question of questions) {
    const what = question.path === 'fields' ? `field ${question.from} of ${question.ref}` : question.ref;
    lines.push(
      `  ${style.yellow('?')} ${style.bold(what)} is gone, and ${question.candidates.join(', ')} ${question.candidates.length === 1 ? 'is' : 'are'} new.`,
    );
    lines.push('    Is it a new name for the same thing, or something else?');
    for (const candidate of question.candidates)
      lines.push(
        `      ${style.cyan(`mda answer ${question.id} --rename-to ${candidate}`)}   ${style.dim('same thing: its values stay')}`,
      );
    lines.push(
      `      ${style.cyan(`mda answer ${question.id} --replace`)}   ${style.dim('something else: the old values are put aside')}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
