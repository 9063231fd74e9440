/**
 * Owns recognising what a plan would do and the database already has: a column or index that somebody made or removed by
 * hand, or a whole table, and the new content asks for just so. The plan then starts from the table as it is, and has nothing left to do
 * there. Whatever differs from both sides stays drift.
 */
import {
  driftBetween,
  type PhysicalColumn,
  type PhysicalSchema,
  type PhysicalTable,
  sameIndex,
} from '../plan/physical-schema.ts';
import type { Step } from '../plan/steps/step.ts';
import { isWidening, sameType } from '../plan/steps/type-conversion.ts';
import type { ColumnSpec, IndexSpec, TableSpec } from '../plan/storage/table-spec.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import { foundTable } from './found-table.ts';
import type { EnvironmentPlan } from './plan-environment.ts';

type Pictures = Pick<TargetDatabase, 'render' | 'specOf'>;

/** @param actual the touched tables as they are @returns the tables that the plan should start from instead */
export function tablesAlreadyThere(
  target: Pictures,
  planned: EnvironmentPlan,
  actual: PhysicalSchema,
): readonly TableSpec[] {
  const steps = planned.plan.steps.map(({ step }) => step);
  const renamed = new Set(
    steps.flatMap((step) => (step.kind === 'rename_table' ? [step.table, step.to] : [])),
  );
  return planned.touched.flatMap((name) => {
    const [before, after, real] = [planned.before.get(name), planned.after.get(name), actual.get(name)];
    if (!before && after && real && !renamed.has(name)) return isWhole(target, after, real) ? [after] : [];
    // Under a new name it is not clear which of the two a difference speaks of.
    if (!before || !after || !real || renamed.has(name)) return [];
    const moved = withRenamesDone(before, steps, real);
    const found = alreadyThere(target, moved, after, real) ?? moved;
    return found === before ? [] : [found];
  });
}

/** A table that is new to us may be there because the runtime has made it: then it is in every respect what is asked for. */
function isWhole(target: Pictures, wanted: TableSpec, real: PhysicalTable): boolean {
  const asked = new Map([[wanted.name, target.render(wanted)]]);
  return driftBetween(asked, new Map([[wanted.name, real]])).length === 0;
}

/** Columns that stand under their new names already, with what is indexed in them. */
function withRenamesDone(table: TableSpec, steps: readonly Step[], real: PhysicalTable): TableSpec {
  const done = new Map(
    steps.flatMap((step) => {
      const [from, to] = renameOf(step) ?? [];
      return step.table === table.name &&
        from !== undefined &&
        to !== undefined &&
        !real.columns.has(from) &&
        real.columns.has(to) &&
        table.columns.every(({ name }) => name !== to)
        ? [[from, to] as const]
        : [];
    }),
  );
  if (done.size === 0) return table;
  const moved = (name: string) => done.get(name) ?? name;
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, name: moved(column.name) })),
    indexes: table.indexes.map((index) => ({
      ...index,
      parts: index.parts.map((part) => ({ ...part, column: moved(part.column) })),
    })),
  };
}

/** In either form. */
function renameOf(step: Step): readonly [from: string, to: string] | null {
  if (step.kind === 'rename_column') return [step.from, step.to];
  return step.kind === 'turn_sync' ? [step.from.name, step.column.name] : null;
}

function alreadyThere(
  target: Pictures,
  before: TableSpec,
  after: TableSpec,
  real: PhysicalTable,
): TableSpec | null {
  const { spec: found, unreadable } = foundTable(target, after, real);
  const [was, wanted] = [target.render(before), target.render(after)];
  const columnsFound = new Map(found.columns.map((column) => [column.name, column]));
  const columnsWanted = new Map(after.columns.map((column) => [column.name, column]));
  const odd = new Set(unreadable.map(({ column }) => column));
  let differs = false;
  const columns: ColumnSpec[] = [];
  for (const column of before.columns) {
    const [here, want] = [columnsFound.get(column.name), columnsWanted.get(column.name)];
    if (!here && !want) differs = true;
    else if (!here || !want) columns.push(column);
    else {
      const started = startOf(column, want, here, {
        was: was.columns.get(column.name) as PhysicalColumn,
        real: real.columns.get(column.name) as PhysicalColumn,
        wanted: wanted.columns.get(column.name) as PhysicalColumn,
      });
      if (started !== column) differs = true;
      columns.push(started);
    }
  }
  for (const want of after.columns) {
    const here = columnsFound.get(want.name);
    if (!here || was.columns.has(want.name) || odd.has(want.name) || !holds(here, want)) continue;
    differs = true;
    columns.push(here);
  }
  const indexes: IndexSpec[] = [];
  for (const index of before.indexes) {
    const [here, want] = [
      real.indexes.get(index.name),
      after.indexes.find(({ name }) => name === index.name),
    ];
    const asWanted = here && want && isIndex(wanted, index.name, here);
    if (here ? asWanted && !isIndex(was, index.name, here) : !want) differs = true;
    if (here && asWanted) indexes.push(want);
    else if (here || want) indexes.push(index);
  }
  for (const want of after.indexes) {
    const here = real.indexes.get(want.name);
    if (!here || was.indexes.has(want.name) || !isIndex(wanted, want.name, here)) continue;
    differs = true;
    indexes.push(want);
  }
  return differs ? { ...before, columns, indexes } : null;
}

interface ThreeColumns {
  readonly was: PhysicalColumn;
  readonly real: PhysicalColumn;
  readonly wanted: PhysicalColumn;
}

/** Respect by respect: as it is where that is what is wanted, else as it was. */
function startOf(column: ColumnSpec, want: ColumnSpec, here: ColumnSpec, at: ThreeColumns): ColumnSpec {
  const retyped = at.real.type !== at.was.type && (at.real.type === at.wanted.type || holds(here, want));
  const released = at.real.notNull !== at.was.notNull && at.real.notNull === at.wanted.notNull;
  const defaulted = at.real.default !== at.was.default && at.real.default === at.wanted.default;
  if (!retyped && !released && !defaulted) return column;
  return {
    ...column,
    ...(retyped ? { type: here.type } : {}),
    ...(released ? { notNull: want.notNull } : {}),
    ...(defaulted ? { default: want.default } : {}),
  };
}

/** Every value of the column as it is fits the column as it is wanted. */
function holds(here: ColumnSpec, want: ColumnSpec): boolean {
  return sameType(here.type, want.type) || isWidening(here.type, want.type);
}

function isIndex(table: PhysicalTable, name: string, real: Parameters<typeof sameIndex>[0]): boolean {
  const index = table.indexes.get(name);
  return index !== undefined && sameIndex(index, real);
}
