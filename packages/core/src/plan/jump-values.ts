/**
 * Owns how the values of a jump between two versions come about: every conversion on its way put into the ones after it,
 * so that a production which skips five versions gets what it would have got one by one. The way back is the same walk
 * over the inverted facts.
 */
import { parseKey } from '../metadata/ref.ts';
import type { AuthoredExpression } from './expression/authored-expression.ts';
import { bindExpression } from './expression/bind-expression.ts';
import type { Expression } from './expression/expression.ts';
import type { ExpressionProblem } from './expression/expression-problem.ts';
import { inverseOf } from './expression/inverse-of.ts';
import { columnsOf } from './expression/operands.ts';
import { substitute } from './expression/substitute.ts';
import { typeOf } from './expression/type-of.ts';
import { columnAtEnd } from './fact-trace.ts';
import type { DirectedConversion, DirectedFact } from './jump-facts.ts';
import { conversionBetween, sameType } from './steps/type-conversion.ts';
import type { ColumnSpec, ColumnType, SchemaState, TableSpec } from './storage/table-spec.ts';

/** By table, then by column in the target: expressions over the columns of the base, under their names there. */
export type StatedValues = ReadonlyMap<string, ReadonlyMap<string, Expression>>;

export interface JumpProblem extends ExpressionProblem {
  readonly table: string;
  readonly column: string;
}

export interface JumpValues {
  /** Only what the facts speak of: any other column keeps its values, or takes its default. */
  readonly values: StatedValues;
  /** Of facts that mean nothing for the columns that are there. */
  readonly problems: readonly JumpProblem[];
}

/** @param tableOf object name → table name */
export function jumpValuesOf(
  facts: readonly DirectedFact[],
  before: SchemaState,
  after: SchemaState,
  tableOf: (objectName: string) => string,
): JumpValues {
  const walks = new Map([...before].map(([name, table]) => [name, new TableWalk(table)]));
  for (const [at, fact] of facts.entries()) {
    if (!fact.ref.startsWith('object/')) continue;
    if (fact.kind === 'item') {
      const walk = walks.get(tableOf(fact.from));
      walks.delete(tableOf(fact.from));
      // What the base has not takes the name all the same.
      if (walk) walks.set(tableOf(fact.to), walk);
      else walks.delete(tableOf(fact.to));
    } else {
      const name = tableOf(parseKey(fact.ref).name);
      const walk = walks.get(name);
      if (fact.kind === 'end') {
        if (fact.field === null) walks.delete(name);
        else walk?.end(fact.field);
      } else if (fact.kind === 'conversion')
        walk?.convert(fact, name, (field) => columnIn(after, facts.slice(at + 1), name, field, tableOf));
      else walk?.rename(fact.from, fact.to);
    }
  }
  const values = new Map<string, ReadonlyMap<string, Expression>>();
  const problems: JumpProblem[] = [];
  for (const [name, walk] of walks) {
    const wanted = after.get(name);
    if (!wanted) continue;
    const columns = walk.converted(wanted);
    if (columns.length > 0) values.set(name, new Map(columns));
    problems.push(...walk.problems);
  }
  return { values, problems };
}

/** What a field of the moment is in the target, whatever is called so there. */
function columnIn(
  after: SchemaState,
  rest: readonly DirectedFact[],
  table: string,
  field: string,
  tableOf: (objectName: string) => string,
): ColumnSpec | undefined {
  const end = columnAtEnd(rest, table, field, tableOf);
  return end === null ? undefined : after.get(end.table)?.columns.find(({ name }) => name === end.column);
}

interface Value {
  readonly expression: Expression;
  readonly type: ColumnType;
}

type Target = (field: string) => ColumnSpec | undefined;

const TEXT: ColumnType = { kind: 'text' };
const LIST: ColumnType = { kind: 'json' };

/** One table on its way: what is under each name of the moment, in terms of the columns that it began with. */
class TableWalk {
  readonly problems: JumpProblem[] = [];
  readonly #values: Map<string, Value>;
  readonly #converted = new Set<string>();

