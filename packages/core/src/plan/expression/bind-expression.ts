/**
 * Owns what an author's expression means for the columns that are there: every name is a column, every operand has the
 * type of its op, and what comes out is a value of the target. All problems come at once.
 */
import { LIMITS } from '../../limits.ts';
import { nearestName } from '../../validate/near-name.ts';
import type { ColumnType } from '../storage/table-spec.ts';
import type { AuthoredExpression, Scalar } from './authored-expression.ts';
import { bindLiteral, TYPE_NAMES } from './bind-literal.ts';
import { CAST_TYPES, castsTo, isCharacters, isSame } from './cast-rules.ts';
import type { Expression, MapCase } from './expression.ts';
import type { ExpressionProblem } from './expression-problem.ts';
import { operandsOf } from './operands.ts';

export type BoundExpression =
  | { readonly expression: Expression }
  | { readonly problems: readonly ExpressionProblem[] };

/**
 * @param authored as `parseExpression` gave it
 * @param columns of the row that it reads
 * @param target what takes the value: another type is cast to it where a cast is well defined
 */
export function bindExpression(
  authored: AuthoredExpression,
  columns: ReadonlyMap<string, ColumnType>,
  target: ColumnType,
): BoundExpression {
  const binder = new Binder(columns);
  const expression = binder.bindAs(authored, [], target);
  if (expression === null) return { problems: binder.problems };
  if (conversionsIn(expression) <= LIMITS.expression_conversions) return { expression };
  const problem = {
    path: '',
    op: expression.op,
    message: `converts a value more than ${LIMITS.expression_conversions} times`,
    suggestion: 'take casts back that cancel each other out, or put the cases of maps into one map',
  };
  return { problems: [problem] };
}

/** On the longest way from a column to the whole, with casts that nobody wrote. */
function conversionsIn(expression: Expression): number {
  const inside = operandsOf(expression).map(conversionsIn);
  return Math.max(0, ...inside) + (expression.op === 'cast' || expression.op === 'map_items' ? 1 : 0);
}

type Path = readonly (string | number)[];
type Node = Exclude<AuthoredExpression, Scalar>;
type NodeOf<K extends Node['op']> = Extract<Node, { op: K }>;

/** With `constant` the value is the same in every row. */
interface Bound {
  readonly expression: Expression;
  readonly type: ColumnType;
  readonly constant: boolean;
}

const TEXT: ColumnType = { kind: 'text' };
const FLOAT: ColumnType = { kind: 'float' };
const JSON_LIST: ColumnType = { kind: 'json' };

class Binder {
  readonly problems: ExpressionProblem[] = [];
  readonly #columns: ReadonlyMap<string, ColumnType>;

  constructor(columns: ReadonlyMap<string, ColumnType>) {
    this.#columns = columns;
  }

  /** As a value of the type. null: there is a problem. */
  bindAs(node: AuthoredExpression, path: Path, type: ColumnType): Expression | null {
    const scalar = scalarOf(node);
    if (scalar !== undefined && (type.kind !== 'json' || scalar === null))
      return this.#literal(scalar, path, type);
    const bound = this.#bind(node, path, type);
    return bound && this.#convert(bound, path, node, type);
  }

