/**
 * Owns the look at the real database before a plan runs: tables as the plan expects them, within the engine's limits,
 * data that lets every step pass. Reads only.
 */
import { counted } from '../counted.ts';
import { AuthoringError } from '../error.ts';
import { assertWithinLimits } from '../plan/engine-limits.ts';
import { namesAfter } from '../plan/names-after.ts';
import { type Drift, driftBetween, fingerprintOf, type PhysicalSchema } from '../plan/physical-schema.ts';
import { isTakenName } from '../plan/physical-view.ts';
import { preflightChecksOf } from '../plan/preflight-checks.ts';
import type { PreflightFindingKind } from '../plan/preflight-severity.ts';
import { type StepCost, stepCosts } from '../plan/step-cost.ts';
import type { Step } from '../plan/steps/step.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { InstallationRow } from '../ports/installation.ts';
import type { PreflightFinding, TableFacts, TargetDatabase, TargetMark } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { tablesAlreadyThere } from './already-there.ts';
import { unexpectedTables, viewsInTheWay } from './names-in-the-way.ts';
import type { EnvironmentPlan } from './plan-environment.ts';
import { renderAll } from './render-tables.ts';

/**
 * Where a version is installed, the database carries the mark of its environment: an empty file or a database of
 * another environment in its place must not be taken for it. @throws SCHEMA_DRIFT
 */
export async function assertPaired(
  plane: ControlPlane,
  scope: Scope,
  mark: TargetMark | null,
  environment: EnvironmentRow,
): Promise<void> {
  if (mark?.environmentId === environment.id) return;
  const installed = await plane.installations.list(scope, environment.id);
  if (installed.length === 0) return;
  if (mark === null && (await isAdoptedOnly(plane, scope, environment, installed))) return;
  throw new AuthoringError(
    'SCHEMA_DRIFT',
    `the database of '${environment.name}' is not the one that its version was installed in`,
    {
      details: { environment: environment.name, mark: mark === null ? 'missing' : 'of another environment' },
      suggestion: 'correct the URL of the environment, or restore its database from a backup',
    },
  );
}

/** What was taken over from a runtime carries no mark before our first run there. */
async function isAdoptedOnly(
  plane: ControlPlane,
  scope: Scope,
  { id }: EnvironmentRow,
  installed: readonly InstallationRow[],
): Promise<boolean> {
  if ((await plane.runs.lastApplied(scope, id)) !== null) return false;
  for (const { packageId } of installed)
    if ((await plane.adoptions.get(scope, id, packageId)) !== null) return true;
  return false;
}

/** A plan of versions as it stands on this database. */
export interface Grounded<P> {
  readonly plan: P;
  /** The tables that it touches, where they were looked at. */
  readonly actual?: PhysicalSchema;
}

/**
 * Looks at the tables that a plan touches, and plans again where the database already has what the plan would do.
 * @param again plans from the tables given
 */
export async function groundedPlan<P>(
  target: TargetDatabase,
  plan: P,
  plannedOf: (plan: P) => EnvironmentPlan,
  again: (found: readonly TableSpec[]) => Promise<P>,
): Promise<Grounded<P>> {
  const planned = plannedOf(plan);
  if (planned.touched.length === 0) return { plan };
  const actual = await target.introspect(planned.touched);
  const found = tablesAlreadyThere(target, planned, actual);
  return found.length === 0 ? { plan, actual } : { plan: await again(found) };
}

/**
 * @param looked the touched tables, where somebody looked at them just now
 * @throws ENGINE_LIMIT, SCHEMA_DRIFT. @returns the fingerprint of the tables that the plan touches
 */
export async function checkSchema(
  target: TargetDatabase,
  planned: EnvironmentPlan,
  looked?: PhysicalSchema,
): Promise<string> {
  assertWithinLimits(planned.after, target.limits, target.engine);
  if (planned.touched.length === 0) return fingerprintOf(new Map(), []);
  if (planned.actual) return fingerprintOf(planned.actual, planned.touched);
  const actual = looked ?? (await target.introspect(planned.touched));
  const touched = new Set(planned.touched);
  const expected = new Map([...planned.before].filter(([name]) => touched.has(name)));
  const drift = [
    ...blockingDrift(renderAll(target, expected), actual, planned),
    ...unexpectedTables(expected, actual, planned),
    ...(await viewsInTheWay(target, planned)),
  ];
  if (drift.length > 0) throw schemaDrift(drift);
  return fingerprintOf(actual, planned.touched);
}

