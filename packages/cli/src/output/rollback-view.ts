/** Owns how a rollback's preview reads: how it would go, what is lost, comes back and is put aside, and what stands against it. */
import type {
  RollbackEntry,
  RollbackPreview,
  RollbackReason,
  RollbackRunPreview,
} from '@objectstack/metadata-authoring';
import { countWords } from './amounts.ts';
import { findingAmount, findingFact } from './finding-words.ts';
import { renderObstacles } from './obstacles-view.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

const WHY: Readonly<Record<RollbackReason, string>> = {
  purged: 'purged: comes back empty',
  held_in_another_form: 'put aside in another form: comes back empty',
  converted: 'does not survive the way back to its earlier type',
  restated: 'gets what its authors stated for the way back',
  not_in_version: 'that version does not have it',
  other_name: 'under the name that it has now',
  other_form: 'as it is now',
  held: 'was put aside, with its values',
  in_place: 'is still in its place, with what was written since',
  written_along: 'was written along ever since',
};

/** More lines than this are counted, not shown. */
const LINES = 40;

export function renderRollbackPreview(preview: RollbackPreview, style: Style): string {
  const { environment, from, to, lost, kept, restorable, blocking, obstacles, statements } = preview;
  const isQuiet = lost.length + restorable.length + kept.length === 0;
  return [
    `${style.bold(`Rolling ${environment} back`)} from ${from ?? 'nothing'} to ${to}: ${howWords(preview)}\n`,
    renderEntries(style.red('Would be lost'), lost, style),
    renderEntries(style.green('Comes back'), restorable, style),
    renderEntries('Is put aside until a purge', kept, style),
    isQuiet ? `  ${quietWords(statements)}\n` : '',
    renderItems(preview, style),
    blocking.length === 0
      ? ''
      : `${style.red('Stands against it: it would be refused before anything runs')}\n${blocking
          .map(
            (finding) =>
              `  ${findingAmount(finding)}  ${style.bold(placeOf(finding))}  ${findingFact(finding)}\n`,
          )
          .join('')}`,
    renderObstacles(obstacles, style),
  ].join('');
}

/** One package of a run that is taken back. */
export function renderPackageGoing(
  { package: id, runs, goesTo, preview }: RollbackRunPreview['packages'][number],
  style: Style,
): string {
  const head = style.bold(id);
  if (goesTo === null)
    return `${head}: ${runs} came with the run, and goes again; its tables are put aside until a purge\n`;
  return preview === null
    ? `${head}: ${goesTo} comes back\n`
    : `${head}\n${renderRollbackPreview(preview, style)}`;
}

/** What a rollback that ran could not bring back. */
export function renderSurfaced(lost: readonly RollbackEntry[], style: Style): string {
  return renderEntries(style.yellow('Not restored'), lost, style);
}

/** A name, a length or an index may change, and no value comes or goes. */
function quietWords(statements: number): string {
  return statements === 0
    ? 'only the metadata changes; the tables stay as they are'
    : 'every row and value stays, as that version has it';
}

function howWords({ how, statements }: RollbackPreview): string {
  if (how === 'pointer') return 'the pointer swings back at once';
  return `${statements === 1 ? '1 statement runs' : `${countWords(statements)} statements run`} before the pointer swings back`;
}

function renderEntries(title: string, entries: readonly RollbackEntry[], style: Style): string {
  if (entries.length === 0) return '';
  const rows = entries
    .slice(0, LINES)
    .map(({ name, column, rows: count, why }) => [
      name,
      count === null ? 'not counted' : countWords(count),
      column === undefined ? 'rows' : 'values',
      WHY[why],
    ]);
  const width = Math.max(...rows.map(([, amount]) => amount?.length ?? 0));
  const aligned = rows.map(([name, amount, ...rest]) => [name, amount?.padStart(width), ...rest]);
  return `${title}\n${renderTable(['what', 'how many', '', 'why'], aligned, style, '  ')}${more(entries.length, style)}`;
}

function renderItems({ items }: RollbackPreview, style: Style): string {
  const several = items.filter(({ touchedBy }) => touchedBy.length > 1);
  if (several.length === 0) return '';
  const rows = several
    .slice(0, LINES)
    .map(({ ref, touchedBy }) => [ref, touchedBy.map(({ version, by }) => `${version} (${by})`).join(', ')]);
  return `${style.bold('Changed more than once since')}  ${style.dim('all of that goes back; single items: --item TYPE/NAME')}\n${renderTable(['item', 'changed in'], rows, style, '  ')}${more(several.length, style)}`;
}

function placeOf({ table, column }: { readonly table: string; readonly column?: string }): string {
  return column === undefined ? table : `${table}.${column}`;
}

function more(count: number, style: Style): string {
  return count > LINES ? style.dim(`  … and ${count - LINES} more: --json shows all of them\n`) : '';
}
