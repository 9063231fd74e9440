/**
 * Owns the three-way merge of JSON: field by field, and in lists of named things thing by thing. Deterministic, and the
 * same whichever side is called ours as long as nothing conflicts. Pure.
 */
import { isSameJson } from '../policy/protection/same-json.ts';

export interface MergeConflict {
  /** Dotted; a thing of a list stands by its name. */
  readonly path: string;
  readonly base: unknown;
  readonly theirs: unknown;
  readonly ours: unknown;
}

export interface Merge {
  /** Where the two conflict, it says what theirs says. */
  readonly value: unknown;
  readonly conflicts: readonly MergeConflict[];
}

type Json = Readonly<Record<string, unknown>>;

/** Of both sides as they came from the same base. */
export function mergeJson(base: unknown, theirs: unknown, ours: unknown): Merge {
  const conflicts: MergeConflict[] = [];
  const value = merged(base, theirs, ours, [], conflicts);
  return { value, conflicts };
}

/** undefined: it is not there. */
function merged(
  base: unknown,
  theirs: unknown,
  ours: unknown,
  path: readonly string[],
  conflicts: MergeConflict[],
): unknown {
  if (isSameJson(theirs, base)) return ours;
  if (isSameJson(ours, base) || isSameJson(ours, theirs)) return theirs;
  if (isObject(theirs) && isObject(ours))
    return mergedObjects(isObject(base) ? base : {}, theirs, ours, path, conflicts);
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    const lists = namedLists([Array.isArray(base) ? base : [], theirs, ours]);
    const order = lists && mergedOrder(lists);
    if (lists && order) return mergedLists(lists, order, path, conflicts);
  }
  conflicts.push({ path: path.join('.'), base, theirs, ours });
  return theirs;
}

function mergedObjects(
  base: Json,
  theirs: Json,
  ours: Json,
  path: readonly string[],
  conflicts: MergeConflict[],
): Json {
  const keys = new Set([...Object.keys(base), ...Object.keys(theirs), ...Object.keys(ours)]);
  return Object.fromEntries(
    [...keys].sort().flatMap((key) => {
      const value = merged(own(base, key), own(theirs, key), own(ours, key), [...path, key], conflicts);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

type Named = ReadonlyMap<string, unknown>;
type Sides = readonly [base: Named, theirs: Named, ours: Named];

/** By what things of a list are told apart, the first that tells all of them. */
const NAMES = ['name', 'id', 'key', 'field', 'value'] as const;

/** null: they are no lists of things with names of their own. */
function namedLists(
  lists: readonly [readonly unknown[], readonly unknown[], readonly unknown[]],
): Sides | null {
  for (const key of NAMES) {
    const [base, theirs, ours] = lists.map((list) => byName(list, key));
    if (base && theirs && ours) return [base, theirs, ours];
  }
  return null;
}

function byName(list: readonly unknown[], key: string): Named | null {
  const found = new Map<string, unknown>();
  for (const thing of list) {
    const name = isObject(thing) ? own(thing, key) : thing;
    if (typeof name !== 'string' || found.has(name)) return null;
    found.set(name, thing);
  }
  return found;
}

function mergedLists(
  [base, theirs, ours]: Sides,
  order: readonly string[],
  path: readonly string[],
  conflicts: MergeConflict[],
): readonly unknown[] {
  return order.flatMap((name) => {
    const value = merged(base.get(name), theirs.get(name), ours.get(name), [...path, name], conflicts);
    return value === undefined ? [] : [value];
  });
}

/**
 * Every name of the three lists once: those of the base in the order of the side that moved them, then each side's own
 * behind what they stand behind there. null: both sides moved them, each in its own way.
 */
function mergedOrder([base, theirs, ours]: Sides): readonly string[] | null {
  const common = new Set([...base.keys()].filter((name) => theirs.has(name) && ours.has(name)));
  const inOrderOf = (side: Named) => [...side.keys()].filter((name) => common.has(name));
  const [before, left, right] = [[...common], inOrderOf(theirs), inOrderOf(ours)];
  const moved = isSameJson(left, before) ? right : left;
  if (!isSameJson(right, moved) && !isSameJson(right, before)) return null;
  const added = [addedAfter(theirs, common), addedAfter(ours, common)];
  const placed = new Set<string>();
  for (const anchor of [null, ...moved]) {
    if (anchor !== null) placed.add(anchor);
    const runs = added
      .map((side) => side.get(anchor) ?? [])
      .sort((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1));
    for (const name of runs.flat()) placed.add(name);
  }
  return [...placed];
}

/** Names that are not common to all, by the common one before them. */
function addedAfter(side: Named, common: ReadonlySet<string>): ReadonlyMap<string | null, readonly string[]> {
  const found = new Map<string | null, string[]>();
  let anchor: string | null = null;
  for (const name of side.keys()) {
    if (common.has(name)) anchor = name;
    else if (found.get(anchor)?.push(name) === undefined) found.set(anchor, [name]);
  }
  return found;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(body: Json, key: string): unknown {
  return Object.hasOwn(body, key) ? body[key] : undefined;
}
