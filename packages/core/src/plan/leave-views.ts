/**
 * Owns which views a plan leaves under the names that tables lose, and what becomes of those that an earlier run left.
 * A view has the columns of the old version under its names, each where the plan takes it; contract drops it. A name that
 * something else needs gets none.
 */
import type { Engine } from '../ports/environment.ts';
import { restsWhileFeeding, retypesUnderViews } from './online-form.ts';
import { isReservedPhysicalName } from './physical-schema.ts';
import type { StepList } from './step-list.ts';
import { applySteps } from './steps/index.ts';
import type { DropView, Phase, Step, ViewColumn } from './steps/step.ts';
import { conversionBetween, keepsValuesThatFit, sameType } from './steps/type-conversion.ts';
import type { ColumnSpec, SchemaState } from './storage/table-spec.ts';

export interface ViewInput {
  readonly before: SchemaState;
  readonly after: SchemaState;
  /** old table → new table, of those that stay. */
  readonly newNameOf: ReadonlyMap<string, string>;
  /** Names of all indexes after the plan: on some engines they share a name space with tables. */
  readonly indexNames: ReadonlySet<string>;
  readonly engine: Engine;
  /** How the views that stand will be dropped, if nothing comes before that. */
  readonly standing: readonly DropView[];
  /** Of these: they are not there, or not as they were left. */
  readonly broken?: ReadonlySet<string>;
}

/** @param planned all other steps of the plan, in order */
export function leaveViews(steps: StepList, planned: readonly Step[], input: ViewInput): void {
  const { before, after, newNameOf, indexNames, broken } = input;
  // A table that is gone is made anew under its name.
  const standing = input.standing.filter(({ table }) => before.has(table) || after.has(table));
  const renamed = [...newNameOf].filter(([from, to]) => from !== to);
  if (renamed.length === 0 && standing.length === 0) return;
  const isFree = (name: string) => !after.has(name) && !indexNames.has(name);
  const trace = tracing(planned, input);
  const leave = (table: string, view: string, columns: readonly ViewColumn[]) => {
    steps.createView(table, { view, columns });
    steps.dropView('contract', table, { view, columns });
  };
  for (const { table, view, columns } of standing) {
    const to = before.has(table) ? newNameOf.get(table) : table;
    const stays = to !== undefined && isFree(view);
    const traced = stays ? trace(table, columns) : columns;
    const isBuiltAnew =
      stays && (to !== table || broken?.has(view) || JSON.stringify(traced) !== JSON.stringify(columns));
    const phase = goesIn(planned, table, view, input.engine);
    if (phase === 'contract' && isFree(view) && !isBuiltAnew)
      steps.dropView('contract', table, { view, columns });
    else {
      steps.dropView(phase === 'contract' ? 'switch' : phase, table, { view, columns });
      if (stays) leave(to, view, traced);
    }
  }
  for (const [from, to] of renamed) {
    if (!isFree(from)) continue;
    const columns = (before.get(from)?.columns ?? []).filter(({ name }) => !isReservedPhysicalName(name));
    leave(to, from, trace(from, columns.map(untouched)));
  }
}

function untouched({ name, type, default: value }: ColumnSpec): ViewColumn {
  return { name, column: name, type, default: value };
}

/** The phase in which something of the plan cannot bear the view. */
function goesIn(planned: readonly Step[], table: string, view: string, engine: Engine): Phase {
  const isInTheWay = (step: Step) => {
    if (step.kind === 'create_table' || step.kind === 'restore_table') return step.table === view;
    if (step.table !== table) return false;
    if (step.kind === 'retire_column') return true;
    return step.kind === 'hold_table' || (step.kind === 'change_type' && retypesUnderViews(engine));
  };
  return planned.find((step) => isInTheWay(step))?.phase ?? 'contract';
}

/** Where the plan takes each column of a view. */
function tracing(planned: readonly Step[], { before, engine }: ViewInput) {
  const live = planned.filter(({ phase }) => phase !== 'contract');
  const picture = applySteps(before, live);
  return (from: string, columns: readonly ViewColumn[]): readonly ViewColumn[] => {
    let table = from;
    let traced = columns;
    const each = (edit: (column: ViewColumn) => ViewColumn) => {
      traced = traced.map(edit);
    };
    const move = (name: string, to: string) =>
      each((one) => (one.column === name ? { ...one, column: to } : one));
    for (const step of live) {
      if (step.table !== table) continue;
      if (step.kind === 'rename_table') table = step.to;
      if (step.kind === 'rename_column') move(step.from, step.to);
      if (step.kind === 'retire_column') move(step.old.name, step.column);
      if (step.kind === 'hold_column') move(step.column.name, step.heldName);
      if (step.kind === 'restore_column') move(step.heldName, step.column.name);
      if (step.kind !== 'swap_column') continue;
      const { old, heldName, column, takes, down } = step;
      // What follows the live column is the old version's own form of it; what keeps its values needs no other form.
      const isOwnForm =
        down !== null && !sameType(old.type, column.type) && !keepsValuesThatFit(old.type, column.type);
      each((one) => {
        if (one.column === takes) return { ...one, column: column.name };
        if (one.column !== column.name || !isOwnForm) return one;
        const value = conversionBetween(heldName, old.type, column.type);
        const rests = restsWhileFeeding(engine) ? old.default : null;
        return { ...one, column: heldName, feeds: { column: column.name, type: column.type, value, rests } };
      });
    }
    const specs = new Map(picture.get(table)?.columns.map((column) => [column.name, column]));
    return traced.map(({ feeds, ...one }) => {
      const fed = feeds && feeds.column !== one.column ? feeds : null;
      const spec = specs.get(one.column);
      const filled = fed ? specs.get(fed.column) : spec;
      return {
        ...one,
        type: spec?.type ?? one.type,
        default: filled ? filled.default : one.default,
        ...(fed ? { feeds: fed } : {}),
      };
    });
  };
}
