/** Owns the SQL of each preflight question on PostgreSQL. Leaves nothing behind: every question ends in a rollback. */
import {
  conversionBetween,
  type PreflightCheck,
  type PreflightFinding,
} from '@objectstack/metadata-authoring';
import type { Client } from 'pg';
import { type Condition, conditionsIn, shownColumn } from '../../environment/preflight-conditions.ts';
import { KEYS, masked, SAMPLES, substituted } from '../../environment/preflight-values.ts';
import { CREATE_CASTABLE, uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { partText } from './create-index.ts';
import { quoteName, quoteText } from './quote.ts';

const EXISTS = 'SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = $1';

export async function preflight(client: Client, check: PreflightCheck): Promise<readonly PreflightFinding[]> {
  // A table that is not there yet has no rows.
  if ((await client.query(EXISTS, [check.table])).rowCount === 0) return [];
  const findings: PreflightFinding[] = [];
  await client.query('BEGIN');
  try {
    if (check.check === 'uncastable') await client.query(CREATE_CASTABLE);
    for (const condition of conditionsOf(check)) {
      const finding = await findingOf(client, check, condition);
      if (finding) findings.push(finding);
    }
  } finally {
    await client.query('ROLLBACK');
  }
  return findings;
}

/** The SQL that preflight runs, by what it means. Visible for goldens. */
export const conditionsOf = conditionsIn({
  everyRow: 'true',
  quoteName,
  comparedPart: (part) => partText(part, quoteName(part.column)),
  length: (column) => `length(${column}::text)`,
  quoteText,
  bytes: (column) => `${column}::text`,
  contains: (column, text) => `position(${text} in ${column}::text) > 0`,
  uncastable,
});

function uncastable(check: Extract<PreflightCheck, { check: 'uncastable' }>): readonly Condition[] {
  const { column, from, to } = check;
  const columns = new Map([[column, from]]);
  const conversion = conversionBetween(column, from, to);
  const fails = uncastableCondition(conversion, columns);
  const back = substituted(conversionBetween(column, to, from), column, conversion);
  const value = quoteName(column);
  // JSON has no equality; its binary form has.
  const comparable = (sql: string) => (from.kind === 'json' ? `(${sql})::jsonb` : sql);
  const changed = `${comparable(compileExpression(back, from, columns))} IS DISTINCT FROM ${comparable(value)}`;
  const lossy = {
    where: `${value} IS NOT NULL AND CASE WHEN ${fails ?? 'false'} THEN false ELSE ${changed} END`,
    blocking: false,
  };
  return fails === null ? [lossy] : [{ where: fails, blocking: true }, lossy];
}

async function findingOf(
  client: Client,
  check: PreflightCheck,
  condition: Condition,
): Promise<PreflightFinding | null> {
  const from = `FROM ${quoteName(check.table)} WHERE ${condition.where}`;
  const counted = await client.query<{ count: string }>(`SELECT count(*) ${from}`);
  const count = Number(counted.rows[0]?.count);
  if (count === 0) return null;
  const column = shownColumn(check);
  const rows = await client.query<[id: string, value: string | null]>({
    text: `SELECT ${quoteName('id')}::text, ${column === undefined ? 'NULL' : quoteName(column)}::text ${from} LIMIT ${KEYS}`,
    rowMode: 'array',
  });
  return {
    stepId: check.stepId,
    check: check.check,
    table: check.table,
    ...(column === undefined ? {} : { column }),
    count,
    blocking: condition.blocking,
    keys: rows.rows.map(([id]) => id),
    ...(column === undefined
      ? {}
      : { sample: rows.rows.slice(0, SAMPLES).map(([, value]) => masked(value)) }),
  };
}
