/**
 * Owns the lookups of set validation: which items, fields, views, actions and dataset parts exist, in the package
 * itself and in what is installed beside it. Adding and removing an item costs that item, never the set.
 */
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import { Contributions } from './contributions.ts';
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

export class SetIndex {
  /** By type: who defines each name. Actions of objects and derived views count as items of their type. */
  readonly #items = new Map<string, Contributions<Entry>>();
  readonly #ownCount = new Map<string, number>();
  readonly #extensions = new Contributions<Entry>();
  readonly #parts = new Contributions<Parts>();
  readonly #views = new Contributions<'list' | 'form'>();

  add({ key, facts }: SetItem, origin: Origin = OWN): void {
    const { defines } = facts;
    for (const [type, name, own] of namedBy(key, defines)) {
      this.#type(type).add(name, { origin, defines: own });
      if (origin.own) this.#ownCount.set(type, (this.#ownCount.get(type) ?? 0) + 1);
    }
    for (const view in defines.views) this.#views.add(view, defines.views[view] as 'list' | 'form');
    if (defines.extends !== undefined) this.#extensions.add(defines.extends, { origin, defines });
    if (defines.parts !== undefined) this.#parts.add(key, defines.parts);
    for (const { type, name, parts } of defines.adds ?? []) this.#parts.add(`${type}/${name}`, parts);
  }

  /** @param item exactly what was added, by the package itself */
  remove({ key, facts }: SetItem): void {
    const { defines } = facts;
    for (const [type, name, own] of namedBy(key, defines)) {
      this.#type(type).remove(name, (entry) => entry.origin.own && entry.defines === own);
      this.#ownCount.set(type, (this.#ownCount.get(type) ?? 0) - 1);
    }
    for (const view in defines.views) this.#views.remove(view, (kind) => kind === defines.views?.[view]);
    if (defines.extends !== undefined) {
      this.#extensions.remove(defines.extends, (entry) => entry.defines === defines);
    }
    if (defines.parts !== undefined) this.#parts.remove(key, (parts) => parts === defines.parts);
    for (const { type, name, parts } of defines.adds ?? []) {
      this.#parts.remove(`${type}/${name}`, (known) => known === parts);
    }
  }

  #type(type: string): Contributions<Entry> {
    const known = this.#items.get(type);
    if (known !== undefined) return known;
    const fresh = new Contributions<Entry>();
    this.#items.set(type, fresh);
    return fresh;
  }

  #entry(type: string, name: string): Entry | undefined {
    const entries = this.#items.get(type)?.get(name);
    if (entries === undefined || entries.length < 2) return entries?.[0];
    return entries.find((entry) => entry.origin.own) ?? entries[0];
  }

  /** Who defines the item; the package's own definition first. */
  origin(type: string, name: string): Origin | undefined {
    return this.#entry(type, name)?.origin;
  }

  /** The installed package that defines the item, whoever else does. */
  installedBy(type: string, name: string): string | undefined {
    for (const { origin } of this.#items.get(type)?.get(name) ?? []) if (!origin.own) return origin.packageId;
    return undefined;
  }

  /** The package itself has at least one item of the type. */
  ownsAny(type: string): boolean {
    return (this.#ownCount.get(type) ?? 0) > 0;
  }

  names(type: string): Iterable<string> {
    return this.#items.get(type)?.names() ?? [];
  }

  viewKinds(name: string): readonly ('list' | 'form')[] {
    return this.#views.get(name);
  }

  /** Where the object is defined, if its fields are known: an external object may declare none. */
  judgeable(object: string): Origin | undefined {
    const entry = this.#entry('object', object);
    return entry?.defines.fields === undefined ? undefined : entry.origin;
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
    const parts = this.#parts.get(`${type}/${name}`);
    return [...embedded, ...parts.flatMap((given) => groups.flatMap((member) => given[member] ?? []))];
  }
}

const NOTHING: ItemDefinitions = {};
const GROUP_UNIONS: Readonly<Partial<Record<PartGroup, readonly PartGroup[]>>> = {
  axes: ['dimensions', 'measures'],
  sections: ['sections', 'groups'],
};

/** Every name that an item brings into the set: its own, its embedded actions', its derived views'. */
function namedBy(
  key: ItemKey,
  defines: ItemDefinitions,
): [type: string, name: string, defines: ItemDefinitions][] {
  const { type, name } = parseKey(key);
  const named: [string, string, ItemDefinitions][] = [[type, name, defines]];
  for (const action of defines.actions ?? []) named.push(['action', action, NOTHING]);
  for (const view in defines.views) if (type !== 'view' || view !== name) named.push(['view', view, NOTHING]);
  return named;
}