  #convert(bound: Bound, path: Path, node: AuthoredExpression, type: ColumnType): Expression | null {
    const { expression: value, type: from } = bound;
    if (isSame(from, type)) return value;
    if (type.kind === 'json') return { op: 'json_array', value };
    if (castsTo(from, type)) return { op: 'cast', value, from, to: type };
    return this.#problem(
      path,
      node,
      `gives a ${TYPE_NAMES[from.kind]}, where a ${TYPE_NAMES[type.kind]} is needed`,
      from.kind === 'json'
        ? 'take an item of the list with json_first'
        : 'take another column, or map its values with map',
    );
  }

  /** @param expected the type that suits the place best; null: any */
  #bind(node: AuthoredExpression, path: Path, expected: ColumnType | null): Bound | null {
    const scalar = scalarOf(node);
    if (scalar !== undefined) {
      const kind = typeof scalar;
      const type: ColumnType = kind === 'number' ? FLOAT : kind === 'boolean' ? { kind: 'boolean' } : TEXT;
      return { expression: { op: 'literal', value: scalar }, type, constant: true };
    }
    const { op } = node as Node;
    switch (op) {
      case 'column':
        return this.#column(node as NodeOf<'column'>, path);
      case 'now': {
        const kind = expected?.kind === 'date' || expected?.kind === 'time' ? expected.kind : 'datetime';
        return { expression: { op: 'now' }, type: { kind }, constant: false };
      }
      case 'cast':
        return this.#cast(node as NodeOf<'cast'>, path);
      case 'coalesce':
        return this.#coalesce(node as NodeOf<'coalesce'>, path, expected);
      case 'concat':
        return this.#concat(node as NodeOf<'concat'>, path);
      case 'substring':
        return this.#substring(node as NodeOf<'substring'>, path);
      case 'map':
        return this.#map(node as NodeOf<'map'>, path, expected);
      case 'map_items':
        return this.#mapItems(node as NodeOf<'map_items'>, path);
      case 'arithmetic':
        return this.#arithmetic(node as NodeOf<'arithmetic'>, path);
      case 'json_array':
        return this.#jsonArray(node as NodeOf<'json_array'>, path);
      default:
        return this.#jsonFirst(node as NodeOf<'json_first'>, path);
    }
  }

  #column(node: NodeOf<'column'>, path: Path): Bound | null {
    const { name } = node;
    const type = this.#columns.get(name);
    if (type) return { expression: { op: 'column', name }, type, constant: false };
    const near = nearestName(name, this.#columns.keys());
    return this.#problem(
      path,
      node,
      `there is no column '${name}'`,
      near ? `did you mean '${near}'?` : `take one of ${[...this.#columns.keys()].join(', ')}`,
    );
  }

  #cast(node: NodeOf<'cast'>, path: Path): Bound | null {
    const inner = this.#varying(node, path, null);
    if (!inner) return null;
    const type = CAST_TYPES[node.to];
    if (isSame(inner.type, type)) return inner;
    if (inner.type.kind === 'json')
      return this.#problem(path, node, 'a list does not cast', 'take an item of it with json_first first');
    if (!castsTo(inner.type, type))
      return this.#problem(
        path,
        node,
        `a ${TYPE_NAMES[inner.type.kind]} does not cast to ${node.to}`,
        'cast to text, or map its values with map',
      );
    return {
      expression: { op: 'cast', value: inner.expression, from: inner.type, to: type },
      type,
      constant: false,
    };
  }

  #coalesce({ values }: NodeOf<'coalesce'>, path: Path, expected: ColumnType | null): Bound | null {
    const at = (index: number) => [...path, 'values', index];
    const type = expected ?? this.#commonType(values, path);
    const bound = values.map((value, index) => this.bindAs(value, at(index), type));
    if (bound.includes(null)) return null;
    const present = (bound as Expression[]).filter((value) => !isLiteral(value) || value.value !== null);
    // Nothing behind a constant is ever asked for.
    const end = present.findIndex(isLiteral);
    const asked = end < 0 ? present : present.slice(0, end + 1);
    const [first = { op: 'literal', value: null } as const] = asked;
    return {
      expression: asked.length > 1 ? { op: 'coalesce', values: asked } : first,
      type,
      constant: asked.every(isLiteral),
    };
  }

  /** That of the first value that is no constant, else of the first constant. Problems of it are told later. */
  #commonType(values: readonly AuthoredExpression[], path: Path): ColumnType {
    const silent = new Binder(this.#columns);
    const bound = values.map((value) => silent.#bind(value, path, null)).filter((value) => value !== null);
    const type = (bound.find(({ constant }) => !constant) ?? bound[0])?.type ?? TEXT;
    return isCharacters(type) ? TEXT : type;
  }

  #concat({ values }: NodeOf<'concat'>, path: Path): Bound | null {
    const bound = values.map((value, index) => this.bindAs(value, [...path, 'values', index], TEXT));
    if (bound.includes(null)) return null;
    const parts = (bound as Expression[]).filter((value) => !isLiteral(value) || value.value !== null);
    if (!parts.every(isLiteral))
      return { expression: { op: 'concat', values: parts }, type: TEXT, constant: false };
    const text = parts.map(({ value }) => value).join('');
    return {
      expression: { op: 'literal', value: parts.length === 0 ? null : text },
      type: TEXT,
      constant: true,
    };
  }

  #substring(node: NodeOf<'substring'>, path: Path): Bound | null {
    const inner = this.#varying(node, path, TEXT);
    if (!inner) return null;
    if (!isCharacters(inner.type))
      return this.#problem(
        path,
        node,
        `takes a part of a text, not of a ${TYPE_NAMES[inner.type.kind]}`,
        'cast it to text first',
      );
    const { start, length = null } = node;
    const expression = { op: 'substring', value: inner.expression, start, length } as const;
    return { expression, type: TEXT, constant: false };
  }

  #map(node: NodeOf<'map'>, path: Path, expected: ColumnType | null): Bound | null {
    const inner = this.#varying(node, path, null);
    if (!inner) return null;
    if (inner.type.kind === 'json')
      return this.#problem(
        path,
        node,
        'maps single values, not a list',
        'map the items of a list with map_items',
      );
    const keeps = node.otherwise === undefined || node.otherwise === 'keep';
    const kept = isCharacters(inner.type) ? TEXT : inner.type;
    const hint = expected?.kind === 'json' ? null : expected;
    const type = keeps
      ? hint && isSame(hint, kept)
        ? hint
        : kept
      : (hint ?? this.#commonType([node.otherwise ?? null, ...node.cases.map(({ to }) => to)], path));
    const otherwise = keeps ? 'keep' : this.bindAs(node.otherwise ?? null, [...path, 'otherwise'], type);
    const cases = this.#cases(node, path, kept, type);
    if (otherwise === null || cases === null) return null;
    const expression = {
      op: 'map',
      value: inner.expression,
      from: inner.type,
      to: type,
      cases,
      otherwise,
    } as const;
    return { expression, type, constant: false };
  }

  #cases(node: NodeOf<'map'>, path: Path, from: ColumnType, to: ColumnType): readonly MapCase[] | null {
    const seen = new Set<Scalar>();
    const cases = node.cases.map((one, index) => {
      const at = [...path, 'cases', index];
      const { value } = this.#caseValue(one.from, [...at, 'from'], node, from) ?? {};
      const made = this.#literal(one.to, [...at, 'to'], to);
      if (value === undefined || value === null || made === null) return null;
      if (seen.has(value)) return this.#twice([...at, 'from'], node, value);
      seen.add(value);
      return { from: value, to: made.value };
    });
    return cases.includes(null) ? null : (cases as readonly MapCase[]);
  }

  /** Unlike a value that is made, one that is compared is never brought to the type of the column. */
  #caseValue(value: Scalar, path: Path, node: Node, type: ColumnType): { readonly value: Scalar } | null {
    const bound = bindLiteral(value, type);
    if ('value' in bound && (!isCharacters(type) || typeof value === 'string')) return bound;
    return this.#problem(
      path,
      node,
      `${JSON.stringify(value)} is never a value here: they are of type ${TYPE_NAMES[type.kind]}`,
      `write a ${TYPE_NAMES[type.kind]}`,
    );
  }

  #mapItems(node: NodeOf<'map_items'>, path: Path): Bound | null {
    const inner = this.#list(node, path);
    const seen = new Set<string>();
    for (const [index, { from }] of node.cases.entries()) {
      if (seen.has(from)) this.#twice([...path, 'cases', index, 'from'], node, from);
      seen.add(from);
    }
    if (!inner || seen.size < node.cases.length) return null;
    const expression = { op: 'map_items', value: inner.expression, cases: node.cases } as const;
    return { expression, type: JSON_LIST, constant: false };
  }

  #arithmetic(node: NodeOf<'arithmetic'>, path: Path): Bound | null {
    const left = this.#number(node.left, [...path, 'left']);
    const right = this.#number(node.right, [...path, 'right']);
    if (!left || !right) return null;
    const { operator } = node;
    if (operator === '/' && isLiteral(right.expression) && right.expression.value === 0)
      return this.#problem([...path, 'right'], node, 'nothing is divided by 0', 'divide by another number');
    if (left.constant && right.constant) return this.#constant(path, node);
    const expression = {
      op: 'arithmetic',
      operator,
      left: left.expression,
      right: right.expression,
    } as const;
    return { expression, type: FLOAT, constant: false };
  }

  #number(node: AuthoredExpression, path: Path): Bound | null {
    const bound = this.#bind(node, path, FLOAT);
    if (!bound) return null;
    const { expression, type } = bound;
    if (isLiteral(expression) && typeof expression.value === 'number')
      return Math.abs(expression.value) <= LIMITS.expression_number_max
        ? bound
        : this.#problem(path, node, 'is too large to calculate with', 'calculate with smaller numbers');
    if (type.kind === 'float') return bound;
    return this.#problem(
      path,
      node,
      `calculates with numbers, not with a ${TYPE_NAMES[type.kind]}`,
      isLiteral(expression) ? 'write a number' : 'cast it to number first',
    );
  }

  #jsonArray(node: NodeOf<'json_array'>, path: Path): Bound | null {
    const inner = this.#bind(node.value, [...path, 'value'], null);
    if (!inner) return null;
    if (inner.type.kind === 'json')
      return this.#problem(
        path,
        node,
        'makes a list of a single value, not of a list',
        'take the list itself',
      );
    return {
      expression: { op: 'json_array', value: inner.expression },
      type: JSON_LIST,
      constant: inner.constant,
    };
  }

  #jsonFirst(node: NodeOf<'json_first'>, path: Path): Bound | null {
    const inner = this.#list(node, path);
    return (
      inner && { expression: { op: 'json_first', value: inner.expression }, type: TEXT, constant: false }
    );
  }

  #list(node: NodeOf<'map_items' | 'json_first'>, path: Path): Bound | null {
    const inner = this.#varying(node, path, JSON_LIST);
    if (!inner || inner.type.kind === 'json') return inner;
    return this.#problem(
      path,
      node,
      `takes a list, not a ${TYPE_NAMES[inner.type.kind]}`,
      node.op === 'map_items' ? 'map a single value with map' : 'take the value itself',
    );
  }

  /** The operand, which must not be the same in every row. */
  #varying(node: Node & { readonly value: AuthoredExpression }, path: Path, expected: ColumnType | null) {
    const inner = this.#bind(node.value, [...path, 'value'], expected);
    return inner?.constant ? this.#constant(path, node) : inner;
  }

  #literal(
    value: Scalar,
    path: Path,
    type: ColumnType,
  ): { readonly op: 'literal'; readonly value: Scalar } | null {
    const bound = bindLiteral(value, type);
    if ('value' in bound) return { op: 'literal', value: bound.value };
    return this.#problem(
      path,
      value,
      bound.problem,
      `write a ${TYPE_NAMES[type.kind]} that the column takes`,
    );
  }

  #constant(path: Path, node: Node): null {
    return this.#problem(path, node, 'is the same in every row', 'write the value itself');
  }

  #twice(path: Path, node: Node, value: Scalar): null {
    return this.#problem(path, node, `${JSON.stringify(value)} has a case already`, 'remove one of the two');
  }

  #problem(path: Path, node: AuthoredExpression, message: string, suggestion: string): null {
    const op = typeof node === 'object' && node !== null ? node.op : 'literal';
    this.problems.push({ path: path.join('.'), op, message, suggestion });
    return null;
  }
}

function scalarOf(node: AuthoredExpression): Scalar | undefined {
  if (typeof node !== 'object' || node === null) return node;
  return node.op === 'literal' ? node.value : undefined;
}

function isLiteral(expression: Expression): expression is Extract<Expression, { op: 'literal' }> {
  return expression.op === 'literal';
}
