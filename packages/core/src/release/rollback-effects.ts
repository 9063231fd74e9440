/**
 * Owns what a rollback does to values, read off its plan: what the version gone back to will not have, what is put aside,
 * what comes back; each with where it is in the database now, so that it can be counted there. Pure.
 */
import { CurrentNames } from '../plan/current-names.ts';
import type { Expression } from '../plan/expression/expression.ts';
import { columnsOf, operandsOf } from '../plan/expression/operands.ts';
import { namesAfter } from '../plan/names-after.ts';
import { shadowedName } from '../plan/shadow-name.ts';
import type { Step, StepOf } from '../plan/steps/step.ts';
import { conversionBetween } from '../plan/steps/type-conversion.ts';
import { isSameJson } from '../policy/protection/same-json.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { CountedThing } from '../ports/target-database.ts';
import type { RollbackFate, RollbackReason } from '../service-types.ts';
import { nameOf } from './lived-here.ts';
import type { EnvironmentPlan } from './plan-environment.ts';

export interface RollbackEffect {
  readonly fate: RollbackFate;
  readonly why: RollbackReason;
  /** Under the names of the version that has it. */
  readonly table: string;
  readonly column?: string;
  /** What to count: where it is now. null: what went for good cannot be counted any more. */
  readonly now: CountedThing | null;
  /** Only the rows whose values do not survive the conversion of this step. */
  readonly changedBy?: string;
  /** The step that adds the column empty. */
  readonly addedBy?: string;
}

export interface EffectsInput {
  readonly planned: EnvironmentPlan;
  /** Contract steps that earlier runs left for later: what they would put aside is still in its place. */
  readonly pending: readonly Step[];
  readonly holds: readonly HoldRow[];
  /** Of what the version would begin empty, see lived-here.ts. */
  readonly lived: ReadonlySet<string>;
}

export function rollbackEffects({ planned, pending, holds, lived }: EffectsInput): readonly RollbackEffect[] {
  const steps = planned.plan.steps.map(({ step }) => step);
  const names = new CurrentNames();
  const effects: RollbackEffect[] = [];
  const gone = new Gone(steps, holds, lived);
  for (const step of steps) {
    effects.push(...effectsOf(step, steps, names), ...gone.of(step, names));
    names.follow(step);
  }
  return [...effects, ...inPlace(pending, planned, names)];
}

function effectsOf(step: Step, steps: readonly Step[], names: CurrentNames): readonly RollbackEffect[] {
  const table = names.table(step.table);
  if (table === null) return [];
  const of = (
    fate: RollbackFate,
    why: RollbackReason,
    column: string,
    now: string | null = names.column(step.table, column),
  ): RollbackEffect => ({
    fate,
    why,
    table: step.table,
    column,
    now: now === null ? null : { table, column: now },
  });
  switch (step.kind) {
    case 'hold_table':
      return [{ fate: 'kept', why: 'not_in_version', table: step.table, now: { table } }];
    case 'hold_column':
      return [of('kept', 'not_in_version', step.column.name)];
    case 'retire_column':
      return [of('kept', 'other_name', step.old.name)];
    case 'restore_table': {
      const later = namesAfter(steps, step, step.table);
      return [{ fate: 'restorable', why: 'held', table: later.table, now: { table: step.heldName } }];
    }
    case 'restore_column': {
      const later = namesAfter(steps, step, step.table, step.column.name);
      return [{ ...of('restorable', 'held', step.column.name, step.heldName), ...later }];
    }
    case 'swap_column': {
      const kept = of('kept', 'other_form', step.old.name);
      if (step.down === null)
        return [
          kept,
          of('restorable', 'written_along', step.column.name, names.column(step.table, step.takes)),
        ];
      return [kept, ...converted(of('lost', 'converted', step.column.name, kept.now?.column), step, steps)];
    }
    case 'turn_sync':
      if (step.returns) return [of('restorable', 'written_along', step.column.name)];
      return converted(
        of('lost', 'converted', step.column.name, names.column(step.table, step.from.name)),
        step,
        steps,
      );
    case 'change_type':
      if (step.lossless) return [];
      return [{ ...of('lost', 'converted', step.column), changedBy: step.id }];
    default:
      return [];
  }
}

