/**
 * Owns the order of a plan. Steps are collected in any order and come out by phase and rank: inside a phase what
 * frees a name runs before what takes it, what fills runs before what requires. Chains and cycles of renames keep the
 * order that order-renames.ts gave them. Same steps, same order, always.
 */
import type { Engine } from '../ports/environment.ts';
import type { Expression } from './expression/expression.ts';
import { lacksNewColumns, provesNotNull } from './online-form.ts';
import { orderRenames } from './order-renames.ts';
import { proofName, shadowName } from './shadow-name.ts';
import type { Following, Phase, RenameIndex, Step, StepKind, StepOf, Watch } from './steps/step.ts';
import { PHASES } from './steps/step.ts';
import type { ColumnSpec, IndexSpec, TableSpec } from './storage/table-spec.ts';

/** Which kinds a phase may hold, in the order in which they run. docs/steps is generated from it. */
export const RANKS: Readonly<Record<Phase, readonly StepKind[]>> = {
  expand: [
    'retire_choices',
    'retarget_reference',
    'drop_view',
    'end_sync',
    'retire_column',
    'restore_table',
    'create_table',
    'restore_column',
    'add_column',
    // No type changes on PostgreSQL under a trigger that watches the column.
    'change_type',
    'add_shadow',
    'follow_column',
    'set_default',
    'backfill',
    'create_index',
    // When next to none are left to be found.
    'watch_rows',
  ],
  switch: [
    'check_shadow',
    'prove_not_null',
    'unfollow_column',
    'drop_index',
    'drop_not_null',
    'drop_view',
    'turn_sync',
    'swap_column',
    'hold_column',
    'hold_table',
    'rename_table',
    'rename_column',
    'change_type',
    'create_view',
    'rename_index',
    'restore_table',
    'create_table',
    'restore_column',
    'add_column',
    'set_default',
    'follow_column',
    'backfill',
    'set_not_null',
    'create_index',
    'unwatch_rows',
  ],
  contract: [
    'watch_rows',
    'drop_view',
    'end_sync',
    'unfollow_column',
    'drop_index',
    'retire_column',
    'set_not_null',
    'hold_column',
    'hold_table',
    'unwatch_rows',
    'purge_column',
    'purge_table',
  ],
};

/** Of several that are made of one column, each is checked. */
function checkedBy({ column, shadow }: Pick<StepOf<'check_shadow'>, 'column' | 'shadow'>): string {
  return shadow.name === shadowName(column) ? column : shadow.name;
}

/** Renames keep the order in which they were added; everything else is sorted by id. */
const KEEPS_ORDER: ReadonlySet<StepKind> = new Set(['rename_table', 'rename_column']);

/** What goes is made of what comes, and sees that made first: engines run triggers in the order in which they come. */
function rankOf(step: Step): string {
  return step.kind === 'follow_column' && step.goes ? `~${step.id}` : step.id;
}

export class StepList {
  readonly #steps: Step[] = [];

