/** Owns what a stated conversion says of single values: what an empty one gets, what becomes of an option. Pure. */
import type { AuthoredExpression } from './expression/authored-expression.ts';
import type { Expression } from './expression/expression.ts';
import type { ColumnSpec } from './storage/table-spec.ts';

/** What empty values get, where it says nothing of any other; null: others change too. */
export function fillWithin(up: Expression, column: string): Expression | null {
  if (up.op !== 'coalesce') return null;
  const [own, first, ...rest] = up.values;
  if (first === undefined || own?.op !== 'column' || own.name !== column) return null;
  return rest.length === 0 ? first : { op: 'coalesce', values: [first, ...rest] };
}

/** The options of the list that rows would still hold: nothing is said of them, or they become one that is not offered. */
export function leftOver(
  retired: readonly string[],
  up: Expression | null,
  name: string,
  { choices }: ColumnSpec,
): readonly string[] {
  if (up === null) return retired;
  const offered = new Set(choices);
  return retired.filter((choice) => {
    const image = imageOf(up, name, choice);
    // What is made in another way is no option of the old list any more.
    return typeof image === 'string' && !offered.has(image);
  });
}

/** What becomes of one option; undefined: more than this option decides. */
function imageOf(value: Expression, column: string, choice: string): unknown {
  switch (value.op) {
    case 'column':
      return value.name === column ? choice : undefined;
    case 'literal':
      return value.value;
    case 'coalesce':
      return value.values[0] && imageOf(value.values[0], column, choice);
    case 'map': {
      const from = imageOf(value.value, column, choice);
      if (from === undefined || from === null) return undefined;
      const found = value.cases.find((one) => one.from === from);
      if (found) return found.to;
      return value.otherwise === 'keep' ? from : imageOf(value.otherwise, column, choice);
    }
    case 'map_items': {
      const from = imageOf(value.value, column, choice);
      return value.cases.find((one) => one.from === from)?.to ?? from;
    }
    default:
      return undefined;
  }
}

/** The texts that it may give, as far as it names them. */
export function literalsOf(value: AuthoredExpression): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  switch (value.op) {
    case 'literal':
      return literalsOf(value.value);
    case 'coalesce':
      return value.values.flatMap(literalsOf);
    case 'map':
    case 'map_items': {
      const otherwise = value.op === 'map' && value.otherwise !== 'keep' ? (value.otherwise ?? null) : null;
      return [...value.cases.flatMap(({ to }) => literalsOf(to)), ...literalsOf(otherwise)];
    }
    case 'json_array':
      return literalsOf(value.value);
    default:
      return [];
  }
}
