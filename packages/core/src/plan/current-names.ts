/** Owns the way from the names that a plan uses back to those that are in the database now, and from values to values. */
import { isSameJson } from '../policy/protection/same-json.ts';
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import { substitute } from './expression/substitute.ts';
import type { Step } from './steps/step.ts';
import type { ColumnSpec } from './storage/table-spec.ts';

/** Follows the plan's renames backwards: what is this thing called in the database right now? null: not there yet. */
export class CurrentNames {
  readonly #tables = new Map<string, string | null>();
  readonly #columns = new Map<string, string | null>();
  /** What the rows of a column hold by now, from the columns of today. null: only the database can tell. */
  readonly #values = new Map<string, Expression | null>();

  table(name: string): string | null {
    const known = this.#tables.get(name);
    return known === undefined ? name : known;
  }
  column(table: string, column: string): string | null {
    const known = this.#columns.get(`${table}.${column}`);
    return known === undefined ? column : known;
  }
  /** What the rows of a column hold by then, from the columns of today. null: only the database will be able to tell. */
  value(table: string, column: string): Expression | null {
    const known = this.#values.get(`${table}.${column}`);
    return known === undefined ? { op: 'column', name: column } : known;
  }
  /** The same of what is made of the columns of a table. */
  valueOf(table: string, made: Expression): Expression | null {
    const by = new Map<string, Expression>();
    for (const name of columnsOf(made)) {
      const value = this.value(table, name);
      if (value === null) return null;
      by.set(name, value);
    }
    return substitute(made, by);
  }

  /** Call it once a step, in order, after what is asked about the names before it. */
  follow(step: Step): void {
    this.#fill(step);
    switch (step.kind) {
      case 'rename_table':
        this.#renameTable(step.table, step.to);
        break;
      case 'rename_column':
        this.#renameColumn(step.table, step.from, step.to);
        break;
      case 'create_table':
        this.#tables.set(step.table, null);
        break;
      case 'hold_table':
        this.#renameTable(step.table, step.heldName);
        break;
      case 'restore_table':
        this.#renameTable(step.heldName, step.table);
        break;
      case 'add_column':
        this.#columns.set(`${step.table}.${step.column.name}`, null);
        break;
      case 'hold_column':
        this.#renameColumn(step.table, step.column.name, step.heldName);
        break;
      case 'retire_column':
        this.#renameColumn(step.table, step.old.name, step.heldName);
        break;
      case 'restore_column':
        this.#renameColumn(step.table, step.heldName, step.column.name);
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

  #fill(step: Step): void {
    const set = (column: string, value: Expression | null) =>
      this.#values.set(`${step.table}.${column}`, value);
    switch (step.kind) {
      case 'add_column':
        set(step.column.name, startsWith(step.column));
        break;
      case 'add_shadow':
        set(step.shadow.name, this.valueOf(step.table, step.up));
        break;
      case 'change_type':
        set(step.column, this.valueOf(step.table, step.conversion));
        break;
      case 'backfill':
        set(step.column, this.filled(step.table, step.column, step.rows, step.value));
        break;
      case 'prove_not_null':
        if (step.fill !== null) set(step.column, this.filled(step.table, step.column, 'empty', step.fill));
        break;
      default:
    }
  }

  /** What a column holds once its rows, or those of them that are empty, got the value. */
  filled(table: string, column: string, rows: 'empty' | 'stale', value: Expression): Expression | null {
    const made = this.valueOf(table, value);
    if (rows === 'stale' || made === null) return made;
    const held = this.value(table, column);
    if (held === null) return null;
    // What is left is filled with the same once more.
    if (held.op === 'coalesce' && isSameJson(held.values.at(-1), made)) return held;
    return held.op === 'literal' && held.value === null ? made : { op: 'coalesce', values: [held, made] };
  }

  #renameTable(from: string, to: string): void {
    this.#tables.set(to, this.table(from));
    for (const known of [this.#columns, this.#values] as readonly Map<string, unknown>[])
      for (const [key, what] of [...known])
        if (key.startsWith(`${from}.`)) {
          known.delete(key);
          known.set(`${to}.${key.slice(from.length + 1)}`, what);
        }
  }
  #renameColumn(table: string, from: string, to: string): void {
    this.#columns.set(`${table}.${to}`, this.column(table, from));
    this.#columns.delete(`${table}.${from}`);
    this.#values.set(`${table}.${to}`, this.value(table, from));
    this.#values.delete(`${table}.${from}`);
  }
}

function startsWith({ default: given }: ColumnSpec): Expression {
  if (given === null) return { op: 'literal', value: null };
  return given.kind === 'now' ? { op: 'now' } : { op: 'literal', value: given.value };
}