  createTable(phase: Phase, spec: TableSpec): void {
    this.#push('create_table', phase, spec.name, spec.name, { spec });
  }
  renameTable(from: string, to: string): void {
    this.#push('rename_table', 'switch', from, from, { to });
  }
  holdTable(phase: Phase, spec: TableSpec, heldName: string): void {
    this.#push('hold_table', phase, spec.name, spec.name, { spec, heldName });
  }
  restoreTable(phase: Phase, spec: TableSpec, heldName: string): void {
    this.#push('restore_table', phase, spec.name, spec.name, { spec, heldName });
  }
  addColumn(phase: Phase, table: string, column: ColumnSpec): void {
    this.#push('add_column', phase, table, `${table}.${column.name}`, { column });
  }
  renameColumn(table: string, from: string, to: string): void {
    this.#push('rename_column', 'switch', table, `${table}.${from}`, { from, to });
  }
  changeType(
    phase: Phase,
    table: string,
    change: Omit<StepOf<'change_type'>, 'kind' | 'id' | 'phase' | 'table'>,
  ): void {
    this.#push('change_type', phase, table, `${table}.${change.column}`, change);
  }
  retireChoices(table: string, retired: Pick<StepOf<'retire_choices'>, 'column' | 'choices' | 'many'>): void {
    this.#push('retire_choices', 'expand', table, `${table}.${retired.column}`, retired);
  }
  retargetReference(
    table: string,
    retargeted: Pick<StepOf<'retarget_reference'>, 'column' | 'target' | 'reference' | 'many'>,
  ): void {
    this.#push('retarget_reference', 'expand', table, `${table}.${retargeted.column}`, retargeted);
  }
  addShadow(table: string, shadow: Omit<StepOf<'add_shadow'>, 'kind' | 'id' | 'phase' | 'table'>): void {
    this.#push('add_shadow', 'expand', table, `${table}.${shadow.column}`, shadow);
  }
  checkShadow(table: string, shadow: Omit<StepOf<'check_shadow'>, 'kind' | 'id' | 'phase' | 'table'>): void {
    this.#push('check_shadow', 'switch', table, `${table}.${checkedBy(shadow)}`, shadow);
  }
  swapColumn(table: string, swap: Omit<StepOf<'swap_column'>, 'kind' | 'id' | 'phase' | 'table'>): void {
    this.#push('swap_column', 'switch', table, `${table}.${swap.column.name}`, swap);
  }
  endSync(
    phase: Phase,
    table: string,
    sync: Pick<StepOf<'end_sync'>, 'column' | 'old' | 'heldName' | 'down'>,
  ): void {
    this.#push('end_sync', phase, table, `${table}.${sync.column}`, sync);
  }
  createView(table: string, view: Pick<StepOf<'create_view'>, 'view' | 'columns'>): void {
    this.#push('create_view', 'switch', table, `${table}.${view.view}`, view);
  }
  dropView(phase: Phase, table: string, view: Pick<StepOf<'drop_view'>, 'view' | 'columns'>): void {
    this.#push('drop_view', phase, table, `${table}.${view.view}`, view);
  }
  turnSync(table: string, turn: Omit<StepOf<'turn_sync'>, 'kind' | 'id' | 'phase' | 'table'>): void {
    this.#push('turn_sync', 'switch', table, `${table}.${turn.column.name}`, turn);
  }
  retireColumn(
    phase: Phase,
    table: string,
    retired: Omit<StepOf<'retire_column'>, 'kind' | 'id' | 'phase' | 'table'>,
  ): void {
    this.#push('retire_column', phase, table, `${table}.${retired.old.name}`, retired);
  }
  followColumn(phase: Phase, table: string, follow: Following): void {
    this.#push('follow_column', phase, table, `${table}.${follow.column.name}`, follow);
  }
  unfollowColumn(phase: Phase, table: string, follow: Following): void {
    this.#push('unfollow_column', phase, table, `${table}.${follow.column.name}`, follow);
  }
  watchRows(phase: Phase, table: string, watch: Watch): void {
    this.#push('watch_rows', phase, table, `${table}.${watch.column}`, watch);
  }
  unwatchRows(phase: Phase, table: string, watch: Watch): void {
    this.#push('unwatch_rows', phase, table, `${table}.${watch.column}`, watch);
  }
  proveNotNull(engine: Engine, table: string, column: string, fill: Expression | null): void {
    this.#push('prove_not_null', 'switch', table, `${table}.${column}`, {
      column,
      fill,
      ...(provesNotNull(engine) ? { proof: proofName(table, column) } : {}),
    });
  }
  setNotNull(
    phase: Phase,
    table: string,
    change: Omit<StepOf<'set_not_null'>, 'kind' | 'id' | 'phase' | 'table'>,
  ): void {
    this.#push('set_not_null', phase, table, `${table}.${change.column}`, change);
  }
  dropNotNull(table: string, column: string, releasing: boolean): void {
    this.#push('drop_not_null', 'switch', table, `${table}.${column}`, {
      column,
      ...(releasing ? { releasing } : {}),
    });
  }
  setDefault(
    phase: Phase,
    table: string,
    change: Pick<StepOf<'set_default'>, 'column' | 'from' | 'to'>,
  ): void {
    this.#push('set_default', phase, table, `${table}.${change.column}`, change);
  }
  holdColumn(phase: Phase, table: string, column: ColumnSpec, heldName: string): void {
    this.#push('hold_column', phase, table, `${table}.${column.name}`, { column, heldName });
  }
  restoreColumn(phase: Phase, table: string, column: ColumnSpec, heldName: string): void {
    this.#push('restore_column', phase, table, `${table}.${column.name}`, { column, heldName });
  }
  backfill(phase: Phase, table: string, fill: Pick<StepOf<'backfill'>, 'column' | 'value' | 'rows'>): void {
    this.#push('backfill', phase, table, `${table}.${fill.column}`, fill);
  }
  /** Of a column that was added in expand. @param column as it is to be: its default may come only in the switch */
  fillNew(
    engine: Engine,
    table: string,
    column: ColumnSpec,
    fill: Pick<StepOf<'backfill'>, 'column' | 'value'>,
  ): void {
    const all = lacksNewColumns(engine) && column.default !== null ? { writesNull: true as const } : {};
    this.#push('backfill', 'expand', table, `${table}.${fill.column}`, { ...fill, rows: 'stale', ...all });
  }
  createIndex(phase: Phase, table: string, index: IndexSpec): void {
    this.#push('create_index', phase, table, `${table}.${index.name}`, { index });
  }
  dropIndex(phase: Phase, table: string, index: IndexSpec): void {
    this.#push('drop_index', phase, table, `${table}.${index.name}`, { index });
  }
  renameIndex(table: string, index: IndexSpec, to: string): void {
    this.#push('rename_index', 'switch', table, `${table}.${index.name}`, { index, to });
  }

  /** Some column swap takes the column of this name. */
  takes(name: string): boolean {
    return this.#steps.some((step) => step.kind === 'swap_column' && step.takes === name);
  }

  /** @param temporaryName for cycles of index names */
  ordered(temporaryName: (from: string) => string): readonly Step[] {
    const ordered: Step[] = [];
    for (const phase of PHASES)
      for (const kind of RANKS[phase]) {
        const group = this.#steps.filter((step) => step.phase === phase && step.kind === kind);
        if (kind === 'rename_index')
          ordered.push(...this.#indexRenames(group as RenameIndex[], temporaryName));
        else
          ordered.push(
            ...(KEEPS_ORDER.has(kind) ? group : group.sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1))),
          );
      }
    return ordered;
  }

  #indexRenames(
    group: readonly RenameIndex[],
    temporaryName: (from: string) => string,
  ): readonly RenameIndex[] {
    const byName = new Map(group.map((step) => [step.index.name, step]));
    const carried = new Map<string, RenameIndex>();
    return orderRenames(
      group.map((step) => ({ from: step.index.name, to: step.to })),
      temporaryName,
    ).map(({ from, to }) => {
      const origin = (carried.get(from) ?? byName.get(from)) as RenameIndex;
      carried.set(to, origin);
      return {
        ...origin,
        id: `switch:rename_index:${origin.table}.${from}`,
        index: { ...origin.index, name: from },
        to,
      };
    });
  }

  #push<K extends StepKind>(
    kind: K,
    phase: Phase,
    table: string,
    subject: string,
    rest: Omit<StepOf<K>, 'kind' | 'id' | 'phase' | 'table'>,
  ): void {
    // A step that an earlier run left for later is taken over with its parts: when it runs is said anew.
    this.#steps.push({ ...rest, kind, id: `${phase}:${kind}:${subject}`, phase, table } as unknown as Step);
  }
}
