/** Owns which questions a plan asks the target's data before any DDL: one per risk of a step, under today's names. */
import { isSameJson } from '../policy/protection/same-json.ts';
import type { MadeValue, PreflightCheck } from '../ports/target-database.ts';
import { CurrentNames } from './current-names.ts';
import type { Expression } from './expression/expression.ts';
import { neverNull } from './expression/never-null.ts';
import { columnsOf } from './expression/operands.ts';
import { shadowedName } from './shadow-name.ts';
import type { Step, StepOf } from './steps/step.ts';
import { conversionBetween, isWidening, keepsValuesThatFit, sameType } from './steps/type-conversion.ts';
import type { ColumnSpec, ColumnType, SchemaState } from './storage/table-spec.ts';

/**
 * @param steps the ordered plan. Checks run before all of them, so they speak of tables and columns by the names that
 * are in the database now: renames of the plan are undone in the questions.
 * @param before what the database holds by now
 * @param first what happens before that, and has not happened yet either
 */
export function preflightChecksOf(
  steps: readonly Step[],
  before: SchemaState,
  first: readonly Step[] = [],
): readonly PreflightCheck[] {
  const names = new CurrentNames();
  for (const step of first) names.follow(step);
  const values = new ValueChecks(names, before);
  const checks: PreflightCheck[] = [];
  for (const step of steps) {
    checks.push(...values.of(step));
    const table = names.table(step.table);
    switch (step.kind) {
      case 'add_shadow': {
        const column = names.column(step.table, step.column);
        if (table !== null && column !== null && !isStated(step))
          checks.push(...conversionRisks(step.id, table, column, step.from, step.shadow.type));
        break;
      }
      case 'create_index': {
        if (!step.index.unique || table === null) break;
        const parts = step.index.parts.map((part) => ({
          ...part,
          column: names.column(step.table, part.column),
        }));
        const known = parts.filter(
          (part): part is { column: string; nullSafe: boolean } => part.column !== null,
        );
        if (known.length === parts.length)
          checks.push({ check: 'duplicates', stepId: step.id, table, parts: known });
        break;
      }
      case 'change_type': {
        const column = names.column(step.table, step.column);
        if (table === null || column === null || step.lossless) break;
        checks.push(...conversionRisks(step.id, table, column, step.from, step.to));
        break;
      }
      case 'retire_choices': {
        const column = names.column(step.table, step.column);
        const { choices, many } = step;
        if (table !== null && column !== null)
          // Each is counted on its own: what becomes of its rows is said of it alone.
          for (const choice of choices)
            checks.push({
              check: 'retired_choices',
              stepId: step.id,
              table,
              column,
              choices: [choice],
              many,
            });
        break;
      }
      case 'retarget_reference': {
        const column = names.column(step.table, step.column);
        const { target, many } = step;
        if (table !== null && column !== null)
          checks.push({ check: 'orphan_references', stepId: step.id, table, column, target, many });
        break;
      }
      case 'hold_column': {
        const column = names.column(step.table, step.column.name);
        if (table !== null && column !== null)
          checks.push({ check: 'rows_held', stepId: step.id, table, column });
        break;
      }
      case 'hold_table':
        if (table !== null) checks.push({ check: 'rows_held', stepId: step.id, table });
        break;
      case 'purge_column':
        checks.push({ check: 'rows_purged', stepId: step.id, table: step.table, column: step.heldName });
        break;
      case 'purge_table':
        checks.push({ check: 'rows_purged', stepId: step.id, table: step.table });
        break;
      case 'create_table':
      case 'restore_table':
      case 'rename_table':
      case 'add_column':
      case 'restore_column':
      case 'rename_column':
      case 'swap_column':
      case 'set_default':
      case 'drop_not_null':
      case 'drop_shadow':
      case 'check_shadow':
      case 'end_sync':
      case 'backfill':
      case 'follow_column':
      case 'watch_rows':
      case 'unwatch_rows':
      case 'prove_not_null':
      case 'set_not_null':
      case 'create_view':
      case 'drop_view':
      case 'turn_sync':
      case 'retire_column':
      case 'unfollow_column':
      case 'restore_sync':
      case 'drop_index':
      case 'rename_index':
        break;
    }
    names.follow(step);
  }
  return checks;
}

function isText(type: ColumnType | undefined): boolean {
  return type?.kind === 'string' || type?.kind === 'text';
}

/** The column without a value of which there is none of this either, and no other row; null: it takes more than one. */
function emptyWith(value: Expression): string | null {
  switch (value.op) {
    case 'column':
      return value.name;
    case 'cast':
    case 'substring':
    case 'map_items':
    case 'json_array':
      return emptyWith(value.value);
    default:
      return null;
  }
}

/** The author said what becomes of the values: it is no plain conversion that can fail. */
function isStated({ column, from, shadow, up }: StepOf<'add_shadow'>): boolean {
  const plain = conversionBetween(column, from, shadow.type);
  const [first] = up.op === 'coalesce' ? up.values : [up];
  return !isSameJson(first, plain);
}

