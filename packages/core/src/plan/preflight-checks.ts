/** Owns which questions a plan asks the target's data before any DDL: one per risk of a step, under today's names. */
import { isSameJson } from '../policy/protection/same-json.ts';
import type { PreflightCheck } from '../ports/target-database.ts';
import { CurrentNames } from './current-names.ts';
import type { Step, StepOf } from './steps/step.ts';
import { conversionBetween, isWidening, keepsValuesThatFit, sameType } from './steps/type-conversion.ts';
import type { ColumnType } from './storage/table-spec.ts';

/**
 * @param steps the ordered plan. Checks run before all of them, so they speak of tables and columns by the names that
 * are in the database now: renames of the plan are undone in the questions.
 */
export function preflightChecksOf(steps: readonly Step[]): readonly PreflightCheck[] {
  const names = new CurrentNames();
  const checks: PreflightCheck[] = [];
  /** Columns whose rows all have a value by then, or were asked for one already: by the names of today. */
  const settled = new Set<string>();
  const today = ({ table, column }: { readonly table: string; readonly column: string }) =>
    `${names.table(table) ?? table}.${names.column(table, column) ?? column}`;
  for (const step of steps) {
    const table = names.table(step.table);
    switch (step.kind) {
      case 'add_shadow': {
        const column = names.column(step.table, step.column);
        if (step.up.op === 'coalesce') settled.add(today(step));
        if (table !== null && column !== null && !isStated(step))
          checks.push(...conversionRisks(step.id, table, column, step.from, step.shadow.type));
        break;
      }
      case 'follow_column':
        settled.add(today({ table: step.table, column: step.column.name }));
        break;
      case 'backfill':
        // What is made of another column is as empty as that one.
        if (step.rows === 'empty') settled.add(today(step));
        break;
      case 'prove_not_null':
      case 'set_not_null': {
        if (step.kind === 'prove_not_null' && step.fill !== null) settled.add(today(step));
        if (table === null || settled.has(today(step))) break;
        settled.add(today(step));
        const column = names.column(step.table, step.column);
        if (column !== null) checks.push({ check: 'null_values', stepId: step.id, table, column });
        else checks.push({ check: 'unfilled_rows', stepId: step.id, table, column: step.column });
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
      case 'create_view':
      case 'drop_view':
      case 'turn_sync':
      case 'retire_column':
      case 'unfollow_column':
      case 'drop_index':
      case 'rename_index':
        break;
    }
    names.follow(step);
  }
  return checks;
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
