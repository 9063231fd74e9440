/**
 * Owns the comparison of two sets of installed packages: item indexes first, and only for objects that differ their
 * bodies, their tables and the renames between them. Costs follow the change, not the package.
 */
import { batchesOf, bodiesOf, tableOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../metadata/fact.ts';
import { compareIndexes, type ItemIndex, keysOfType } from '../metadata/item-index.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import { type Aside, NOTHING_ASIDE } from '../plan/aside.ts';
import { NOTHING_RETURNS, type Returning } from '../plan/bring-back.ts';
import type { Jump } from '../plan/joined-jump.ts';
import { type DirectedFact, factsBetween, inverted } from '../plan/jump-facts.ts';
import { type JumpValues, jumpValuesOf } from '../plan/jump-values.ts';
import type { PlannedItem } from '../plan/migration-plan.ts';
import { type RenameMap, renameMapOf } from '../plan/rename-map.ts';
import { type Landing, returningTo, tablesReturnedTo } from '../plan/returning.ts';
import type { DropView } from '../plan/steps/step.ts';
import type { SchemaState, TableSpec } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';

export interface PackageContent {
  /** Row id of the package. */
  readonly packageId: string;
  readonly manifestId: string;
  /** Of a draft: as staged. Its manifest item gets the release number only in the bytes that are sealed. */
  readonly index: ItemIndex;
  readonly facts: readonly Fact[];
}

export interface ContentComparison {
  /** Tables of the objects that differ, and only those. */
  readonly before: SchemaState;
  readonly after: SchemaState;
  /** What is aside and becomes part of `after`: renames and values begin with it too. */
  readonly returning: Returning;
  readonly renames: RenameMap;
  /** How the columns of `after` come about from those of `before`, where somebody said so. */
  readonly up: JumpValues;
  /** And how those of `before` come about again. */
  readonly down: JumpValues;
  /** Tables of objects that do not differ, where a relation points at one of them now. */
  readonly untouched: ReadonlySet<string>;
  readonly items: readonly PlannedItem[];
  readonly added: ReadonlySet<ItemKey>;
}

export interface ComparisonInput {
  /** In order of installation. */
  readonly before: readonly PackageContent[];
  readonly after: readonly PackageContent[];
  /** What lies between, by package, where more is known of it than the two contents say. */
  readonly jumps?: ReadonlyMap<string, readonly DirectedFact[]>;
  /** Views under earlier names of tables: what is done to such a name is done to that table. */
  readonly views?: readonly Pick<DropView, 'table' | 'view'>[];
  /** What was dropped, and may come back. */
  readonly back?: { readonly aside: Aside } & Pick<Landing, 'taken' | 'goes'>;
}

const EMPTY: ItemIndex = new Map();
const NO_NAMES = { tables: new Set<string>(), columns: new Map() };
const NOBODY_COMES_BACK = { aside: NOTHING_ASIDE, taken: NO_NAMES, goes: NO_NAMES };
const NO_VALUES: JumpValues = { values: new Map(), problems: [] };
const EXTENSION = 'object_extension/';
const OBJECT = 'object/';

export async function compareContents(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  input: ComparisonInput,
): Promise<ContentComparison> {
  const items: PlannedItem[] = [];
  const added = new Set<ItemKey>();
  const objects = new Set<string>();
  const facts: DirectedFact[] = [];
  /** Under the names of before, also where another package gives the object another one on the way. */
  const endedFirst: DirectedFact[] = [];
  const extensionKeys: { readonly index: ItemIndex; readonly key: ItemKey }[] = [];
  for (const { from, to } of pairs(input)) {
    const [fromIndex, toIndex] = [from?.index ?? EMPTY, to?.index ?? EMPTY];
    if (fromIndex === toIndex && from?.facts === to?.facts) continue;
    const known = input.jumps?.get((from ?? to)?.packageId ?? '');
    const difference = compareIndexes(fromIndex, toIndex);
    const between = known ?? factsBetween(from?.facts ?? [], to?.facts ?? []);
    const said = between.findIndex(({ kind }) => kind !== 'end');
    endedFirst.push(...between.slice(0, said === -1 ? between.length : said));
    if (said !== -1) facts.push(...between.slice(said));
    const origin = itemOrigins(between, difference.removed, difference.added);
    const renamedAway = new Set(origin.values());
    for (const key of difference.added) {
      const was = origin.get(key);
      if (was === undefined) added.add(key);
      const change = { ref: key, checksum: toIndex.get(key) as string };
      items.push(
        was === undefined ? { ...change, op: 'put' } : { ...change, op: 'rename', from: parseKey(was).name },
      );
    }
    for (const key of difference.changed)
      items.push({ ref: key, op: 'put', checksum: toIndex.get(key) as string });
    for (const key of difference.removed)
      if (!renamedAway.has(key)) items.push({ ref: key, op: 'delete', checksum: null });
    // Values and names may change where no item does in the end.
    for (const fact of between)
      if (fact.ref.startsWith(OBJECT))
        for (const name of fact.kind === 'item' ? [fact.from, fact.to] : [parseKey(fact.ref).name])
          objects.add(name);
    for (const key of [...difference.added, ...difference.changed, ...difference.removed]) {
      const { type, name } = parseKey(key);
      if (type === 'object') objects.add(name);
      if (key.startsWith(EXTENSION))
        for (const index of [fromIndex, toIndex]) if (index.has(key)) extensionKeys.push({ index, key });
    }
  }
  for (const { index, key } of extensionKeys)
    for (const body of (await bodiesOf(context, plane, scope, index, [key])).values())
      objects.add(extendedBy(body));
  const { aside, ...landing } = input.back ?? NOBODY_COMES_BACK;
  for (const name of await objectsReturnedTo(input.after, aside)) objects.add(name);
  for (const name of await objectsUnderViews(input, objects)) objects.add(name);
  items.sort((a, b) => (a.ref < b.ref ? -1 : 1));
  if (objects.size === 0)
    return {
      before: new Map(),
      after: new Map(),
      returning: NOTHING_RETURNS,
      renames: { tables: new Map(), columns: new Map() },
      up: NO_VALUES,
      down: NO_VALUES,
      untouched: new Set(),
      items,
      added,
    };
  const before = await tablesOf(context, plane, scope, input.before, objects);
  const after = await tablesOf(context, plane, scope, input.after, objects);
  const { tableNameOf } = await import('../plan/storage/table-name.ts');
  const jumpFrom = (start: SchemaState, between: readonly DirectedFact[]): Jump => ({
    renames: renameMapOf(between, columnNames(start), columnNames(after), tableNameOf),
    up: jumpValuesOf(between, start, after, tableNameOf),
    down: jumpValuesOf(inverted(between), after, start, tableNameOf),
  });
  const { returning, jump } = returningTo(aside, {
    before,
    after,
    jump: jumpFrom(before, [...endedFirst, ...facts]),
    jumpFrom,
    tableOf: tableNameOf,
    ...landing,
  });
  return {
    before,
    after,
    returning,
    ...jump,
    untouched: await untouchedTargets(context, plane, scope, input, { before, after, tableNameOf }),
    items,
    added,
  };
}

/** Those that something may become which is aside, whatever stands there now. */
async function objectsReturnedTo(
  packages: readonly PackageContent[],
  aside: Aside,
): Promise<readonly string[]> {
  if (aside.tables.length + aside.columns.length === 0) return [];
  const { tableNameOf } = await import('../plan/storage/table-name.ts');
  return objectsOf(packages, tablesReturnedTo(aside, tableNameOf), tableNameOf);
}

/** Those whose tables have a view that stands under the name of one of these. */
async function objectsUnderViews(
  { after, views = [] }: ComparisonInput,
  objects: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (views.length === 0 || objects.size === 0) return [];
  const { tableNameOf } = await import('../plan/storage/table-name.ts');
  const names = new Set([...objects].map(tableNameOf));
  const tables = views.filter(({ view }) => names.has(view)).map(({ table }) => table);
  return objectsOf(after, new Set(tables), tableNameOf);
}

/** The objects of these tables. */
function objectsOf(
  packages: readonly PackageContent[],
  tables: ReadonlySet<string>,
  tableOf: (object: string) => string,
): readonly string[] {
  if (tables.size === 0) return [];
  return packages.flatMap(({ index }) =>
    keysOfType(index, 'object')
      .map((key) => parseKey(key).name)
      .filter((name) => tables.has(tableOf(name))),
  );
}

/** Where a relation points from now on, and nothing else of it differs: few, so they are looked up and not carried along. */
async function untouchedTargets(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  input: ComparisonInput,
  known: {
    readonly before: SchemaState;
    readonly after: SchemaState;
    readonly tableNameOf: (object: string) => string;
  },
): Promise<ReadonlySet<string>> {
  const { before, after, tableNameOf } = known;
  const wanted = new Set(newReferences(before, after));
  for (const table of [...before.keys(), ...after.keys()]) wanted.delete(table);
  if (wanted.size === 0) return wanted;
  const objects = new Set(objectsOf(input.after, wanted, tableNameOf));
  const there = await tablesOf(context, plane, scope, input.before, objects);
  const stays = await tablesOf(context, plane, scope, input.after, objects);
  return new Set([...stays.keys()].filter((table) => there.has(table)));
}

/** Of columns that did not point there under the same names; a rename is looked at more closely later. */
function* newReferences(before: SchemaState, after: SchemaState): Iterable<string> {
  for (const [name, { columns }] of after) {
    const old = new Map(before.get(name)?.columns.map((column) => [column.name, column.reference]));
    for (const column of columns)
      if (column.reference !== undefined && old.get(column.name) !== column.reference) yield column.reference;
  }
}

function pairs({ before, after }: ComparisonInput) {
  const ids = new Set([...before, ...after].map((content) => content.packageId));
  return [...ids].map((id) => ({
    from: before.find((content) => content.packageId === id),
    to: after.find((content) => content.packageId === id),
  }));
}

/** Which added item was which removed one, by the item facts of the jump. */
function itemOrigins(
  facts: readonly DirectedFact[],
  removed: readonly ItemKey[],
  added: readonly ItemKey[],
): ReadonlyMap<ItemKey, ItemKey> {
  const gone = new Set(removed);
  const origin = new Map<ItemKey, ItemKey>();
  for (const fact of facts) {
    if (fact.kind !== 'item') continue;
    const { type } = parseKey(fact.ref);
    const was = origin.get(fact.ref) ?? (gone.has(fact.ref) ? fact.ref : undefined);
    origin.delete(fact.ref);
    if (was !== undefined) origin.set(`${type}/${fact.to}`, was);
  }
  const arrived = new Set(added);
  return new Map([...origin].filter(([key]) => arrived.has(key)));
}

function extendedBy(body: unknown): string {
  return String((body as { readonly extend?: unknown }).extend);
}

function columnNames(tables: SchemaState): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    [...tables].map(([name, table]) => [name, new Set(table.columns.map((column) => column.name))]),
  );
}

