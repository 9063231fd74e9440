/**
 * Owns the plan of a repair: from the tables as they are to the tables as the active versions, and what an unfinished
 * contract left of earlier ones, need them. It depends on the database, so it is made once: whoever resumes the run
 * takes its steps and the tables they start from as they were frozen.
 */
import type { Context } from '../context.ts';
import { AuthoringError, invariant } from '../error.ts';
import { assemblePlan } from '../plan/assemble-plan.ts';
import { diffTables } from '../plan/diff-tables.ts';
import { driftBetween, type PhysicalSchema } from '../plan/physical-schema.ts';
import type { ViewFindings } from '../plan/physical-view.ts';
import type { Unreadable } from '../plan/read-table.ts';
import { applySteps } from '../plan/steps/index.ts';
import type { Phase, Step, StepOf, SyncEnd } from '../plan/steps/step.ts';
import { sameType } from '../plan/steps/type-conversion.ts';
import type { SchemaState, TableSpec } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { tablesOf } from './compare-contents.ts';
import { installedPackages } from './environment-content.ts';
import { type Leftovers, leftoversIn } from './forgotten-leftovers.ts';
import { forgottenMark } from './forgotten-run.ts';
import { foundTable } from './found-table.ts';
import { followAgain, lostFollowers } from './lost-followers.ts';
import { lostTriggers, writtenAlongAgain } from './lost-triggers.ts';
import { oldNames } from './old-names.ts';
import { outdatedDatabase } from './outdated-database.ts';
import { pendingContract, withLeftovers } from './pending-contract.ts';
import { type EnvironmentPlan, touchedTables } from './plan-environment.ts';
import { renderAll } from './render-tables.ts';
import type { FrozenRun, StoredStep } from './run.ts';

export interface RepairInput {
  readonly environment: EnvironmentRow;
  readonly target: TargetDatabase;
  /** Makes held names unique: the run's id. */
  readonly salt: string;
  /** Of a run that was planned before. */
  readonly frozen?: FrozenRun | null;
}

/** @throws REPAIR_IMPOSSIBLE naming what no step can bring back */
export async function planRepair(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  { environment, target, salt, frozen }: RepairInput,
): Promise<EnvironmentPlan> {
  if (frozen) return frozenPlan(target, frozen);
  const installed = await installedPackages(context, plane, scope, environment.id);
  const mark = await target.mark();
  const outdated = (await outdatedDatabase(plane, scope, mark, environment)) !== null;
  const pending = outdated ? [] : (await pendingContract(plane, scope, environment.id)).steps;
  const syncs = pending.filter((step) => step.kind === 'end_sync');
  const retiring = pending.filter((step) => step.kind === 'retire_column');
  // What follows a live column is held: no table asks for it.
  const leftovers = pending.filter((step) => step.kind !== 'end_sync');
  const wanted = await tablesOf(context, plane, scope, installed, 'all');
  const required = withLeftovers(wanted, leftovers);
  const actual = await target.introspect();
  const names = await oldNames(plane, scope, {
    environmentId: environment.id,
    pending,
    ours: required,
    target,
    tables: new Set(actual.keys()),
  });
  const lost = lostFollowers(syncs, required, actual);
  const triggers = await lostTriggers({ target, pending, required: wanted, actual, names });
  const silent = triggers.broken.filter((step) => step.kind !== 'drop_view');
  const mute = triggers.broken.filter((step) => step.kind === 'drop_view');
  const unlike = { taken: names.taken, broken: [...names.broken, ...mute] };
  const views = repairableViews(pending, unlike, lost, required, actual);
  const brokenViews = new Set(views.broken.map(({ view }) => view));
  const drifted = new Set([
    ...driftBetween(renderAll(target, required), actual).map(({ table }) => table),
    ...[...views.broken, ...lost, ...silent].map(({ table }) => table),
  ]);
  const left = (await forgottenMark(plane, scope, mark, environment))
    ? await forgottenLeftovers(plane, scope, environment, target, required, actual)
    : new Map<string, Leftovers>();
  const after = new Map([...required].filter(([name]) => drifted.has(name) || left.has(name)));
  const { before: found, unreadable } = startingPoint(target, after, actual);
  const before = withoutIndexes(found, left);
  const renames = { tables: new Map(), columns: new Map() };
  const ending = retiring.filter((step) => endsEarly(step, before, after));
  const { engine } = environment;
  const steps = diffTables({
    before,
    after: withoutOldNames(after, ending),
    renames,
    salt,
    engine,
    syncs,
    retiring: ending,
    views: views.standing,
    brokenViews,
  })
    // Where nothing hinders both go on being written along, until the contract that is pending ends it.
    .filter((step) => step.phase !== 'contract' || !isPending(step, syncs))
    // The contract that is pending drops it.
    .filter((step) => step.kind !== 'drop_view' || step.phase !== 'contract')
    .map((step) => asFound(step, unreadable, actual));
  const isEarly = ({ phase }: Step) => phase === 'expand';
  const planned = await planOf(
    [
      // A column that changes may not have a view over it.
      ...names.leftOver.map((one) => dropLeftOver(one, drifted.has(one.table) ? 'expand' : 'contract')),
      ...[...left.values()].flatMap((one) => one.steps),
      ...steps.filter(isEarly),
      ...lost.flatMap(followAgain),
      ...silent.flatMap((until) => writtenAlongAgain(until, required)),
      ...steps.filter((step) => !isEarly(step)),
    ],
    withFollowers(withLeft(before, left), silent),
    actual,
  );
  return outdated ? { ...planned, outdated } : planned;
}

