/** Owns preflight questions over plain rows. */
import {
  assertNever,
  type ColumnType,
  conversionBetween,
  expressionText,
  LIMITS,
  type MadeValue,
  maskedValue,
  type PreflightCheck,
  type PreflightFinding,
  type PreflightFindingKind,
  severityOf,
} from '@objectstack/metadata-authoring';
import { duplicatesIn, type MemoryTables } from './target-database-memory-tables.ts';
import { evaluate, Uncastable } from './target-database-memory-values.ts';
import type { CellValue, TableRow } from './target-database-subject.ts';

export function preflightOn(
  tables: MemoryTables,
  check: PreflightCheck,
  now: string,
): readonly PreflightFinding[] {
  const rows = tables.get(check.table)?.rows ?? [];
  if (check.check === 'uncastable')
    return [
      finding(check, 'uncastable', affected(tables, check, now)),
      finding(check, 'changed_values', changedBy(rows, check, now)),
    ].filter((found) => found !== null);
  if (check.check === 'stated_values') return statedFindings(rows, check, now);
  return [finding(check, check.check, affected(tables, check, now))].filter((found) => found !== null);
}

type Stated = Extract<PreflightCheck, { check: 'stated_values' }>;

function statedFindings(rows: readonly TableRow[], check: Stated, now: string): readonly PreflightFinding[] {
  const { made, among, choices, replaces } = check;
  const { type } = made;
  const asked = among === undefined ? rows : rows.filter((row) => (row[among] ?? null) === null);
  const values = new Map(asked.map((row) => [row, madeValue(made, row, now)]));
  const found = (
    kind: PreflightFindingKind,
    holds: (value: CellValue | undefined, row: TableRow) => boolean,
  ) =>
    finding(
      check,
      kind,
      asked.filter((row) => holds(values.get(row), row)),
    );
  const length = type.kind === 'string' ? type.length : Number.POSITIVE_INFINITY;
  return [
    found('uncastable', (value) => value === undefined),
    found('too_long', (value) => [...String(value ?? '')].length > length),
    found('unoffered_choices', (value, row) => {
      if (choices === undefined || value === undefined || value === null) return false;
      const isKept = replaces !== undefined && row[replaces] === value;
      return !isKept && !choices.includes(String(value));
    }),
  ].filter((one) => one !== null);
}

/** undefined: it makes none. */
function madeValue({ value, type }: MadeValue, row: TableRow, now: string): CellValue | undefined {
  try {
    return evaluate(value, row, type, now);
  } catch (error) {
    if (error instanceof Uncastable) return undefined;
    throw error;
  }
}

function affected(
  tables: MemoryTables,
  check: Exclude<PreflightCheck, Stated>,
  now: string,
): readonly TableRow[] {
  const rows = tables.get(check.table)?.rows ?? [];
  const value = (row: TableRow, column: string): CellValue => row[column] ?? null;
  switch (check.check) {
    case 'null_values': {
      const { column, made } = check;
      return rows.filter((row) => (made ? madeValue(made, row, now) : value(row, column)) === null);
    }
    case 'unfilled_rows':
      return rows;
    case 'duplicates':
      return duplicatesIn(rows, check.parts);
    case 'uncastable':
      return rows.filter((row) => convertedValue(row, check.column, check.from, check.to, now) === undefined);
    case 'too_long':
      return rows.filter((row) => String(value(row, check.column) ?? '').length > check.length);
    case 'retired_choices':
      return rows.filter((row) => {
        const held = value(row, check.column);
        if (held === null) return false;
        return check.choices.some((choice) =>
          check.many ? String(held).includes(JSON.stringify(choice)) : held === choice,
        );
      });
    case 'orphan_references': {
      const ids = new Set(check.target === null ? [] : tables.get(check.target)?.rows.map(({ id }) => id));
      return rows.filter((row) =>
        namedIds(value(row, check.column), check.many).some((id) => id !== null && !ids.has(id)),
      );
    }
    case 'rows_held':
    case 'rows_purged': {
      const { column } = check;
      return column === undefined ? rows : rows.filter((row) => value(row, column) !== null);
    }
    default:
      return assertNever(check, 'preflight check');
  }
}

