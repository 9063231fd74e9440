/**
 * Owns what is still to be changed on one table beyond what ALTER can do, while the steps of a chunk are read: which
 * columns get which definition, and what their rows will hold in terms of the table as it stands now.
 */
import type { ColumnSpec, Expression } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import type { ChangedColumn, SqliteAction } from './action.ts';
import { compileExpression } from './compile-expression.ts';
import { columnDefinition } from './create-table.ts';
import { renderColumn } from './render.ts';

export class TableChanges {
  /** The last step of these changes: before it other statements may run, for one a backfill. */
  #stepId: string;
  /** Types of the live columns, before any of these changes. */
  #columnTypes: ColumnTypes;
  readonly #columns = new Map<string, ColumnSpec>();
  readonly #values = new Map<string, Expression>();
  readonly #added = new Set<string>();
  readonly #indexes = new Map<string, SqliteAction>();

  constructor(stepId: string, columnTypes: ColumnTypes) {
    this.#stepId = stepId;
    this.#columnTypes = columnTypes;
  }

  /** These changes are carried out for this step too. */
  joinedBy(stepId: string): this {
    this.#stepId = stepId;
    return this;
  }
  /** The column is defined like this from now on. */
  define(column: ColumnSpec): void {
    this.#columns.set(column.name, column);
  }
  add(column: ColumnSpec): void {
    this.#added.add(column.name);
    this.define(column);
  }
  /** ALTER adds it to the live table. */
  append(column: ColumnSpec): void {
    this.#columnTypes = new Map([...this.#columnTypes, [column.name, column.type]]);
  }
  /** Its rows hold this; columns in it mean their values as changed so far. */
  fill(column: string, value: Expression): void {
    this.#values.set(column, this.#inTermsOfLive(value));
  }
  /** What its rows will hold. A column that is new here holds its default, which SQL cannot name before it is there. */
  valueOf(column: string): Expression | null {
    const value = this.#values.get(column);
    if (value) return value;
    if (!this.#added.has(column)) return { op: 'column', name: column };
    const spec = this.#columns.get(column);
    if (!spec || spec.default === null) return { op: 'literal', value: null };
    return spec.default.kind === 'now' ? { op: 'now' } : { op: 'literal', value: spec.default.value };
  }
  isUntouched(column: string): boolean {
    return !this.#added.has(column) && !this.#values.has(column);
  }

  /** The live rows are not what they will be: a column is still to be added or to be filled. */
  get touchesRows(): boolean {
    return this.#added.size > 0 || this.#values.size > 0;
  }

  /** The live column was renamed meanwhile. @returns false when these changes must be carried out before that */
  rename(from: string, to: string): boolean {
    if (this.#added.has(from) || this.#indexes.size > 0) return false;
    const column = this.#columns.get(from);
    this.#columns.delete(from);
    if (column) this.#columns.set(to, { ...column, name: to });
    for (const [name, value] of [...this.#values]) {
      this.#values.delete(name);
      this.#values.set(name === from ? to : name, renamed(value, from, to));
    }
    this.#columnTypes = new Map(
      [...this.#columnTypes].map(([name, type]) => [name === from ? to : name, type]),
    );
    return true;
  }

  index(name: string, create: SqliteAction): void {
    this.#indexes.set(name, create);
  }
  /** @returns true when the index was only waiting to be created */
  forgetIndex(name: string): boolean {
    return this.#indexes.delete(name);
  }
  get hasIndexes(): boolean {
    return this.#indexes.size > 0;
  }

  actions(table: string): readonly SqliteAction[] {
    const columns = [...this.#columns].map(([name, column]): ChangedColumn => {
      const value = this.#values.get(name);
      return {
        name,
        definition: columnDefinition(column),
        reads: renderColumn(column),
        value: value ? compileExpression(value, column.type, this.#columnTypes) : null,
        added: this.#added.has(name),
      };
    });
    // The rows of a new column are to hold its default, as if it had been there when they were written.
    const keepsRows = columns.every(
      ({ value, added, reads }) => value === null && !(added && reads.default !== null),
    );
    const kind = keepsRows ? 'redefine_columns' : 'rebuild';
    return [{ kind, stepId: this.#stepId, table, columns }, ...this.#indexes.values()];
  }

  #inTermsOfLive(value: Expression): Expression {
    switch (value.op) {
      case 'column':
        return this.valueOf(value.name) ?? value;
      case 'cast':
      case 'json_array':
      case 'json_first':
        return { ...value, value: this.#inTermsOfLive(value.value) };
      case 'coalesce':
        return { ...value, values: value.values.map((inner) => this.#inTermsOfLive(inner)) };
      default:
        return value;
    }
  }
}

function renamed(value: Expression, from: string, to: string): Expression {
  switch (value.op) {
    case 'column':
      return value.name === from ? { op: 'column', name: to } : value;
    case 'cast':
    case 'json_array':
    case 'json_first':
      return { ...value, value: renamed(value.value, from, to) };
    case 'coalesce':
      return { ...value, values: value.values.map((inner) => renamed(inner, from, to)) };
    default:
      return value;
  }
}
