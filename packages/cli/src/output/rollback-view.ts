/** Owns how a rollback's preview reads: lost, kept, restorable. */
import type { RollbackPreview } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

export function renderRollbackPreview(preview: RollbackPreview, style: Style): string {
  const { environment, from, to, lost, kept, restorable } = preview;
  const section = (title: string, lines: readonly string[], mark: string) =>
    lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${mark} ${line}`).join('\n')}\n`;
  return (
    `${style.bold(`Rolling ${environment} back`)} from ${from ?? 'nothing'} to ${to}\n` +
    section(style.red('Would be lost'), lost, style.red('-')) +
    section(style.green('Comes back'), restorable, style.green('+')) +
    section('Is put aside with its rows', kept, '~') +
    (lost.length + restorable.length + kept.length === 0
      ? '  only the metadata changes; the tables stay as they are\n'
      : '')
  );
}
