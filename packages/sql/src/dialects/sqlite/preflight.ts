/** Owns the SQL of each preflight question on SQLite. Read-only. */
import {
  conversionBetween,
  type PreflightCheck,
  type PreflightFinding,
} from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import { type Condition, conditionsIn, shownColumn } from '../../environment/preflight-conditions.ts';
import { KEYS, masked, SAMPLES, substituted } from '../../environment/preflight-values.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { partText } from './create-index.ts';
import { quoteName, quoteText } from './quote.ts';

const EXISTS = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";

export function preflight(db: Database, check: PreflightCheck): readonly PreflightFinding[] {
  // A table that is not there yet has no rows.
  if (db.prepare(EXISTS).get(check.table) === undefined) return [];
  return conditionsOf(check).flatMap((condition) => findingOf(db, check, condition) ?? []);
}

/** The SQL that preflight runs, by what it means. Visible for goldens. */
export const conditionsOf = conditionsIn({
  everyRow: '1',
  quoteName,
  comparedPart: (part) => partText(part, quoteName(part.column)),
  length: (column) => `length(CAST(${column} AS TEXT))`,
  quoteText,
  bytes: (column) => column,
  contains: (column, text) => `instr(${column}, ${text}) > 0`,
  uncastable,
});

function uncastable(check: Extract<PreflightCheck, { check: 'uncastable' }>): readonly Condition[] {
  const { column, from, to } = check;
  const columns = new Map([[column, from]]);
  const conversion = conversionBetween(column, from, to);
  const fails = uncastableCondition(conversion, columns);
  const back = substituted(conversionBetween(column, to, from), column, conversion);
  const same = (value: string) => (from.kind === 'json' ? `json(${value})` : value);
  const value = quoteName(column);
  const changed = `${same(value)} IS NOT ${same(compileExpression(back, from, columns))}`;
  const lossy = {
    where: `${value} IS NOT NULL AND CASE WHEN ${fails ?? '0'} THEN 0 ELSE ${changed} END`,
    blocking: false,
  };
  return fails === null ? [lossy] : [{ where: fails, blocking: true }, lossy];
}

function findingOf(db: Database, check: PreflightCheck, condition: Condition): PreflightFinding | null {
  const from = `FROM ${quoteName(check.table)} WHERE ${condition.where}`;
  const count = db.prepare(`SELECT count(*) ${from}`).pluck().get() as number;
  if (count === 0) return null;
  const column = shownColumn(check);
  const rows = db
    .prepare(
      `SELECT ${quoteName('id')}, ${column === undefined ? 'NULL' : quoteName(column)} ${from} LIMIT ${KEYS}`,
    )
    .raw()
    .all() as [id: unknown, value: unknown][];
  return {
    stepId: check.stepId,
    check: check.check,
    table: check.table,
    ...(column === undefined ? {} : { column }),
    count,
    blocking: condition.blocking,
    keys: rows.map(([id]) => String(id)),
    ...(column === undefined ? {} : { sample: rows.slice(0, SAMPLES).map(([, value]) => masked(value)) }),
  };
}