function conversionRisks(
  stepId: string,
  table: string,
  column: string,
  from: ColumnType,
  to: ColumnType,
): readonly PreflightCheck[] {
  if (sameType(from, to) || isWidening(from, to)) return [];
  const risks: PreflightCheck[] = [];
  if (!keepsValuesThatFit(from, to)) risks.push({ check: 'uncastable', stepId, table, column, from, to });
  if (to.kind === 'string') risks.push({ check: 'too_long', stepId, table, column, length: to.length });
  return risks;
}

/** What the values that a plan makes ask of the rows: that one comes about, that it fits, that none is missing. */
class ValueChecks {
  readonly #names: CurrentNames;
  readonly #before: SchemaState;
  /** Columns that the plan adds, by the names that it uses. */
  readonly #added = new Map<string, ColumnSpec>();
  /** Of those, the ones that hold what a plain change of type gives: it is asked about where they are added. */
  readonly #plain = new Set<string>();
  /** Columns that were asked for empty values. */
  readonly #asked = new Set<string>();

  constructor(names: CurrentNames, before: SchemaState) {
    this.#names = names;
    this.#before = before;
  }

  of(step: Step): readonly PreflightCheck[] {
    switch (step.kind) {
      case 'add_column':
        this.#added.set(`${step.table}.${step.column.name}`, step.column);
        return [];
      case 'add_shadow': {
        const name = `${step.table}.${step.shadow.name}`;
        this.#added.set(name, step.shadow);
        if (!isStated(step)) this.#plain.add(name);
        return [];
      }
      case 'backfill':
        return this.#stated(step);
      case 'prove_not_null':
      case 'set_not_null':
        return this.#empty(step);
      default:
        return [];
    }
  }

  #stated({ id, table: named, column: name, value: said, rows }: StepOf<'backfill'>) {
    const table = this.#names.table(named);
    const spec = this.#added.get(`${named}.${name}`) ?? this.#column(named, name);
    const value = this.#names.valueOf(named, said);
    if (table === null || spec === undefined || value === null) return [];
    if (this.#plain.has(`${named}.${name}`) || columnsOf(value).length === 0) return [];
    const held = this.#names.value(named, name);
    const among = rows === 'empty' && held?.op === 'column' ? { among: held.name } : {};
    const column = shadowedName(name);
    const choices = spec.type.kind === 'json' ? undefined : spec.choices;
    const check = {
      check: 'stated_values',
      stepId: id,
      table,
      column,
      made: this.#made(table, value, spec.type),
      ...among,
      ...(choices === undefined ? {} : { choices }),
      ...(isText(this.#column(named, column)?.type) ? { replaces: column } : {}),
    } as const;
    return [check];
  }

  #empty(step: StepOf<'prove_not_null'> | StepOf<'set_not_null'>): readonly PreflightCheck[] {
    const table = this.#names.table(step.table);
    const name = this.#names.column(step.table, step.column);
    const key = `${table}.${name ?? shadowedName(step.column)}`;
    if (table === null || this.#asked.has(key)) return [];
    this.#asked.add(key);
    const fill = step.kind === 'prove_not_null' ? step.fill : null;
    const value =
      fill === null
        ? this.#names.value(step.table, step.column)
        : this.#names.filled(step.table, step.column, 'empty', fill);
    const about = { stepId: step.id, table };
    const column = name ?? shadowedName(step.column);
    const isNothing = value === null ? name === null : value.op === 'literal' && value.value === null;
    if (isNothing) return [{ check: 'unfilled_rows', ...about, column }];
    if (value === null || this.#isFull(table, value)) return [];
    const source = emptyWith(value);
    if (source !== null) return [{ check: 'null_values', ...about, column: source }];
    const type =
      this.#added.get(`${step.table}.${step.column}`)?.type ?? this.#column(step.table, column)?.type;
    if (type === undefined) return [];
    return [{ check: 'null_values', ...about, column, made: this.#made(table, value, type) }];
  }

  #isFull(table: string, value: Expression): boolean {
    const columns = this.#before.get(table)?.columns ?? [];
    return neverNull(value, (name) => columns.some((column) => column.name === name && column.notNull));
  }

  #made(table: string, value: Expression, type: ColumnType): MadeValue {
    const read = new Set(columnsOf(value));
    const columns = this.#before.get(table)?.columns.filter(({ name }) => read.has(name)) ?? [];
    return { value, type, columns: Object.fromEntries(columns.map((column) => [column.name, column.type])) };
  }

  /** As it is now. */
  #column(named: string, name: string): ColumnSpec | undefined {
    const [table, column] = [this.#names.table(named), this.#names.column(named, name)];
    return this.#before.get(table ?? '')?.columns.find((one) => one.name === column);
  }
}
