/** Owns the way from the names that a plan uses back to those that are in the database now. */
import type { Step } from './steps/step.ts';

/** Follows the plan's renames backwards: what is this thing called in the database right now? null: not there yet. */
export class CurrentNames {
  readonly #tables = new Map<string, string | null>();
  readonly #columns = new Map<string, string | null>();

  table(name: string): string | null {
    const known = this.#tables.get(name);
    return known === undefined ? name : known;
  }
  column(table: string, column: string): string | null {
    const known = this.#columns.get(`${table}.${column}`);
    return known === undefined ? column : known;
  }
  /** Call it once a step, in order, after what is asked about the names before it. */
  follow(step: Step): void {
    switch (step.kind) {
      case 'rename_table':
        this.#renameTable(step.table, step.to);
        break;
      case 'rename_column':
        this.#renameColumn(step.table, step.from, step.to);
        break;
      case 'create_table':
      case 'restore_table':
        this.#tables.set(step.table, null);
        break;
      case 'add_column':
      case 'restore_column':
        this.#columns.set(`${step.table}.${step.column.name}`, null);
        break;
      case 'add_shadow':
        // What it will hold comes from the column that is there now.
        this.#columns.set(`${step.table}.${step.shadow.name}`, this.column(step.table, step.column));
        break;
      case 'swap_column':
        this.#renameColumn(step.table, step.column.name, step.heldName);
        this.#renameColumn(step.table, step.takes, step.column.name);
        break;
      default:
    }
  }

  #renameTable(from: string, to: string): void {
    this.#tables.set(to, this.table(from));
    for (const [key, column] of [...this.#columns])
      if (key.startsWith(`${from}.`)) {
        this.#columns.delete(key);
        this.#columns.set(`${to}.${key.slice(from.length + 1)}`, column);
      }
  }
  #renameColumn(table: string, from: string, to: string): void {
    this.#columns.set(`${table}.${to}`, this.column(table, from));
    this.#columns.delete(`${table}.${from}`);
  }
}