/** A list of ids, or the one that it is. */
function namedIds(held: CellValue, many: boolean): readonly CellValue[] {
  if (!many) return [held];
  const list: unknown = held === null ? [] : JSON.parse(String(held));
  return Array.isArray(list) ? list : [];
}

/** Rows whose value converts but does not come back equal. */
function changedBy(
  rows: readonly TableRow[],
  check: Extract<PreflightCheck, { check: 'uncastable' }>,
  now: string,
): readonly TableRow[] {
  return rows.filter((row) => {
    const before = row[check.column] ?? null;
    const there = convertedValue(row, check.column, check.from, check.to, now);
    if (before === null || there === undefined) return false;
    return (
      convertedValue({ ...row, [check.column]: there }, check.column, check.to, check.from, now) !== before
    );
  });
}

/** undefined: the value does not convert. */
function convertedValue(
  row: TableRow,
  column: string,
  from: ColumnType,
  to: ColumnType,
  now: string,
): CellValue | undefined {
  try {
    return evaluate(conversionBetween(column, from, to), row, to, now);
  } catch (error) {
    if (error instanceof Uncastable) return undefined;
    throw error;
  }
}

function finding(
  check: PreflightCheck,
  found: PreflightFindingKind,
  rows: readonly TableRow[],
): PreflightFinding | null {
  if (rows.length === 0) return null;
  const columns = shownIn(check);
  const column = check.check === 'duplicates' ? columns[0] : check.column;
  const sample = (row: TableRow) =>
    columns.length === 1
      ? maskedValue(row[columns[0] ?? ''] ?? null)
      : columns.map((name) => `${name} ${maskedValue(row[name] ?? null)}`).join(', ');
  const made = check.check === 'stated_values' || check.check === 'null_values' ? check.made : undefined;
  return {
    stepId: check.stepId,
    check: found,
    severity: severityOf(found),
    table: check.table,
    ...(column === undefined ? {} : { column }),
    ...(columns.length === 0 ? {} : { sample: rows.slice(0, LIMITS.preflight_samples).map(sample) }),
    ...(made === undefined ? {} : { stated: expressionText(made.value) }),
    ...('choices' in check && (found === check.check || found === 'unoffered_choices')
      ? { choices: check.choices }
      : {}),
    count: rows.length,
    exact: true,
    ...(check.check === 'duplicates' ? groupsOf(rows, check) : {}),
    ...(check.check === 'rows_held' || check.check === 'rows_purged'
      ? { bytes: rows.reduce((sum, row) => sum + bytesOf(row, column), 0) }
      : {}),
    keys: rows.slice(0, LIMITS.preflight_keys).map((row) => String(row.id)),
  };
}

function shownIn(check: PreflightCheck): readonly string[] {
  if (check.check === 'duplicates')
    return check.parts
      .filter(({ nullSafe }) => !nullSafe)
      .slice(-1)
      .map(({ column }) => column);
  if (check.check === 'unfilled_rows') return [];
  if ('made' in check && check.made !== undefined) return Object.keys(check.made.columns);
  return check.column === undefined ? [] : [check.column];
}

/** @param column undefined: of the whole row */
export function bytesOf(row: TableRow, column: string | undefined): number {
  const values = column === undefined ? Object.values(row) : [row[column] ?? null];
  return values.reduce<number>(
    (sum, value) => sum + (value === null ? 0 : Buffer.byteLength(String(value))),
    0,
  );
}

/** In how many groups they are, and the biggest ones. */
function groupsOf(
  rows: readonly TableRow[],
  { parts }: Extract<PreflightCheck, { check: 'duplicates' }>,
): Pick<PreflightFinding, 'groups' | 'largest'> {
  const groups = new Map<string, TableRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(parts.map(({ column }) => row[column] ?? null));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const shown = parts.findLast(({ nullSafe }) => !nullSafe)?.column;
  const largest = [...groups.values()]
    .sort((a, b) => b.length - a.length || (String(a[0]?.id) < String(b[0]?.id) ? -1 : 1))
    .slice(0, LIMITS.preflight_samples)
    .map((group) => ({
      rows: group.length,
      sample: maskedValue(shown === undefined ? null : group[0]?.[shown]),
    }));
  return { groups: groups.size, largest };
}