interface RepairableViews {
  /** Those that are ours to change. */
  readonly standing: readonly StepOf<'drop_view'>[];
  readonly broken: readonly StepOf<'drop_view'>[];
}

/**
 * A name that somebody else has is left to them; so is one whose table lost a column that nothing can bring back. What a
 * table kept for its view went with the table.
 */
function repairableViews(
  pending: readonly Step[],
  { broken, taken }: Pick<ViewFindings, 'broken' | 'taken'>,
  lost: readonly StepOf<'end_sync'>[],
  required: SchemaState,
  actual: PhysicalSchema,
): RepairableViews {
  const lostNames = new Set(lost.map(({ heldName }) => heldName));
  const isWhole = ({ table, columns }: StepOf<'drop_view'>) => {
    const names = new Set([
      ...(required.get(table)?.columns ?? []).map(({ name }) => name),
      ...(actual.get(table)?.columns.keys() ?? []),
      ...lostNames,
    ]);
    return columns.every(({ column }) => names.has(column));
  };
  const standing = pending.filter((step) => step.kind === 'drop_view');
  const ours = standing.filter((step) => !taken.includes(step) && isWhole(step));
  return {
    standing: ours,
    broken: ours.filter((step) => broken.includes(step) || !actual.has(step.table)),
  };
}

function dropLeftOver(left: ViewFindings['leftOver'][number], phase: Phase): Step {
  return { ...left, kind: 'drop_view', id: `${phase}:drop_view:${left.table}.${left.view}`, phase };
}

/** By table, where there are any. */
async function forgottenLeftovers(
  plane: ControlPlane,
  scope: Scope,
  { id }: EnvironmentRow,
  target: TargetDatabase,
  required: SchemaState,
  actual: PhysicalSchema,
): Promise<ReadonlyMap<string, Leftovers>> {
  const held = (await plane.holds.list(scope, id)).map(({ heldName }) => heldName);
  const found = [...required].flatMap(([name, { columns }]) => {
    const real = actual.get(name);
    const known = new Set([...columns.map((column) => column.name), ...held]);
    return real ? [[name, leftoversIn(target, name, real, known)] as const] : [];
  });
  return new Map(found.filter(([, { steps }]) => steps.length > 0));
}

/** What goes with the leftovers is not dropped once more. */
function withoutIndexes(before: SchemaState, left: ReadonlyMap<string, Leftovers>): SchemaState {
  return new Map(
    [...before].map(([name, table]) => {
      const gone = new Set(left.get(name)?.indexes.map((index) => index.name));
      return [name, { ...table, indexes: table.indexes.filter((index) => !gone.has(index.name)) }];
    }),
  );
}

function withLeft(before: SchemaState, left: ReadonlyMap<string, Leftovers>): SchemaState {
  return new Map(
    [...before].map(([name, table]) => {
      const { columns = [], indexes = [] } = left.get(name) ?? {};
      return [
        name,
        { ...table, columns: [...table.columns, ...columns], indexes: [...table.indexes, ...indexes] },
      ];
    }),
  );
}

/** What is filled again must be in the picture. */
function withFollowers(before: SchemaState, silent: readonly SyncEnd[]): SchemaState {
  const followers = silent.filter((step) => step.kind === 'end_sync');
  return followers.length === 0 ? before : withLeftovers(before, followers);
}

function isPending(step: Step, pending: readonly StepOf<'end_sync'>[]): boolean {
  return step.kind === 'end_sync' && pending.some(({ heldName }) => heldName === step.heldName);
}

/**
 * Under two names a column stands like two, each brought back by itself, until the contract that is pending ends that. Where
 * the leading one has another type and is replaced, the old one cannot go on being written along.
 */
function endsEarly(
  { table, column }: StepOf<'retire_column'>,
  before: SchemaState,
  after: SchemaState,
): boolean {
  const [found, wanted] = [before, after].map((state) =>
    state.get(table)?.columns.find(({ name }) => name === column),
  );
  return found !== undefined && wanted !== undefined && !sameType(found.type, wanted.type);
}