  constructor({ columns }: TableSpec) {
    this.#values = new Map(
      columns.map(({ name, type }) => [name, { expression: { op: 'column', name }, type }]),
    );
  }

  rename(from: string, to: string): void {
    const value = this.#values.get(from);
    if (value === undefined) {
      this.end(to);
      return;
    }
    this.#values.delete(from);
    this.#values.set(to, value);
    // What the name meant before is gone, with what was said of it.
    if (this.#converted.delete(from)) this.#converted.add(to);
    else this.#converted.delete(to);
  }

  end(field: string): void {
    this.#values.delete(field);
    this.#converted.delete(field);
  }

  /** @param target what becomes of a field of the moment */
  convert({ field, value, back }: DirectedConversion, table: string, target: Target): void {
    const made =
      value === undefined ? this.#kept(field, back, target(field)) : this.#made(value, target, table, field);
    if (made === null) return;
    this.#values.set(field, made);
    this.#converted.add(field);
  }

  /** Each in the type of its column. */
  converted({ columns }: TableSpec): readonly (readonly [string, Expression])[] {
    return columns.flatMap(({ name, type }) => {
      const value = this.#values.get(name);
      if (!value || !this.#converted.has(name)) return [];
      return [[name, inType(value, type).expression] as const];
    });
  }

  #made(authored: AuthoredExpression, target: Target, table: string, column: string): Value | null {
    const values = new Map(this.#values);
    // What the base has not yet holds its default, where it has one by then.
    for (const name of columnsOf(authored)) if (!values.has(name)) values.set(name, defaultOf(target(name)));
    const wanted = target(column)?.type;
    const bound = bindIn(authored, values, wanted);
    if ('expression' in bound) return bound;
    // Between the two versions a column may have got its type of now without a word: it is read in that one.
    for (const [name, value] of values) {
      const type = target(name)?.type;
      if (type) values.set(name, inType(value, type));
    }
    const again = bindIn(authored, values, wanted);
    if ('expression' in again) return again;
    this.problems.push(...bound.problems.map((problem) => ({ ...problem, table, column })));
    return null;
  }

  /** Nobody wrote down the way back: it follows from the way there, or the value stays what it is. */
  #kept(field: string, there: AuthoredExpression | undefined, wanted: ColumnSpec | undefined): Value | null {
    const now = this.#values.get(field);
    if (!now || there === undefined) return now ?? null;
    const reads = columnsOf(there);
    if (reads.length !== 1 || reads[0] !== field) return now;
    const type = wanted?.type ?? now.type;
    const bound = bindExpression(there, new Map([[field, type]]), now.type);
    const back = 'expression' in bound ? inverseOf(bound.expression, field) : null;
    if (back === null) return now;
    return { expression: substitute(back, new Map([[field, now.expression]])), type };
  }
}

/** @param wanted the type of the column in the end; what is converted again after this is taken as it comes */
function bindIn(
  authored: AuthoredExpression,
  values: ReadonlyMap<string, Value>,
  wanted: ColumnType | undefined,
): Value | { readonly problems: readonly ExpressionProblem[] } {
  const columns = new Map([...values].map(([name, { type }]) => [name, type]));
  const by = new Map([...values].map(([name, { expression }]) => [name, expression]));
  const targets = wanted ? [wanted] : [TEXT, LIST];
  const tries = targets.map((target) => bindExpression(authored, columns, target));
  const bound = tries.find((one) => 'expression' in one);
  if (!bound) return tries[0] as { readonly problems: readonly ExpressionProblem[] };
  const { expression } = bound as { readonly expression: Expression };
  return {
    expression: withoutNothing(substitute(expression, by)),
    type: wanted ?? typeOf(expression, columns),
  };
}

/** A column that the base has not is nothing, and nothing is no candidate. */
function withoutNothing(expression: Expression): Expression {
  if (expression.op !== 'coalesce') return expression;
  const values = expression.values.filter((value) => value.op !== 'literal' || value.value !== null);
  const [first, second] = values;
  return first && !second ? first : { ...expression, values };
}

function inType({ expression, type }: Value, wanted: ColumnType): Value {
  if (sameType(type, wanted)) return { expression, type };
  const converted = conversionBetween('value', type, wanted);
  return { expression: substitute(converted, new Map([['value', expression]])), type: wanted };
}

function defaultOf(column: ColumnSpec | undefined): Value {
  const type = column?.type ?? TEXT;
  const value = column?.default ?? null;
  if (value?.kind === 'now') return { expression: { op: 'now' }, type };
  return { expression: { op: 'literal', value: value?.value ?? null }, type };
}
