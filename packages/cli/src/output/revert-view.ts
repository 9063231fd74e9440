/** Owns how going back with single items reads: what differs and who changed it since, what was staged, and what comes next. */
import type { RevertResult, RollbackItem, RollbackPreview } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

export function renderItemsAsked({ from, to, items }: RollbackPreview, style: Style): string {
  if (items.length === 0) return `  none of them differs between ${from ?? 'nothing'} and ${to}\n`;
  return (
    `${style.bold(`Back to ${to}`)} of what ${from ?? 'nothing'} has now; nothing is staged yet\n` +
    itemLines(items, style)
  );
}

export function renderReverted(result: RevertResult, style: Style): string {
  const { environment, package: name, to, staged, unchanged } = result;
  if (staged.length === 0) return `nothing to stage: the draft has them as ${to} has\n`;
  const several = staged.filter(({ touchedBy }) => touchedBy.length > 1);
  const open = staged.flatMap(({ ref, valuesOpen }) => valuesOpen.map((field) => `${ref} ${field}`));
  return [
    `${style.green('✓')} staged in the draft of ${style.bold(name)} as ${style.bold(to)} has ${staged.length === 1 ? 'it' : 'them'}\n`,
    itemLines(staged, style),
    several.length === 0
      ? ''
      : style.yellow(
          `  changed more than once since: what those versions did to ${several.length === 1 ? 'it' : 'them'} goes too\n`,
        ),
    ...open.map((field) =>
      style.yellow(
        `  say how the values come back: ${field}, with mda stage convert; otherwise what stands under the name now is converted plainly\n`,
      ),
    ),
    unchanged.length === 0 ? '' : `  as it was already: ${unchanged.join(', ')}\n`,
    `  next: ${style.cyan(`mda diff --env ${environment} --restore-from ${to}`)}, then ${style.cyan(`mda publish --restore-from ${to}`)}, which brings back what is held\n`,
  ].join('');
}

function itemLines(items: readonly RollbackItem[], style: Style): string {
  const rows = items.map(({ ref, op, from, touchedBy }) => [
    ref,
    op === 'delete' ? 'goes' : op === 'rename' ? `was ${from ?? ''}` : 'as it was',
    touchedBy.map(({ version, by }) => `${version} (${by})`).join(', ') || 'nobody since',
  ]);
  return renderTable(['item', '', 'changed in'], rows, style, '  ');
}
