/**
 * Owns how columns of two versions follow each other while writers of both are at work: those that come are made of the old
 * ones, those that go of the new ones, until the contract. Where the switch gives a name that a value reads another meaning,
 * no writer reaches what it is made of any longer, and it ends there.
 */
import { isSameJson } from '../policy/protection/same-json.ts';
import type { ColumnDiffInput } from './diff-columns.ts';
import type { Beside } from './diff-indexes.ts';
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import { substitute } from './expression/substitute.ts';
import { fillOf, isReplaced, statedValue } from './replace-column.ts';
import type { Following, MadeColumn } from './steps/step.ts';
import { conversionBetween, isWidening, sameType } from './steps/type-conversion.ts';
import type { ColumnSpec } from './storage/table-spec.ts';

/** Values are in terms of the columns after the switch. */
export interface Bridge {
  /** New columns that go on following until the contract, by name. */
  readonly comes: ReadonlyMap<string, MadeColumn>;
  /** Columns that go and are written along until then, by name. */
  readonly goes: ReadonlyMap<string, MadeColumn>;
  /** And those of the old and of the new version that stand under the name of the other one too. */
  readonly beside: {
    readonly old: ReadonlyMap<string, MadeColumn>;
    readonly new: ReadonlyMap<string, MadeColumn>;
  };
  /** Whether the column stands under this name, and means the same, before the switch too. */
  readonly inPlace: (name: string) => boolean;
}

/** @param newNameOf of the columns that stay @param beside those that stand under their old names too */
export function bridgeOf(
  input: ColumnDiffInput,
  newNameOf: ReadonlyMap<string, string>,
  beside: ReadonlyMap<string, Beside>,
): Bridge {
  const { old, spec, up, down, followed } = input;
  const wanted = new Map(spec.columns.map((column) => [column.name, column]));
  const stays = new Set(newNameOf.values());
  const places = new Map(old.columns.map((column) => [column.name, placeOf(column)]));

  /** null: another column has the name, or the values are others. */
  function placeOf(column: ColumnSpec): string | null {
    const { name } = column;
    if (beside.has(name)) return name;
    const becomes = wanted.get(newNameOf.get(name) ?? '');
    if (becomes === undefined) return wanted.has(name) ? null : name;
    const isRetyped = !sameType(column.type, becomes.type) && !isWidening(column.type, becomes.type);
    return isRetyped || isReplaced(input, column, becomes, statedValue(input, column, becomes))
      ? null
      : becomes.name;
  }

  const besides = old.columns.flatMap((column) => {
    const other = wanted.get(beside.get(column.name)?.as ?? '');
    return other === undefined ? [] : [[column, other] as const];
  });
  const follows = (column: ColumnSpec, by: ColumnSpec) =>
    [column.name, { column, value: conversionBetween(by.name, by.type, column.type) }] as const;

  return {
    beside: {
      old: new Map(besides.map(([column, other]) => follows(column, other))),
      new: new Map(besides.map(([column, other]) => follows(other, column))),
    },
    comes: new Map(
      spec.columns.flatMap((column) => {
        const said = up.get(column.name);
        const value = stays.has(column.name) || !said ? null : valueAt(places, wholeValue(column, said));
        return value === null ? [] : [[column.name, { column, value }]];
      }),
    ),
    goes: new Map(
      old.columns.flatMap((column) => {
        const value = down.get(column.name);
        const isKept = !newNameOf.has(column.name) && !wanted.has(column.name) && !followed.has(column.name);
        // What reads nothing has nothing to follow.
        return value && isKept && columnsOf(value).length > 0
          ? [[column.name, { column: { ...column, notNull: false }, value }]]
          : [];
      }),
    ),
    inPlace: (name) => (places.has(name) ? places.get(name) === name : wanted.has(name)),
  };
}

/** A required column has its default where nothing comes of it. */
export function wholeValue(column: ColumnSpec, value: Expression): Expression {
  const fill = column.notNull && columnsOf(value).length > 0 ? fillOf(column) : null;
  return fill === null ? value : { op: 'coalesce', values: [value, fill] };
}

/** Of the columns that the value of a new column reads, those that follow others. */
export function madeOfNew(value: Expression, { goes, beside }: Bridge): Pick<Following, 'made'> {
  return madeOf(value, goes, beside.old);
}

/** And of those that the value of a column reads that goes. */
export function madeOfOld(value: Expression, { comes, beside }: Bridge): Pick<Following, 'made'> {
  return madeOf(value, comes, beside.new);
}

function madeOf(
  value: Expression,
  ...followers: readonly ReadonlyMap<string, MadeColumn>[]
): Pick<Following, 'made'> {
  const made = columnsOf(value).flatMap((name) => followers.flatMap((one) => one.get(name) ?? []));
  return made.length === 0 ? {} : { made };
}

/** The follow stays as it is over the switch. */
export function isUnmoved(value: Expression, { value: after }: MadeColumn, bridge: Bridge): boolean {
  const { made = [] } = madeOfNew(after, bridge);
  return isSameJson(value, after) && made.every((one) => columnsOf(one.value).every(bridge.inPlace));
}

/** null: it can be followed no longer than to the switch. */
function valueAt(places: ReadonlyMap<string, string | null>, value: Expression): Expression | null {
  const read = columnsOf(value);
  const moved = new Map<string, Expression>();
  for (const name of read) {
    const to = places.get(name) ?? null;
    if (to !== null) moved.set(name, { op: 'column', name: to });
  }
  return read.length === 0 || moved.size < read.length ? null : substitute(value, moved);
}
