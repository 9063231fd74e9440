/** Owns the table of a run, as Markdown that a terminal shows as well. */
import { isMet, type Row } from '../goals/goal.ts';

const HEAD = ['goal', 'what', 'objects', 'raw', 'ours', 'ratio', 'target', 'met', 'pairs (dropped)'];

export function renderTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.goal,
    row.what,
    row.objects.toLocaleString('en'),
    row.raw,
    row.ours,
    Number.isNaN(row.ratio) ? '–' : `${row.ratio.toFixed(2)} ×`,
    row.target === null ? '–' : `≤ ${row.target} ×`,
    metWord(row),
    `${row.pairs} (${row.dropped})`,
  ]);
  const widths = HEAD.map((head, at) => Math.max(head.length, ...cells.map((line) => line[at]!.length)));
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, at) => text.padEnd(widths[at]!)).join(' | ')} |`;
  return [line(HEAD), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.map(line)].join(
    '\n',
  );
}

function metWord(row: Row): string {
  const met = isMet(row);
  if (met === null) return Number.isNaN(row.ratio) ? 'noise' : '–';
  return met ? 'yes' : '**no**';
}
