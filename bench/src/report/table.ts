/** Owns the table of a run. */
import { isMet, type Row } from '../goals/goal.ts';
import { markdownTable } from './markdown-table.ts';

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
  return markdownTable(HEAD, cells);
}

function metWord(row: Row): string {
  const met = isMet(row);
  if (met === null) return Number.isNaN(row.ratio) ? 'noise' : '–';
  return met ? 'yes' : '**no**';
}
