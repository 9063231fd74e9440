/**
 * Owns what MariaDB is known to refuse of a plan before its first statement, not only when the server does: the steps are
 * gone through on the tables as they are, each under the names that it finds.
 */
import {
  AuthoringError,
  applyStep,
  type SchemaState,
  type Step,
  stepTitle,
} from '@objectstack/metadata-authoring';
import { asksWhoPointsAt, type Hindrance, hindranceOf } from './alter-hindrances.ts';
import type { ObservedClient } from './observed-client.ts';
import { type Altering, isAltering, isSmall } from './online-alter.ts';
import { readTableStates, type TableState } from './table-state.ts';

/**
 * Reads only. MySQL has other rules, which nobody measured.
 * @param before the tables as metadata knows them, all of them
 * @returns ONLINE_REFUSED a table and thing: where it would be copied, only if it has too many rows for that
 */
export async function refusedOnline(
  client: ObservedClient,
  steps: readonly Step[],
  before: SchemaState,
): Promise<readonly AuthoringError[]> {
  if (!client.fromMariaDb) return [];
  const altered = new Names();
  const tables = new Set<string>();
  const asked: Altering[] = [];
  for (const step of steps) {
    const live = altered.liveTable(step.table);
    if (isAltering(step) && live !== null) {
      asked.push(step);
      tables.add(step.kind === 'restore_table' ? step.heldName : live);
    }
    altered.follow(step);
  }
  if (tables.size === 0) return [];
  const states = await readTableStates(client, [...tables], { pointedAt: asked.some(asksWhoPointsAt) });
  const refused: AuthoringError[] = [];
  for (const found of hindrances(steps, before, states)) {
    if (!found.hindrance.always && (await isSmall(client, found.live))) continue;
    refused.push(refusal(found));
  }
  return refused;
}

interface Found {
  /** Its name today. */
  readonly live: string;
  /** By which the steps know it. */
  readonly table: string;
  readonly hindrance: Hindrance;
  readonly steps: Step[];
}

function hindrances(
  steps: readonly Step[],
  before: SchemaState,
  states: ReadonlyMap<string, TableState>,
): readonly Found[] {
  const tables = new Map(before);
  const names = new Names();
  const found = new Map<string, Found>();
  for (const step of steps) {
    const live = names.liveTable(step.table);
    if (isAltering(step) && live !== null) {
      const hindrance = hindranceOf(step, {
        name: live,
        state: states.get(live),
        spec: tables.get(step.table),
        specToday: before.get(live),
        today: (column) => names.liveColumn(live, column),
      });
      if (hindrance) {
        const key = JSON.stringify([live, hindrance.thing]);
        const known = found.get(key) ?? { live, table: step.table, hindrance, steps: [] };
        known.steps.push(step);
        found.set(key, known);
      }
    }
    names.follow(step);
    applyStep(tables, step);
  }
  return [...found.values()];
}

function refusal({ table, hindrance, steps }: Found): AuthoringError {
  const { always, thing, details, wayOn } = hindrance;
  const what = steps.map((step) => stepTitle(step.id)).join('; ');
  const message = always
    ? `MariaDB does not change table '${table}' like this, because of ${thing}: ${what}`
    : `MariaDB would copy table '${table}' while nobody can write it, because of ${thing}: ${what}`;
  return new AuthoringError('ONLINE_REFUSED', message, {
    details: { table, ...details, steps: steps.map(({ id }) => id) },
    suggestion: `nothing was executed: ${wayOn}`,
  });
}

/** What tables and columns are called today, by the names that steps have given them since. */
class Names {
  readonly #tables = new Map<string, string | null>();
  readonly #columns = new Map<string, Map<string, string | null>>();

  /** null: it is not there today. */
  liveTable(name: string): string | null {
    const known = this.#tables.get(name);
    return known === undefined ? name : known;
  }

  /** @param table by its name of today */
  liveColumn(table: string, name: string): string | null {
    const known = this.#columns.get(table)?.get(name);
    return known === undefined ? name : known;
  }

  follow(step: Step): void {
    switch (step.kind) {
      case 'create_table':
        this.#tables.set(step.table, null);
        return;
      case 'rename_table':
        this.#moveTable(step.table, step.to);
        return;
      case 'hold_table':
        this.#moveTable(step.table, step.heldName);
        return;
      case 'restore_table':
        this.#moveTable(step.heldName, step.table);
        return;
      case 'add_column':
        this.#setColumn(step, step.column.name, null);
        return;
      case 'add_shadow':
        this.#setColumn(step, step.shadow.name, null);
        return;
      case 'rename_column':
        this.#moveColumns(step, [step.from, step.to]);
        return;
      case 'hold_column':
        this.#moveColumns(step, [step.column.name, step.heldName]);
        return;
      case 'restore_column':
        this.#moveColumns(step, [step.heldName, step.column.name]);
        return;
      case 'retire_column':
        this.#moveColumns(step, [step.old.name, step.heldName]);
        return;
      case 'swap_column':
        this.#moveColumns(step, [step.column.name, step.heldName], [step.takes, step.column.name]);
        return;
      default:
        return;
    }
  }

  #moveTable(from: string, to: string): void {
    const live = this.liveTable(from);
    this.#tables.set(from, null);
    this.#tables.set(to, live);
  }

  #setColumn({ table }: Step, column: string, today: string | null): void {
    const live = this.liveTable(table);
    if (live === null) return;
    const columns = this.#columns.get(live) ?? new Map<string, string | null>();
    this.#columns.set(live, columns.set(column, today));
  }

  /** At once: one may take the name that another one gives up. */
  #moveColumns(step: Step, ...moves: readonly (readonly [from: string, to: string])[]): void {
    const live = this.liveTable(step.table);
    if (live === null) return;
    const found = moves.map(([from, to]) => [from, to, this.liveColumn(live, from)] as const);
    for (const [from] of found) this.#setColumn(step, from, null);
    for (const [, to, today] of found) this.#setColumn(step, to, today);
  }
}
