/**
 * Owns the comparable picture of views under earlier names of tables: which column of which table each of their columns
 * is. Their SQL is never compared.
 */
import type { Drift, ForeignTable } from './physical-schema.ts';
import { isRuntimeName } from './physical-schema.ts';
import type { CreateView, DropView } from './steps/step.ts';

/** Where a column of a view is. */
export interface ViewSource {
  readonly table: string;
  readonly column: string;
}

export interface PhysicalView {
  /** By name of the view's column; null: it is computed. The whole is null where it may not be read. */
  readonly columns: ReadonlyMap<string, ViewSource | null> | null;
  /** It shows every row of one table, and what is written to it goes there. */
  readonly plain: boolean;
}

export type PhysicalViews = ReadonlyMap<string, PhysicalView>;

/** What the database has. */
export interface NamesFound {
  readonly views: PhysicalViews;
  readonly tables: ReadonlySet<string>;
  /** Of the tables: those that the active versions need. */
  readonly ours: ReadonlySet<string>;
}

export interface ViewFindings {
  readonly drift: readonly Drift[];
  /** What somebody else has put under such a name. */
  readonly foreign: readonly ForeignTable[];
  /** Of those that are due: missing or changed, and their name is free or ours. */
  readonly broken: readonly DropView[];
  /** Of those that are due: somebody else has their name. */
  readonly taken: readonly DropView[];
  /** Views of ours that nothing waits for any more, as they stand. */
  readonly leftOver: readonly Pick<DropView, 'table' | 'view' | 'columns'>[];
}

/**
 * @param due how the views that should stand will be dropped
 * @param made earlier ones, the newest of a name first: one that stands as it was made is ours
 */
export function viewFindings(
  due: readonly DropView[],
  made: readonly CreateView[],
  { views, tables, ours }: NamesFound,
): ViewFindings {
  const drift: Drift[] = [];
  const foreign: ForeignTable[] = [];
  const broken: DropView[] = [];
  const taken: DropView[] = [];
  const names = new Set(due.map(({ view }) => view));
  for (const step of due) {
    const { table, view } = step;
    const found = views.get(view);
    const isTheirs = tables.has(view) || (found !== undefined && !isOn(found, table));
    if (found && !isTheirs) {
      const differences = differencesOf(step, found);
      if (differences === null) continue;
      broken.push(step);
      drift.push({ kind: 'changed', what: 'view', table, view, ...differences });
      continue;
    }
    const what = tables.has(view) ? 'table' : 'view';
    (isTheirs ? taken : broken).push(step);
    drift.push({
      kind: 'missing',
      what: 'view',
      table,
      view,
      expected: `${table} under its old name`,
      actual: isTheirs ? `a ${what} that is not ours` : null,
    });
    // A table of somebody else is listed with the others.
    if (isTheirs && what === 'view')
      foreign.push({ table: view, whose: isRuntimeName(view) ? 'runtime' : 'unknown', isView: true });
  }
  const leftOver: ViewFindings['leftOver'][number][] = [];
  for (const step of made) {
    const { view } = step;
    const found = views.get(view);
    if (names.has(view) || !found) continue;
    names.add(view);
    const left = asItStands(step, found);
    if (left === null || !ours.has(left.table)) continue;
    leftOver.push(left);
    const actual = `${left.table} under its old name`;
    drift.push({ kind: 'extra', what: 'view', table: left.table, view, expected: null, actual });
  }
  return { drift, foreign, broken, taken, leftOver };
}

/** Somebody else has the old name of a table. */
export function isTakenName({ kind, what, actual }: Drift): boolean {
  return kind === 'missing' && what === 'view' && actual !== null;
}

/** Some column of it is one of the table. What may not be read is taken for what should be there. */
function isOn({ columns }: PhysicalView, table: string): boolean {
  return columns === null || [...columns.values()].some((source) => source?.table === table);
}

/** @returns null: there are none */
function differencesOf(
  { table, columns }: DropView,
  found: PhysicalView,
): Pick<Drift, 'expected' | 'actual'> | null {
  if (found.columns === null) return null;
  const expected: string[] = [];
  const actual: string[] = [];
  const wanted = new Map(columns.map(({ name, column }) => [name, { table, column }]));
  for (const name of new Set([...wanted.keys(), ...found.columns.keys()])) {
    const [want, have] = [sourceText(wanted.get(name)), sourceText(found.columns.get(name))];
    if (want === have) continue;
    expected.push(`${name}: ${want}`);
    actual.push(`${name}: ${have}`);
  }
  if (!found.plain) {
    expected.push('all rows, to read and write');
    actual.push('some rows, or only to read');
  }
  return expected.length === 0 ? null : { expected: expected.join(', '), actual: actual.join(', ') };
}

function sourceText(source: ViewSource | null | undefined): string {
  if (source === undefined) return 'none';
  return source === null ? 'computed' : `${source.table}.${source.column}`;
}

/** Whatever its table and columns are called by now. Defaults are its table's again. @returns null: it is not that view */
function asItStands(
  { view, columns }: CreateView,
  { columns: found, plain }: PhysicalView,
): ViewFindings['leftOver'][number] | null {
  if (found === null || !plain || found.size !== columns.length) return null;
  const standing = columns.flatMap(({ feeds, ...rest }) => {
    const source = found.get(rest.name);
    if (!source) return [];
    const column = { ...rest, column: source.column, ...(feeds ? { feeds: { ...feeds, rests: null } } : {}) };
    return [{ table: source.table, column }];
  });
  const [first] = standing;
  const isWhole = standing.length === columns.length && standing.every(({ table }) => table === first?.table);
  return first && isWhole
    ? { table: first.table, view, columns: standing.map(({ column }) => column) }
    : null;
}
