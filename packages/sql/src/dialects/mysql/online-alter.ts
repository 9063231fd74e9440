/**
 * Owns how an ALTER TABLE says what it may cost: each names its ALGORITHM and its LOCK, so that where the server would
 * copy a table while nobody can write it there is an error and no stall. What a table's state refuses (1845, 1846) is
 * tried in the next way, in this order. A copy is among them only where a hazard of the step says that writers may wait,
 * or where it takes less time than a lock may: MariaDB copies whatever it changes beside a key that it keeps as a hash.
 */
import { assertNever, LIMITS, type Step, type StepOf } from '@objectstack/metadata-authoring';
import { isAlterRefused } from './errors.ts';
import type { ObservedClient } from './observed-client.ts';
import { quoteName } from './quote.ts';

/** The catalog alone changes. LOCK cannot be named beside it on MySQL. */
const INSTANT = 'ALGORITHM=INSTANT';
/** Rows are read or written anew beside writers, who wait for the moment of its end. */
const BESIDE_WRITERS = 'ALGORITHM=INPLACE, LOCK=NONE';
/** Writers wait for all of it. */
export const COPY = 'ALGORITHM=COPY, LOCK=SHARED';

export type Altering = StepOf<
  | 'rename_table'
  | 'hold_table'
  | 'restore_table'
  | 'add_column'
  | 'rename_column'
  | 'change_type'
  | 'set_not_null'
  | 'drop_not_null'
  | 'set_default'
  | 'hold_column'
  | 'restore_column'
  | 'purge_column'
  | 'add_shadow'
  | 'drop_shadow'
  | 'swap_column'
  | 'turn_sync'
  | 'retire_column'
  | 'create_index'
  | 'drop_index'
  | 'rename_index'
>;

const ALTERING: Readonly<Record<Altering['kind'], true>> = {
  rename_table: true,
  hold_table: true,
  restore_table: true,
  add_column: true,
  rename_column: true,
  change_type: true,
  set_not_null: true,
  drop_not_null: true,
  set_default: true,
  hold_column: true,
  restore_column: true,
  purge_column: true,
  add_shadow: true,
  drop_shadow: true,
  swap_column: true,
  turn_sync: true,
  retire_column: true,
  create_index: true,
  drop_index: true,
  rename_index: true,
};

export function isAltering(step: Step): step is Altering {
  return step.kind in ALTERING;
}

/** An ALTER TABLE without its end, and the ways to end it, the cheapest one first. */
export interface Alter {
  readonly table: string;
  readonly sql: string;
  readonly ways: readonly string[];
}

export function waysOf(step: Altering): readonly string[] {
  switch (step.kind) {
    case 'rename_table':
    case 'hold_table':
      return [INSTANT];
    case 'restore_table':
      // Nobody works on a table that is held.
      return [INSTANT, BESIDE_WRITERS, COPY];
    case 'add_column':
      return step.column.default?.kind === 'now'
        ? [INSTANT, BESIDE_WRITERS, COPY]
        : [INSTANT, BESIDE_WRITERS];
    case 'set_not_null':
    case 'create_index':
      return [BESIDE_WRITERS, COPY];
    case 'change_type':
      return [INSTANT, BESIDE_WRITERS, COPY];
    case 'drop_index':
      return [BESIDE_WRITERS];
    case 'rename_column':
    case 'drop_not_null':
    case 'set_default':
    case 'hold_column':
    case 'restore_column':
    case 'purge_column':
    case 'add_shadow':
    case 'drop_shadow':
    case 'swap_column':
    case 'turn_sync':
    case 'retire_column':
    case 'rename_index':
      return [INSTANT, BESIDE_WRITERS];
    default:
      return assertNever(step, 'step');
  }
}

/** As people read it: what is sent first, and what then. */
export function alterText({ sql, ways: [first, ...others] }: Pick<Alter, 'sql' | 'ways'>): string {
  return `${sql}, ${[first, ...others].join(' -- else ')}`;
}

/** A way that is refused leaves nothing: the server looks before it begins. @throws what the last one is refused with */
export async function performAlter(
  client: ObservedClient,
  { table, sql, ways }: Alter,
  run: (sql: string) => Promise<void>,
): Promise<void> {
  let refused: unknown;
  for (const way of ways) {
    try {
      return await run(`${sql}, ${way}`);
    } catch (error) {
      if (!isAlterRefused(error)) throw error;
      refused = error;
    }
  }
  if (!(await isSmall(client, table))) throw refused;
  await run(`${sql}, ${COPY}`);
}

/** Whether a copy of it takes no longer than a lock may. */
export async function isSmall(client: ObservedClient, table: string): Promise<boolean> {
  const most = LIMITS.copied_rows;
  const [row] = await client.query<[number]>(
    `SELECT count(*) FROM (SELECT 1 FROM ${quoteName(table)} LIMIT ${most + 1}) AS some`,
  );
  return row !== undefined && Number(row[0]) <= most;
}