/** What the server would not do of a plan on the tables as they are, all of it: before anything runs, also of what comes last. */
export function refusedOnline(
  target: TargetDatabase,
  { plan, before }: EnvironmentPlan,
): Promise<readonly AuthoringError[]> {
  return plan.steps.length === 0
    ? Promise.resolve([])
    : target.refusedOnline(
        plan.steps.map(({ step }) => step),
        before,
      );
}

/**
 * Looks once more at the tables that a plan was made for, right before it begins with them.
 * @param fingerprint theirs, when it was made @throws PLAN_STALE naming what differs
 */
export async function assertTablesStand(
  target: TargetDatabase,
  { before, touched, plan }: EnvironmentPlan,
  fingerprint: string,
): Promise<void> {
  if (touched.length === 0) return;
  const actual = await target.introspect(touched);
  if (fingerprintOf(actual, touched) === fingerprint) return;
  const expected = new Map([...before].filter(([name]) => touched.includes(name)));
  const drift = [
    ...driftBetween(renderAll(target, expected), actual),
    ...unexpectedTables(expected, actual, { plan }),
  ];
  const what = drift.length > 0 ? `: ${saidOf(drift)}` : ` (${touched.join(', ')})`;
  throw new AuthoringError('PLAN_STALE', `the tables changed since this run was planned${what}`, {
    details: { tables: touched, drift },
    suggestion:
      'nothing was executed: see who changes them and what differs with: mda drift --env NAME; look at the plan again with: mda diff, and publish again',
  });
}

/** What is missing or different blocks; what is extra blocks only where the plan wants its name. */
function blockingDrift(
  expected: PhysicalSchema,
  actual: PhysicalSchema,
  planned: EnvironmentPlan,
): readonly Drift[] {
  const wanted = new Set<string>();
  for (const { step } of planned.plan.steps) {
    if (step.kind === 'add_column' || step.kind === 'restore_column')
      wanted.add(`${step.table}.${step.column.name}`);
    if (step.kind === 'rename_column') wanted.add(`${step.table}.${step.to}`);
    if (step.kind === 'create_index') wanted.add(`${step.table}.${step.index.name}`);
  }
  return driftBetween(expected, actual).filter(
    (entry) => entry.kind !== 'extra' || wanted.has(`${entry.table}.${entry.column ?? entry.index}`),
  );
}

/** The first difference, and how many more there are. */
function saidOf(drift: readonly Drift[]): string {
  const [first] = drift as readonly [Drift, ...Drift[]];
  const what = first.column ?? first.index;
  const thing = first.view === undefined ? `table '${first.table}'` : `view '${first.view}'`;
  const where = what === undefined ? thing : `'${first.table}.${what}'`;
  const respect = first.kind === 'changed' && first.column !== undefined ? ` (${first.what})` : '';
  const more = drift.length > 1 ? ` (and ${drift.length - 1} more)` : '';
  if (isTakenName(first))
    return `the old name '${first.view}' of table '${first.table}' is ${first.actual}${more}`;
  return `${where} is ${first.kind}${respect} in the database${more}`;
}

export function schemaDrift(drift: readonly Drift[]): AuthoringError {
  return new AuthoringError('SCHEMA_DRIFT', saidOf(drift), {
    details: { drift },
    suggestion: drift.every(isTakenName)
      ? 'rename it, or drop it, by hand: nothing here touches what is not ours; then repeat'
      : 'see all differences with: mda drift --env NAME; mda reconcile --env NAME takes them back with --repair, or into the draft with --adopt',
  });
}

/** @param options.first what happens to the tables before the plan begins, and has not happened yet */
export async function runPreflight(
  target: TargetDatabase,
  planned: EnvironmentPlan,
  { first, goesOn }: { readonly first?: readonly Step[]; readonly goesOn?: () => Promise<void> } = {},
): Promise<readonly PreflightFinding[]> {
  const steps = planned.plan.steps.map(({ step }) => step);
  const checks = preflightChecksOf(steps, planned.before, first);
  if (checks.length === 0) return [];
  return underOwnNames(steps, await target.preflight(checks, goesOn));
}

/** What comes back is asked where it is held; people know it by the name that it gets again. */
function underOwnNames(
  steps: readonly Step[],
  findings: readonly PreflightFinding[],
): readonly PreflightFinding[] {
  const [tables, columns] = [new Map<string, string>(), new Map<string, string>()];
  for (const step of steps) {
    if (step.kind === 'restore_table') tables.set(step.heldName, namesAfter(steps, step, step.table).table);
    if (step.kind === 'restore_column') {
      const { name } = step.column;
      columns.set(step.heldName, namesAfter(steps, step, step.table, name).column ?? name);
    }
  }
  return findings.map((finding) => ({
    ...finding,
    table: tables.get(finding.table) ?? finding.table,
    ...(finding.column === undefined ? {} : { column: columns.get(finding.column) ?? finding.column }),
  }));
}

