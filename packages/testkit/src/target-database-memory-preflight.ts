/** Owns preflight questions over plain rows. */
import {
  assertNever,
  type ColumnType,
  conversionBetween,
  LIMITS,
  type PreflightCheck,
  type PreflightFinding,
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
  return [
    finding(check, affected(rows, check, now), check.check !== 'rows_lost'),
    ...(check.check === 'uncastable' ? [finding(check, changedBy(rows, check, now), false)] : []),
  ].filter((found) => found !== null);
}

function affected(rows: readonly TableRow[], check: PreflightCheck, now: string): readonly TableRow[] {
  const value = (row: TableRow, column: string): CellValue => row[column] ?? null;
  switch (check.check) {
    case 'null_values':
      return rows.filter((row) => value(row, check.column) === null);
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
    case 'rows_lost': {
      const { column } = check;
      return column === undefined ? rows : rows.filter((row) => value(row, column) !== null);
    }
    default:
      return assertNever(check, 'preflight check');
  }
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
  rows: readonly TableRow[],
  blocking: boolean,
): PreflightFinding | null {
  if (rows.length === 0) return null;
  const column =
    check.check === 'duplicates'
      ? check.parts.findLast(({ nullSafe }) => !nullSafe)?.column
      : check.check === 'unfilled_rows'
        ? undefined
        : check.column;
  const sample = (name: string) =>
    rows.slice(0, LIMITS.preflight_samples).map((row) => masked(row[name] ?? null));
  return {
    stepId: check.stepId,
    check: check.check,
    table: check.table,
    ...(column === undefined ? {} : { column, sample: sample(column) }),
    count: rows.length,
    blocking,
    keys: rows.slice(0, LIMITS.preflight_keys).map((row) => String(row.id)),
  };
}

/** The first character and the length: enough to find the row, never the value itself. */
function masked(value: CellValue): string {
  return value === null ? 'NULL' : `${String(value).slice(0, 1)}••• (${String(value).length} characters)`;
}
