/** Owns how drift reads: what the version needs against what is there, and what is there beside it. */
import type { Drift, ForeignTable } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

export function renderDrift(drift: readonly Drift[], style: Style): string {
  if (drift.length === 0) return style.green('No drift: the tables are as the active version needs them.\n');
  return `${style.yellow(`${drift.length} ${drift.length === 1 ? 'difference' : 'differences'} between the tables and the active version`)}\n${renderTable(
    ['', 'what', 'where', 'expected', 'actual'],
    drift.map(({ kind, what, table, column, index, expected, actual }) => [
      kind,
      what,
      [table, column ?? index].filter(Boolean).join('.'),
      expected,
      actual,
    ]),
    style,
    '  ',
  )}${style.dim('mda reconcile takes them back (--repair), or into the draft (--adopt)')}\n`;
}

/** '' where there are none. */
export function renderForeign(foreign: readonly ForeignTable[], style: Style): string {
  const named = (whose: ForeignTable['whose']) =>
    foreign.filter((entry) => entry.whose === whose).map(({ table }) => table);
  const line = (title: string, tables: readonly string[]) =>
    tables.length === 0 ? '' : style.dim(`${title}: ${tables.join(', ')}\n`);
  return (
    line('Not ours, left alone', named('unknown')) + line("The runtime's own, left alone", named('runtime'))
  );
}
