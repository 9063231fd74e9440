/**
 * Owns the lookups of set validation: which items, fields, views, actions and dataset parts exist, in the package
 * itself and in what is installed beside it. Adding and removing an item costs that item, never the set.
 */
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { FieldFacts, ItemDefinitions, ItemFacts, PartGroup, Parts } from './references/facts.ts';

export interface SetItem {
  readonly key: ItemKey;
  readonly facts: ItemFacts;
}

/** Who defines a thing: the package under validation, or an installed one by its id. */
export type Origin = { readonly own: true } | { readonly own: false; readonly packageId: string };

const OWN: Origin = { own: true };

/** Columns that every table has, whatever its object opts out of. */
const TABLE_COLUMNS: ReadonlySet<string> = new Set(['id', 'created_at', 'updated_at']);

interface Entry {
  readonly origin: Origin;
  readonly defines: ItemDefinitions;
}

/** A multiset of what several items contribute under one name. */
class Contributions<T> {
  readonly #lists = new Map<string, T[]>();

  get(name: string): readonly T[] {
    return this.#lists.get(name) ?? [];
  }

  add(name: string, value: T): void {
    const list = this.#lists.get(name);
    if (list === undefined) this.#lists.set(name, [value]);
    else list.push(value);
  }

  remove(name: string, value: T): void {
    const list = this.#lists.get(name);
    if (list === undefined) return;
    const at = list.indexOf(value);
    if (at >= 0) list.splice(at, 1);
    if (list.length === 0) this.#lists.delete(name);
  }

  names(): IterableIterator<string> {
    return this.#lists.keys();
  }
}

export class SetIndex {
  /** `type/name` → who defines it; actions embedded in objects and derived views count as items of their type. */
  readonly #items = new Contributions<Entry>();
  /** Names of each type, for suggestions and for "does the package have any". */
  readonly #byType = new Map<string, Map<string, number>>();
  readonly #ownCount = new Map<string, number>();
  readonly #extensions = new Contributions<Entry>();
  readonly #parts = new Contributions<Parts>();
  readonly #views = new Contributions<'list' | 'form'>();

  add(item: SetItem, origin: Origin = OWN): void {
    this.#change(item, origin, 1);
  }

  remove(item: SetItem): void {
    this.#change(item, OWN, -1);
  }

  #change({ key, facts }: SetItem, origin: Origin, by: 1 | -1): void {
    const { type, name } = parseKey(key);
    const { defines } = facts;
    this.#count(type, name, defines, origin, by);
    for (const action of defines.actions ?? []) this.#count('action', action, NOTHING, origin, by);
    for (const [view, kind] of Object.entries(defines.views ?? {})) {
      if (view !== name || type !== 'view') this.#count('view', view, NOTHING, origin, by);
      if (by === 1) this.#views.add(view, kind);
      else this.#views.remove(view, kind);
    }
    if (defines.extends !== undefined)
      this.#contribute(this.#extensions, defines.extends, { origin, defines }, by);
    if (defines.parts !== undefined) this.#contribute(this.#parts, key, defines.parts, by);
    for (const added of defines.adds ?? []) {
      this.#contribute(this.#parts, `${added.type}/${added.name}`, added.parts, by);
    }
  }

  #contribute<T>(into: Contributions<T>, name: string, value: T, by: 1 | -1): void {
    if (by === 1) into.add(name, value);
    else into.remove(name, into.get(name).find((known) => sameContribution(known, value)) ?? value);
  }

  #count(type: string, name: string, defines: ItemDefinitions, origin: Origin, by: 1 | -1): void {
    const key = `${type}/${name}`;
    if (by === 1) this.#items.add(key, { origin, defines });
    else {
      const known = this.#items.get(key).find((entry) => entry.origin.own && entry.defines === defines);
      if (known !== undefined) this.#items.remove(key, known);
    }
    const names = this.#byType.get(type) ?? new Map<string, number>();
    this.#byType.set(type, names);
    const count = (names.get(name) ?? 0) + by;
    if (count === 0) names.delete(name);
    else names.set(name, count);
    if (origin.own) this.#ownCount.set(type, (this.#ownCount.get(type) ?? 0) + by);
  }

  /** Who defines the item; the package's own definition first. */
  origin(type: string, name: string): Origin | undefined {
    return this.#entry(type, name)?.origin;
  }

  /** All who define it: more than one is a duplicate. */
  origins(type: string, name: string): readonly Origin[] {
    return this.#items.get(`${type}/${name}`).map((entry) => entry.origin);
  }

  #entry(type: string, name: string): Entry | undefined {
    const entries = this.#items.get(`${type}/${name}`);
    return entries.length > 1 ? (entries.find((entry) => entry.origin.own) ?? entries[0]) : entries[0];
  }

  /** The package itself has at least one item of the type. */
  ownsAny(type: string): boolean {
    return (this.#ownCount.get(type) ?? 0) > 0;
  }

  names(type: string): Iterable<string> {
    return this.#byType.get(type)?.keys() ?? [];
  }

  viewKinds(name: string): readonly ('list' | 'form')[] {
    return this.#views.get(name);
  }

  /** Where the object is defined, if its fields are known: an external object may declare none. */
  judgeable(object: string): Origin | undefined {
    const entry = this.#entry('object', object);
    if (entry === undefined) return undefined;
    for (const _ in entry.defines.fields) return entry.origin;
    return undefined;
  }

  /** The field's facts; `true` for a column that the platform adds. */
  field(object: string, field: string): FieldFacts | true | undefined {
    const own = this.#entry('object', object)?.defines;
    if (own?.fields !== undefined && Object.hasOwn(own.fields, field)) return own.fields[field];
    for (const { defines } of this.#extensions.get(object)) {
      if (defines.fields !== undefined && Object.hasOwn(defines.fields, field)) return defines.fields[field];
    }
    return own?.injected?.includes(field) === true || TABLE_COLUMNS.has(field) ? true : undefined;
  }

  fieldNames(object: string): string[] {
    const own = this.#entry('object', object)?.defines;
    const names = [...Object.keys(own?.fields ?? {}), ...(own?.injected ?? [])];
    for (const { defines } of this.#extensions.get(object)) names.push(...Object.keys(defines.fields ?? {}));
    return names;
  }

  /** The object that a dataset is based on. */
  datasetObject(dataset: string): string | undefined {
    return this.#entry('dataset', dataset)?.defines.object;
  }

  parts(type: string, name: string, group: PartGroup): string[] {
    const groups = GROUP_UNIONS[group] ?? [group];
    const embedded = group === 'actions' ? (this.#entry(type, name)?.defines.actions ?? []) : [];
    const parts = this.#parts
      .get(`${type}/${name}`)
      .flatMap((given) => groups.flatMap((member) => given[member] ?? []));
    return embedded.length > 0 ? [...embedded, ...parts] : parts;
  }
}

const NOTHING: ItemDefinitions = {};
const GROUP_UNIONS: Readonly<Partial<Record<PartGroup, readonly PartGroup[]>>> = {
  axes: ['dimensions', 'measures'],
  sections: ['sections', 'groups'],
};

function sameContribution(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const left = a as Partial<Entry>;
  const right = b as Partial<Entry>;
  return left.defines !== undefined && left.defines === right.defines;
}
