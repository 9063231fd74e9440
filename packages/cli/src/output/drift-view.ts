/** Owns how drift reads: what the version needs against what is there. */
import type { Drift } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

export function renderDrift(drift: readonly Drift[], style: Style): string {
  if (drift.length === 0) return style.green('No drift: the tables are as the active version needs them.\n');
  return `${style.yellow(`${drift.length} ${drift.length === 1 ? 'difference' : 'differences'} between the tables and the active version`)}\n${renderTable(
    ['', 'where', 'expected', 'actual'],
    drift.map(({ kind, table, column, index, expected, actual }) => [
      kind,
      [table, column ?? index].filter(Boolean).join('.'),
      expected,
      actual,
    ]),
    style,
    '  ',
  )}`;
}