/** The tables of the named objects, merged from every package of the side. */
export async function tablesOf(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  packages: readonly PackageContent[],
  objects: ReadonlySet<string> | 'all',
): Promise<SchemaState> {
  const { schemaStateOf } = await import('../plan/storage/schema-state.ts');
  const isWanted = (object: string) => objects === 'all' || objects.has(object);
  const wantedIn = (index: ItemIndex): Iterable<string> =>
    objects === 'all' ? keysOfType(index, 'object').map((key) => key.slice(OBJECT.length)) : objects;
  const sides: { manifestId: string; index: ItemIndex; keys: ItemKey[]; objectExtensions: unknown[] }[] = [];
  const extended = new Set<string>();
  for (const { manifestId, index } of packages) {
    const keys: ItemKey[] = [];
    for (const name of wantedIn(index)) if (index.has(`${OBJECT}${name}`)) keys.push(`${OBJECT}${name}`);
    const bodies = await bodiesOf(context, plane, scope, index, keysOfType(index, 'object_extension'));
    const objectExtensions = [...bodies.values()].filter((body) => isWanted(extendedBy(body)));
    for (const body of objectExtensions) extended.add(extendedBy(body));
    sides.push({ manifestId, index, keys, objectExtensions });
  }
  const tables = new Map<unknown, TableSpec | null>();
  const whole = [];
  for (const { manifestId, index, keys, objectExtensions } of sides) {
    const isExtended = (key: ItemKey) => extended.has(key.slice(OBJECT.length));
    const known = await knownTables(
      context,
      plane,
      scope,
      manifestId,
      index,
      keys.filter((key) => !isExtended(key)),
    );
    const bodies = await bodiesOf(context, plane, scope, index, keys.filter(isExtended));
    // An object that nobody extends stands for its table: of a large package the bodies are not all kept.
    const owned = keys.map((key) => bodies.get(key) ?? { name: key.slice(OBJECT.length) });
    keys.forEach((key, at) => {
      if (!isExtended(key)) tables.set(owned[at], known.get(key) ?? null);
    });
    whole.push({ packageId: manifestId, objects: owned, objectExtensions });
  }
  return schemaStateOf(whole, undefined, (body) => tables.get(body) ?? null);
}

/** Each object's own table; only bodies that were not seen before are read. */
async function knownTables(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  manifestId: string,
  index: ItemIndex,
  keys: readonly ItemKey[],
): Promise<ReadonlyMap<ItemKey, TableSpec | null>> {
  const found = new Map<ItemKey, TableSpec | null>();
  const missing: ItemKey[] = [];
  for (const key of keys) {
    const known = context.cache.tables.get(`${manifestId}/${index.get(key)}`);
    if (known === undefined) missing.push(key);
    else found.set(key, known);
  }
  for (const batch of batchesOf(missing))
    for (const [key, body] of await bodiesOf(context, plane, scope, index, batch))
      found.set(key, await tableOf(context, manifestId, index.get(key) as string, body));
  return found;
}