function withoutOldNames(after: SchemaState, ending: readonly StepOf<'retire_column'>[]): SchemaState {
  return new Map(
    [...after].map(([name, spec]) => {
      const gone = new Set(ending.filter(({ table }) => table === name).map(({ old }) => old.name));
      return [
        name,
        {
          ...spec,
          columns: spec.columns.filter((column) => !gone.has(column.name)),
          indexes: spec.indexes.filter(({ parts }) => parts.every(({ column }) => !gone.has(column))),
        },
      ];
    }),
  );
}

async function frozenPlan(
  target: TargetDatabase,
  { steps, found = [] }: FrozenRun,
): Promise<EnvironmentPlan> {
  invariant(steps.every(isWhole), 'a repair was frozen without the tables that it makes');
  const before = new Map(found.map((table) => [table.name, table]));
  return planOf(steps, before, await target.introspect(touchedTables(steps)));
}

function isWhole(step: StoredStep): step is Step {
  return step.kind !== 'create_table' || 'spec' in step;
}

async function planOf(
  steps: readonly Step[],
  before: SchemaState,
  actual: PhysicalSchema,
): Promise<EnvironmentPlan> {
  return {
    plan: await assemblePlan({ steps, items: [], questions: [], semverBump: 'patch' }),
    before,
    after: applySteps(before, steps),
    touched: touchedTables(steps),
    found: [...before.values()],
    actual,
  };
}

function startingPoint(
  target: TargetDatabase,
  required: SchemaState,
  actual: PhysicalSchema,
): { readonly before: SchemaState; readonly unreadable: readonly Unreadable[] } {
  const before = new Map<string, TableSpec>();
  const unreadable: Unreadable[] = [];
  const impossible: Unreadable[] = [];
  for (const [name, spec] of required) {
    const real = actual.get(name);
    if (!real) continue;
    const reading = foundTable(target, spec, real);
    const ours = new Set(spec.columns.map((column) => column.name));
    // Its values are numbers: they convert.
    const isNumber = (column: string) =>
      reading.spec.columns.some(
        ({ name: read, type }) => read === column && type.kind === 'float' && type.written !== undefined,
      );
    const odd = (column: string, what: Unreadable['what']) =>
      reading.unreadable.some((entry) => entry.column === column && entry.what === what);
    unreadable.push(...reading.unreadable);
    impossible.push(
      ...reading.unreadable.filter((entry) => {
        if (entry.column === undefined) return entry.fixed === true;
        if (entry.what === 'type' && ours.has(entry.column)) return !isNumber(entry.column);
        if (entry.what === 'nullability') return true;
        // Put aside it would refuse every new row, and without knowing its type it cannot be made to accept them.
        const column = real.columns.get(entry.column);
        return entry.what === 'type' && column?.notNull === true && column.default === null;
      }),
    );
    before.set(name, {
      ...reading.spec,
      columns: reading.spec.columns.map((column) => {
        if (ours.has(column.name)) return column;
        // It is put aside under its own definition; what of that is not readable must not be written anew.
        if (odd(column.name, 'type')) return { ...column, notNull: false, default: null };
        return odd(column.name, 'default') ? { ...column, default: null } : column;
      }),
    });
  }
  if (impossible.length > 0) throw repairImpossible(impossible);
  return { before, unreadable };
}

/** A step that takes away what no spec can say must not claim that it could be brought back. */
function asFound(step: Step, unreadable: readonly Unreadable[], actual: PhysicalSchema): Step {
  const isOf = (what: Unreadable['what'], name: string) =>
    unreadable.some(
      (entry) => entry.what === what && entry.table === step.table && (entry.column ?? entry.index) === name,
    );
  if (step.kind === 'drop_index' && isOf('index', step.index.name)) {
    const constraint = actual.get(step.table)?.indexes.get(step.index.name)?.constraint ?? false;
    return { ...step, unreadable: { constraint } };
  }
  return step.kind === 'set_default' && isOf('default', step.column) ? { ...step, unreadable: true } : step;
}

function repairImpossible(impossible: readonly Unreadable[]): AuthoringError {
  const [first] = impossible as readonly [Unreadable, ...Unreadable[]];
  const more = impossible.length > 1 ? ` (and ${impossible.length - 1} more)` : '';
  return new AuthoringError(
    'REPAIR_IMPOSSIBLE',
    `the ${first.what} of '${first.table}.${first.column ?? first.index}' (${first.actual}) is none that a plan can change${more}`,
    {
      details: { unreadable: impossible },
      suggestion:
        'bring what the details name back by hand, see it with mda drift --env NAME, then repair the rest',
    },
  );
}