/** A plain conversion changes the values that it does not give back; what somebody stated takes the place of every one. */
function converted(
  effect: RollbackEffect,
  step: StepOf<'swap_column'> | StepOf<'turn_sync'>,
  steps: readonly Step[],
): readonly RollbackEffect[] {
  const sync = step.kind === 'swap_column' ? step.ends : step.sync;
  const adds = steps.find(
    (other): other is StepOf<'add_shadow'> => other.kind === 'add_shadow' && other.sync === sync,
  );
  if (adds === undefined) return [];
  const [first] = adds.up.op === 'coalesce' ? adds.up.values : [adds.up];
  const isPlain = isSameJson(first, conversionBetween(adds.column, adds.from, adds.shadow.type));
  return [isPlain ? { ...effect, changedBy: adds.id } : { ...effect, why: 'restated' }];
}

/** What lived here once, and begins empty now. */
class Gone {
  readonly #steps: readonly Step[];
  readonly #holds: readonly HoldRow[];
  readonly #lived: ReadonlySet<string>;
  /** How columns get their values from others: an author said so. */
  readonly #made: ReadonlyMap<string, Expression>;

  constructor(steps: readonly Step[], holds: readonly HoldRow[], lived: ReadonlySet<string>) {
    this.#steps = steps;
    this.#holds = holds;
    this.#lived = lived;
    this.#made = new Map(
      steps.flatMap((step) =>
        step.kind === 'backfill' && columnsOf(step.value).length > 0
          ? [[`${step.table}.${step.column}`, step.value] as const]
          : [],
      ),
    );
  }

  of(step: Step, names: CurrentNames): readonly RollbackEffect[] {
    if (step.kind === 'create_table') {
      if (!this.#lived.has(nameOf(step.table))) return [];
      const hold = this.#holds.find(({ held, table }) => held.kind === 'table' && table === step.table);
      const now = hold ? { table: hold.heldName } : null;
      return [{ fate: 'lost', why: hold ? 'held_in_another_form' : 'purged', table: step.table, now }];
    }
    if (step.kind !== 'add_column') return [];
    const made = this.#made.get(`${step.table}.${step.column.name}`);
    const table = names.table(step.table);
    if (table === null) return [];
    const column = shadowedName(step.column.name);
    const later = namesAfter(this.#steps, step, step.table, column);
    if (!this.#lived.has(nameOf(later.table, later.column))) return [];
    const hold = this.#holds.find(
      ({ held, table: of }) => held.kind === 'column' && of === step.table && held.column.name === column,
    );
    // Where it was made of what is held, too, that takes no part.
    if (made && !(hold && lacksOperand(made))) return [];
    return [
      {
        fate: 'lost',
        why: hold ? 'held_in_another_form' : 'purged',
        ...later,
        addedBy: step.id,
        // Of what is gone, every row goes without: that many are counted.
        now: hold ? { table, column: hold.heldName } : { table },
      },
    ];
  }
}

/** A column that is not there stands as NULL in what it was to make. */
function lacksOperand(value: Expression): boolean {
  return (value.op === 'literal' && value.value === null) || operandsOf(value).some(lacksOperand);
}

/** What was to be put aside and was not yet: the version that has it finds it in its place, with what was written since. */
function inPlace(
  pending: readonly Step[],
  { after, before }: EnvironmentPlan,
  names: CurrentNames,
): readonly RollbackEffect[] {
  const waiting = new Set(
    pending.flatMap((step) => {
      if (step.kind === 'hold_table') return [step.table];
      return step.kind === 'hold_column' ? [`${step.table}.${step.column.name}`] : [];
    }),
  );
  if (waiting.size === 0) return [];
  const effects: RollbackEffect[] = [];
  for (const [table, spec] of after) {
    const now = names.table(table);
    if (now === null || !before.has(now)) continue;
    const about = { fate: 'restorable', why: 'in_place', table } as const;
    if (waiting.has(now)) {
      effects.push({ ...about, now: { table: now } });
      continue;
    }
    for (const { name } of spec.columns) {
      const column = names.column(table, name);
      if (column !== null && waiting.has(`${now}.${column}`))
        effects.push({ ...about, column: name, now: { table: now, column } });
    }
  }
  return effects;
}
