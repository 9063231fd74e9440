/**
 * Owns what a step is expected to cost on one engine: which rows it reads, writes or copies, for how long, and who waits
 * meanwhile. An estimate for people: nothing decides by it. The forms are those of online-form.ts and of the dialects,
 * measured in packages/sql/tests/capabilities.test.ts.
 */
import { assertNever } from '../error.ts';
import type { Engine } from '../ports/environment.ts';
import type { TableFacts } from '../ports/target-database.ts';
import { CurrentNames } from './current-names.ts';
import { typeChangeForm, watchesRows } from './online-form.ts';
import { lockClassOf } from './steps/index.ts';
import type { LockClass, Step } from './steps/step.ts';
import { keepsValuesThatFit } from './steps/type-conversion.ts';

/** catalog: no row is touched. reads, index: every row is read. batches: rows are written, few at a time. copy: all of the table is written anew. */
export type StepWork = 'catalog' | 'reads' | 'index' | 'batches' | 'copy';

/** Whose statements on the table do not get through while the step is at work. */
export type Waiting = 'nobody' | 'writers' | 'everybody';

export interface StepCost {
  readonly stepId: string;
  /** As it is called now. */
  readonly table: string;
  readonly work: StepWork;
  readonly rows: number;
  readonly lockClass: LockClass;
  readonly waiting: Waiting;
  /** Expected, of the whole step. */
  readonly seconds: number;
  /** Expected, of the longest time for which somebody waits; what only looks at the catalog takes a moment and is 0. */
  readonly heldSeconds: number;
}

/**
 * Rows a second, rounded down from what `npm run bench:online` measured on 1,000,000 rows (bench/README.md): batches from
 * to-text by ours, copy from to-text by hand, index from the index; a bare read is never slower than that.
 */
const ROWS_A_SECOND: Readonly<Record<Engine, Readonly<Record<Exclude<StepWork, 'catalog'>, number>>>> = {
  sqlite: { batches: 120_000, copy: 160_000, index: 120_000, reads: 1_700_000 },
  postgres: { batches: 38_000, copy: 340_000, index: 700_000, reads: 700_000 },
  mysql: { batches: 22_000, copy: 110_000, index: 280_000, reads: 280_000 },
};

/** Writers wait for one batch, which is sized to take this long (sql/src/environment/batch-size.ts). */
const BATCH_SECONDS = 0.015;
const WATCH_BATCH_SECONDS = 0.025;
/** Where an index grows in batches, too. */
const INDEX_BATCH_SECONDS: Readonly<Partial<Record<Engine, number>>> = { sqlite: 0.025 };

/** @param facts of the tables that are there, by name */
export function stepCosts(
  steps: readonly Step[],
  engine: Engine,
  facts: ReadonlyMap<string, TableFacts>,
): readonly StepCost[] {
  const names = new CurrentNames();
  return steps.map((step) => {
    const table = tableOf(step, names);
    names.follow(step);
    const { work, waiting } = workOf(step, engine);
    // A table that the plan makes has no rows yet.
    const rows = work === 'catalog' || table === null ? 0 : (facts.get(table)?.rows ?? 0);
    const seconds = work === 'catalog' ? 0 : rows / ROWS_A_SECOND[engine][work];
    const batchSeconds = batchSecondsOf(step, work, engine);
    const heldSeconds = waiting === 'nobody' ? 0 : (batchSeconds ?? seconds);
    return {
      stepId: step.id,
      table: table ?? step.table,
      work,
      rows,
      lockClass: lockClassOf(step),
      waiting,
      seconds,
      heldSeconds: Math.min(heldSeconds, seconds),
    };
  });
}

/** undefined: it does not go through the rows in batches. */
function batchSecondsOf(step: Step, work: StepWork, engine: Engine): number | undefined {
  if (work === 'batches') return BATCH_SECONDS;
  if (step.kind === 'watch_rows') return WATCH_BATCH_SECONDS;
  return work === 'index' && step.phase === 'expand' ? INDEX_BATCH_SECONDS[engine] : undefined;
}

function tableOf(step: Step, names: CurrentNames): string | null {
  return names.table(step.kind === 'restore_table' ? step.heldName : step.table);
}

interface Work {
  readonly work: StepWork;
  readonly waiting: Waiting;
}

const CATALOG: Work = { work: 'catalog', waiting: 'nobody' };

function workOf(step: Step, engine: Engine): Work {
  switch (step.kind) {
    case 'create_table':
    case 'rename_table':
    case 'create_view':
    case 'drop_view':
    case 'hold_table':
    case 'purge_table':
    case 'add_column':
    case 'rename_column':
    case 'restore_column':
    case 'set_default':
    case 'retire_choices':
    case 'retarget_reference':
    case 'add_shadow':
    case 'drop_shadow':
    case 'swap_column':
    case 'turn_sync':
    case 'retire_column':
    case 'end_sync':
    case 'follow_column':
    case 'unfollow_column':
    case 'restore_sync':
    case 'drop_index':
    case 'rename_index':
    case 'unwatch_rows':
      return CATALOG;
    case 'restore_table':
      // Nobody reads a table that is held.
      return step.spec.indexes.length === 0 ? CATALOG : { work: 'index', waiting: 'nobody' };
    case 'backfill':
      return step.phase === 'expand'
        ? { work: 'batches', waiting: 'writers' }
        : { work: 'copy', waiting: 'writers' };
    case 'watch_rows':
      return { work: 'reads', waiting: 'writers' };
    case 'prove_not_null':
      if (watchesRows(engine) || (engine === 'mysql' && step.fill === null)) return CATALOG;
      return { work: 'reads', waiting: 'nobody' };
    case 'check_shadow':
      return watchesRows(engine) ? CATALOG : { work: 'reads', waiting: 'nobody' };
    case 'set_not_null':
      if (step.proof !== undefined) return CATALOG;
      if (engine === 'mysql') return { work: 'copy', waiting: 'writers' };
      return { work: 'reads', waiting: engine === 'postgres' ? 'everybody' : 'writers' };
    case 'drop_not_null':
      // The server copies the rows while others write.
      return engine === 'mysql' ? { work: 'copy', waiting: 'nobody' } : CATALOG;
    case 'hold_column':
      return engine === 'mysql' && step.column.notNull ? { work: 'copy', waiting: 'nobody' } : CATALOG;
    case 'purge_column':
      return engine === 'sqlite' ? { work: 'copy', waiting: 'writers' } : CATALOG;
    case 'create_index':
      return { work: 'index', waiting: engine === 'sqlite' ? 'writers' : 'nobody' };
    case 'change_type':
      if (step.lossless && typeChangeForm(engine, step.from, step.to) === 'in_place') return CATALOG;
      if (engine === 'sqlite')
        return keepsValuesThatFit(step.from, step.to) ? CATALOG : { work: 'copy', waiting: 'writers' };
      return { work: 'copy', waiting: step.lossless ? 'writers' : 'everybody' };
    default:
      return assertNever(step, 'step');
  }
}
