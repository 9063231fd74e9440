/** Owns the SQL of each preflight question on MySQL. Read-only. */
import {
  conversionBetween,
  type PreflightCheck,
  type PreflightFinding,
} from '@objectstack/metadata-authoring';
import { type Condition, conditionsIn, shownColumn } from '../../environment/preflight-conditions.ts';
import { KEYS, masked, SAMPLES, substituted } from '../../environment/preflight-values.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression } from './compile-expression.ts';
import { comparedPart } from './create-index.ts';
import { tableNames } from './introspect.ts';
import type { ObservedClient } from './observed-client.ts';
import { quoteName, quoteText } from './quote.ts';

export async function preflight(
  client: ObservedClient,
  check: PreflightCheck,
): Promise<readonly PreflightFinding[]> {
  // A table that is not there yet has no rows.
  if ((await tableNames(client, [check.table])).length === 0) return [];
  const findings: PreflightFinding[] = [];
  for (const condition of conditionsOf(check)) {
    const finding = await findingOf(client, check, condition);
    if (finding) findings.push(finding);
  }
  return findings;
}

/** The SQL that preflight runs, by what it means. Visible for goldens. */
export const conditionsOf = conditionsIn({
  everyRow: 'true',
  quoteName,
  comparedPart,
  length: (column) => `char_length(cast(${column} AS char))`,
  quoteText,
  bytes: (column) => `cast(${column} AS binary)`,
  contains: (column, text) => `locate(${text}, cast(${column} AS binary)) > 0`,
  uncastable,
});

function uncastable(check: Extract<PreflightCheck, { check: 'uncastable' }>): readonly Condition[] {
  const { column, from, to } = check;
  const columns = new Map([[column, from]]);
  const conversion = conversionBetween(column, from, to);
  const fails = uncastableCondition(conversion, columns);
  const value = quoteName(column);
  const back = compileExpression(
    substituted(conversionBetween(column, to, from), column, conversion),
    from,
    columns,
  );
  const converted = compileExpression(conversion, to, columns);
  const losses = [differs(value, back, from.kind), ...(to.kind === 'float' ? [inexact(converted)] : [])];
  const lossy = {
    where: `${value} IS NOT NULL AND CASE WHEN ${fails ?? 'false'} THEN false ELSE ${losses.join(' OR ')} END`,
    blocking: false,
  };
  return fails === null ? [lossy] : [{ where: fails, blocking: true }, lossy];
}

/** Texts compare by their bytes: the collation of a column takes many of them for equal. JSON compares by its content. */
function differs(value: string, back: string, kind: string): string {
  if (kind === 'json')
    return `NOT (json_type(${value}) <=> json_type(${back}) AND json_length(${value}) <=> json_length(${back}) AND json_contains(${value}, ${back}) <=> 1)`;
  if (kind === 'float') return `NOT (round(${value}, 2) <=> round(${back}, 2))`;
  if (kind === 'string' || kind === 'text')
    return `NOT (cast(${value} AS binary) <=> cast(${back} AS binary))`;
  return `NOT (${value} <=> ${back})`;
}

/** A column of 24 bits has no room for the two digits behind such a number; whole ones are exact up to its end. */
function inexact(value: string): string {
  return `(abs(${value}) >= 131072 AND ${value} <> floor(${value}))`;
}

async function findingOf(
  client: ObservedClient,
  check: PreflightCheck,
  condition: Condition,
): Promise<PreflightFinding | null> {
  const from = `FROM ${quoteName(check.table)} WHERE ${condition.where}`;
  const [counted] = await client.query<[number]>(`SELECT count(*) ${from}`);
  const count = Number(counted?.[0]);
  if (count === 0) return null;
  const column = shownColumn(check);
  const shown = column === undefined ? 'NULL' : `cast(${quoteName(column)} AS char)`;
  const rows = await client.query<[id: string, value: string | null]>(
    `SELECT ${quoteName('id')}, ${shown} ${from} LIMIT ${KEYS}`,
  );
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
