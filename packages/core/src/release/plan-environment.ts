/**
 * Owns planning against one environment: from what it really runs (pointers, leftovers, held things) to the wanted
 * content. Pure but for reads of the control plane.
 */

import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { assemblePlan } from '../plan/assemble-plan.ts';
import { diffTables } from '../plan/diff-tables.ts';
import type { DirectedFact } from '../plan/jump-facts.ts';
import type { JumpProblem } from '../plan/jump-values.ts';
import type { MigrationPlan } from '../plan/migration-plan.ts';
import type { PhysicalSchema } from '../plan/physical-schema.ts';
import type { RenameMap } from '../plan/rename-map.ts';
import type { NamesOnTheWay } from '../plan/returning.ts';
import { semverBumpOf } from '../plan/semver-bump.ts';
import type { Step } from '../plan/steps/step.ts';
import type { SchemaState, TableSpec } from '../plan/storage/table-spec.ts';
import type { RenameForm } from '../policy/rename-form.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Engine } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { asideOf } from './aside.ts';
import { type ComparisonInput, compareContents, type PackageContent } from './compare-contents.ts';
import { withLeftovers } from './pending-contract.ts';
import type { RestorableHolds } from './restorable-holds.ts';

export interface EnvironmentPlan {
  readonly plan: MigrationPlan;
  /** Tables that the plan touches, as they are now. */
  readonly before: SchemaState;
  readonly after: SchemaState;
  /** Names of all tables that the plan touches or creates, sorted. */
  readonly touched: readonly string[];
  /** Tables of `before` that are as the database has them, not as the pointers say. */
  readonly found?: readonly TableSpec[];
  /** What the plan was made from, where it was made from the database itself. */
  readonly actual?: PhysicalSchema;
  /** It is older than what earlier runs did with it: nothing that they left for later is taken to be there. */
  readonly outdated?: true;
  /** What an earlier run dropped, and is not put aside yet: `table`, `table.column`, by the names of before. */
  readonly dropped?: ReadonlySet<string>;
}

export interface PlanInput {
  readonly before: readonly PackageContent[];
  readonly after: readonly PackageContent[];
  /** What lies between, by package: see jumps.ts. */
  readonly jumps?: ReadonlyMap<string, readonly DirectedFact[]>;
  /** Contract steps that earlier runs left for later. */
  readonly pending: readonly Step[];
  /** Makes held names unique: the run's id. */
  readonly salt: string;
  readonly engine: Engine;
  readonly renameForm: RenameForm;
  /** Tables that are not as the pointers say: the plan starts from them as they are. */
  readonly found?: readonly TableSpec[];
  /** What may come back instead of being made anew. */
  readonly holds?: RestorableHolds;
}

export async function planEnvironment(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  input: PlanInput,
): Promise<EnvironmentPlan> {
  const { found = [], holds } = input;
  const views = input.pending.filter((step) => step.kind === 'drop_view');
  const comparison = await compareContents(context, plane, scope, {
    ...input,
    views,
    ...(holds ? { back: wayBack(holds, input.pending) } : {}),
  });
  assertConvertible([...comparison.up.problems, ...comparison.down.problems]);
  const before = new Map([
    ...withLeftovers(comparison.before, input.pending),
    ...found.map((table) => [table.name, table] as const),
  ]);
  const steps = diffTables({
    before,
    after: comparison.after,
    renames: withoutDone(comparison.renames, found),
    untouched: comparison.untouched,
    salt: input.salt,
    engine: input.engine,
    renameForm: input.renameForm,
    syncs: input.pending.filter((step) => step.kind === 'end_sync'),
    views,
    retiring: input.pending.filter((step) => step.kind === 'retire_column'),
    follows: input.pending.filter((step) => step.kind === 'unfollow_column'),
    up: comparison.up.values,
    down: comparison.down.values,
    returning: comparison.returning,
  });
  return {
    plan: await assemblePlan({
      steps,
      items: comparison.items,
      questions: [],
      semverBump: semverBumpOf(comparison.items, steps, comparison.added),
    }),
    before,
    after: comparison.after,
    touched: touchedTables(steps),
    dropped: droppedIn(input.pending),
    ...(found.length > 0 ? { found } : {}),
  };
}

function wayBack(holds: RestorableHolds, pending: readonly Step[]): NonNullable<ComparisonInput['back']> {
  const comesBack = new Set(holds.leaving.map(({ id }) => id));
  const goes = pending.filter(({ id, kind }) => kind !== 'retire_column' && !comesBack.has(id));
  return { aside: asideOf(holds), taken: namesOf(pending), goes: namesOf(goes) };
}

/** Of what these steps put aside. */
function namesOf(steps: readonly Step[]): NamesOnTheWay {
  const tables = new Set<string>();
  const columns = new Map<string, Set<string>>();
  const take = (table: string, column: string) =>
    columns.set(table, (columns.get(table) ?? new Set()).add(column));
  for (const step of steps) {
    if (step.kind === 'hold_table') tables.add(step.table);
    if (step.kind === 'hold_column') take(step.table, step.column.name);
    if (step.kind === 'retire_column') take(step.table, step.old.name);
  }
  return { tables, columns };
}

function droppedIn(pending: readonly Step[]): ReadonlySet<string> {
  return new Set(
    pending.flatMap((step) => {
      if (step.kind === 'hold_table') return [step.table];
      return step.kind === 'hold_column' ? [`${step.table}.${step.column.name}`] : [];
    }),
  );
}

/** @throws EXPRESSION_INVALID: between two versions that lie apart a fact may read what neither of them has */
function assertConvertible(problems: readonly JumpProblem[]): void {
  const [first] = problems;
  if (!first) return;
  throw new AuthoringError(
    'EXPRESSION_INVALID',
    `the values of '${first.table}.${first.column}' cannot come about as stated: ${first.message}`,
    { details: { problems }, suggestion: first.suggestion },
  );
}

/** A rename whose column stands under its new name already is none any more. */
function withoutDone(renames: RenameMap, found: readonly TableSpec[]): RenameMap {
  const columns = new Map(renames.columns);
  for (const table of found) {
    const names = new Set(table.columns.map((column) => column.name));
    const open = [...(columns.get(table.name) ?? [])].filter(([from]) => names.has(from));
    columns.set(table.name, new Map(open));
  }
  return { ...renames, columns };
}

export function touchedTables(steps: readonly Step[]): readonly string[] {
  const names = new Set<string>();
  for (const step of steps) {
    names.add(step.table);
    if (step.kind === 'rename_table') names.add(step.to);
  }
  return [...names].sort();
}