/** What people want to know of the database before they decide: nothing of it stops a run. */
export interface PreflightReport {
  readonly preflight: readonly PreflightFinding[];
  /** Of the tables that the plan touches and that are there. */
  readonly tables: readonly TableFacts[];
  readonly costs: readonly StepCost[];
}

export async function preflightReport(
  target: TargetDatabase,
  planned: EnvironmentPlan,
  first: readonly Step[] = [],
): Promise<PreflightReport> {
  const preflight = await runPreflight(target, planned, { first });
  const tables = planned.touched.length === 0 ? [] : await target.tableFacts(planned.touched);
  const facts = new Map(tables.map((table) => [table.table, table]));
  const steps = planned.plan.steps.map(({ step }) => step);
  return { preflight, tables, costs: stepCosts(steps, target.engine, facts) };
}

/** Rows may hold a choice that their field does not offer: no engine minds, and the app shows it as it is. */
const KEPT_BY_FORCE: ReadonlySet<PreflightFindingKind> = new Set(['retired_choices', 'unoffered_choices']);

/** @param force rows may hold a choice that is not offered */
export function blockingFindings(
  findings: readonly PreflightFinding[],
  force: boolean,
): readonly PreflightFinding[] {
  return findings.filter(
    ({ severity, count, check }) =>
      severity === 'blocks' && count > 0 && !(force && KEPT_BY_FORCE.has(check)),
  );
}

/**
 * @param force rows may hold a choice that is not offered
 * @throws PREFLIGHT_FAILED naming step, count and keys of every finding that would make a step fail;
 * BACKFILL_REQUIRED when columns that are to be required are all that is in the way
 */
export function assertPreflight(findings: readonly PreflightFinding[], force: boolean): void {
  const blocking = blockingFindings(findings, force);
  const [first] = blocking;
  if (!first) return;
  const where = first.column === undefined ? first.table : `${first.table}.${first.column}`;
  const isUnfilled = ({ check, stated }: PreflightFinding) =>
    (check === 'unfilled_rows' || check === 'null_values') && stated === undefined;
  if (blocking.every(isUnfilled)) {
    const rows = first.check === 'null_values' ? 'rows without a value' : 'rows that exist';
    const fills = blocking.map(
      ({ table, column = '' }) => `mda stage convert ${table} ${column} --fill VALUE`,
    );
    throw new AuthoringError(
      'BACKFILL_REQUIRED',
      `'${where}' is required, and nothing fills it in the ${first.count} ${rows}`,
      {
        details: { findings: blocking, fills },
        suggestion: `say what fills it with: ${fills[0]}; or give the field a defaultValue`,
      },
    );
  }
  if (first.check === 'retired_choices') {
    const { table, column, choices = [] } = first;
    throw new AuthoringError(
      'PREFLIGHT_FAILED',
      `'${where}' has ${counted(first.count, 'row')} with ${choices.map((choice) => `'${choice}'`).join(' or ')}, which the field would no longer offer`,
      {
        details: { findings: blocking },
        suggestion: `say what becomes of them with: mda stage convert ${table} ${column} --map ${choices[0]}=NEW; or leave it to them with --force`,
      },
    );
  }
  if (first.stated !== undefined) {
    const { table, column = '', keys = [], stated } = first;
    throw new AuthoringError(
      'PREFLIGHT_FAILED',
      `'${where}' is to hold ${stated}, which gives ${WRONG[first.check] ?? 'no value'} in ${counted(first.count, 'row')}: ${firstKeys(keys, first.count)}`,
      {
        details: { findings: blocking },
        suggestion: `correct these rows, or say it in another way with: mda stage convert ${table} ${column} --file FILE`,
      },
    );
  }
  throw new AuthoringError(
    'PREFLIGHT_FAILED',
    `step ${first.stepId} fails on ${counted(first.count, 'row')} of '${where}' (${first.check})`,
    {
      details: { findings: blocking },
      suggestion: 'correct the rows named in the details, or change the draft, and publish again',
    },
  );
}

/** What comes of an expression where its value does not fit. */
const WRONG: Readonly<Partial<Record<PreflightFindingKind, string>>> = {
  out_of_range: 'a number that the column has no room for',
  too_long: 'a text that is too long',
  unoffered_choices: 'a choice that the field does not offer',
};

function firstKeys(keys: readonly string[], count: number): string {
  return `${keys.join(', ')}${count > keys.length ? ', …' : ''}`;
}
