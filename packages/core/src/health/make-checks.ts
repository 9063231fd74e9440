/**
 * Owns one look at an environment: each check of its policy, and what it found in a line that may be shown to anybody.
 * Reads only; what an app or a program says is cut, and nothing in it is trusted.
 */
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { isAuthoringError } from '../error.ts';
import { type HealthCheck, shownUrl } from '../policy/health-policy.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { CheckResult, HealthState } from '../ports/health.ts';
import type { ProbeOutcome } from '../ports/health-probes.ts';
import { environmentDrift } from '../release/drift.ts';
import { withTarget } from '../release/with-target.ts';
import type { Scope } from '../scope.ts';

const DETAIL_CHARS = 300;

export async function makeChecks(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  checks: readonly HealthCheck[],
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const found = await made(context, scope, environment, check);
    results.push({ name: check.name, ...found, detail: oneLine(withoutSecrets(found.detail, check)) });
  }
  return results;
}

/** Failing where any check is; unknown where one could not be made. */
export function stateOf(results: readonly CheckResult[]): HealthState {
  if (results.some(({ state }) => state === 'failing')) return 'failing';
  return results.length === 0 || results.some(({ state }) => state === 'unknown') ? 'unknown' : 'healthy';
}

type Found = Omit<CheckResult, 'name'>;

async function made(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  check: HealthCheck,
): Promise<Found> {
  try {
    switch (check.kind) {
      case 'schema':
        return await schemaFound(context, scope, environment);
      case 'rows':
        return await rowsFound(context, environment, check);
      case 'http':
        return probed(await context.probes?.http(check));
      case 'command':
        return probed(await context.probes?.command(check));
    }
  } catch (error) {
    // A database that does not answer serves no app either.
    if (!isAuthoringError(error)) throw error;
    return { state: 'failing', detail: error.message };
  }
}

function probed(outcome: ProbeOutcome | undefined): Found {
  if (outcome === undefined)
    return { state: 'unknown', detail: 'nobody here can look at the app from outside' };
  return { state: outcome.passed ? 'healthy' : 'failing', detail: outcome.detail };
}

/** What the versions need is there; what is there besides is no matter of health. */
async function schemaFound(context: Context, scope: Scope, environment: EnvironmentRow): Promise<Found> {
  const { drift } = await environmentDrift(context, scope, environment.name);
  const lacking = drift.filter(({ kind }) => kind !== 'extra');
  const [first] = lacking;
  if (first === undefined) return { state: 'healthy', detail: 'everything that the versions need is there' };
  const names = lacking.slice(0, 3).map((one) => {
    const what = one.column ?? one.index;
    return `${one.view ?? one.table}${what === undefined ? '' : `.${what}`} is ${one.kind}`;
  });
  return {
    state: 'failing',
    detail: `${names.join(', ')}${lacking.length > names.length ? `, and ${lacking.length - names.length} more` : ''}`,
  };
}

async function rowsFound(
  context: Context,
  environment: EnvironmentRow,
  { object, field, atLeast, emptyAtMost }: Extract<HealthCheck, { kind: 'rows' }>,
): Promise<Found> {
  const { tableNameOf } = await import('../plan/storage/table-name.ts');
  const table = tableNameOf(object);
  const column = field === undefined ? [] : [{ table, column: field }];
  const [rows, values] = await withTarget(context, environment, async (target) => {
    const there = (await target.introspect([table])).get(table);
    if (there === undefined || (field !== undefined && !there.columns.has(field))) return [];
    return target.countRows([{ table }, ...column]);
  });
  if (rows === undefined)
    return { state: 'failing', detail: `there is no '${table}${field ? `.${field}` : ''}'` };
  if (rows === null || values === null) return { state: 'unknown', detail: 'too many rows to count in time' };
  const has = values ?? rows;
  const what = field === undefined ? counted(has, 'row') : counted(has, 'value');
  if (atLeast !== undefined)
    return { state: has >= atLeast ? 'healthy' : 'failing', detail: `${what}, at least ${atLeast}` };
  const empty = rows - has;
  return {
    state: empty <= (emptyAtMost ?? 0) ? 'healthy' : 'failing',
    detail: `${counted(empty, 'row')} without a value, at most ${emptyAtMost ?? 0}`,
  };
}

/** Whatever repeats the address that was asked repeats what it carries. */
function withoutSecrets(detail: string, check: HealthCheck): string {
  if (check.kind !== 'http') return detail;
  const { username, password, searchParams, search } = new URL(check.url);
  const secrets = [check.url, search, username, password, ...searchParams.values()].filter(
    (secret) => secret.length > 2,
  );
  const hidden = secrets.flatMap((secret) => [secret, decoded(secret)]);
  return hidden.reduce(
    (text, secret) => text.replaceAll(secret, secret === check.url ? shownUrl(check.url) : '***'),
    detail,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function oneLine(text: string): string {
  const line = text
    .slice(0, DETAIL_CHARS * 4)
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line.length > DETAIL_CHARS ? `${line.slice(0, DETAIL_CHARS - 1)}…` : line;
}
