/** Owns how drift reads: what the version needs against what is there, and what is there beside it. */
import type { Drift, ForeignTable } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

export function renderDrift(drift: readonly Drift[], style: Style): string {
  if (drift.length === 0) return style.green('No drift: the tables are as the active version needs them.\n');
  return `${style.yellow(`${drift.length} ${drift.length === 1 ? 'difference' : 'differences'} between the tables and the active version`)}\n${renderTable(
    ['', 'what', 'where', 'expected', 'actual'],
    drift.map((entry) => [entry.kind, thing(entry), place(entry), entry.expected, entry.actual]),
    style,
    '  ',
  )}${meanings(drift)
    .map((line) => `  ${line}\n`)
    .join('')}${style.dim('mda reconcile takes them back (--repair), or into the draft (--adopt)')}\n`;
}

/** `missing column crm_deal.amount` */
export function driftWords(entry: Drift): string {
  return `${entry.kind} ${thing(entry)} ${place(entry)}`;
}

function thing({ what }: Drift): string {
  return what === 'view' ? 'old name' : what;
}

function place({ table, column, index, view }: Drift): string {
  return view ?? [table, column ?? index].filter(Boolean).join('.');
}

/** What it means, each once. */
function meanings(drift: readonly Drift[]): readonly string[] {
  const lines = drift.flatMap((entry) => {
    if (entry.what === 'trigger') return [triggerWords(entry)];
    return entry.view === undefined ? [] : [oldNameWords(entry, entry.view)];
  });
  return [...new Set(lines)];
}

function triggerWords(entry: Drift): string {
  const lost = entry.view ? `is written to ${entry.view}` : 'one version writes there';
  return `${place(entry)}: what ${lost} is lost to ${entry.view ? entry.table : 'the other'} until the trigger is back`;
}

/** What it means for whoever still uses the name. */
function oldNameWords({ kind, table, actual }: Drift, view: string): string {
  const users = `an earlier version still calls ${table} ${view}`;
  if (kind === 'extra')
    return `${view}: no version calls ${table} so any more; a repair drops the name and no row`;
  if (kind === 'changed') return `${view}: ${users}, and may read or write something else there`;
  return actual === null
    ? `${view}: ${users}, and fails until the name is back`
    : `${view}: ${users}, and finds ${actual}; rename or drop that by hand, then repair`;
}

/** '' where there are none. */
export function renderForeign(foreign: readonly ForeignTable[], style: Style): string {
  const named = (whose: ForeignTable['whose']) =>
    foreign
      .filter((entry) => entry.whose === whose)
      .map(({ table, isView }) => (isView ? `${table} (a view)` : table));
  const line = (title: string, tables: readonly string[]) =>
    tables.length === 0 ? '' : style.dim(`${title}: ${tables.join(', ')}\n`);
  return (
    line('Not ours, left alone', named('unknown')) + line("The runtime's own, left alone", named('runtime'))
  );
}
