/**
 * Owns the memory of immutable content: parsed bodies and facts by body checksum, indexes and facts by version id.
 * Content-addressed, so nothing here ever goes stale; bounded, so that it never grows with the number of versions.
 */
import type { ItemIndex } from './metadata/item-index.ts';
import type { RenameFact } from './metadata/rename-fact.ts';
import type { TableOf } from './plan/storage/schema-state.ts';
import type { TableSpec } from './plan/storage/table-spec.ts';
import type { KnownValidation } from './release/known-validation.ts';
import type { ItemFacts } from './validate/references/facts.ts';

export interface VersionContent {
  readonly index: ItemIndex;
  readonly renames: readonly RenameFact[];
}

/** A map that forgets its oldest entries beyond `capacity`. */
class Bounded<V> {
  readonly #entries = new Map<string, V>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }
  get(key: string): V | undefined {
    return this.#entries.get(key);
  }
  set(key: string, value: V): void {
    if (this.#entries.size >= this.#capacity && !this.#entries.has(key)) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, value);
  }
}

export class ContentCache {
  /** Parsed bodies; treated as frozen by every reader. */
  readonly bodies = new Bounded<unknown>(8_000);
  readonly canonical = new Bounded<string>(8_000);
  readonly facts = new Bounded<ItemFacts>(20_000);
  readonly versions = new Bounded<VersionContent>(16);
  /** The last validated set of a package: the next one differs from it by little. */
  readonly validations = new Bounded<KnownValidation>(4);
  /** Lives as long as the body in `bodies`. */
  readonly #tables = new WeakMap<object, { readonly packageId: string; readonly table: TableSpec | null }>();

  /** @param body one of `bodies` */
  tableOf(body: unknown, packageId: string, make: TableOf): TableSpec | null {
    const known = this.#tables.get(body as object);
    if (known?.packageId === packageId) return known.table;
    const table = make(body, packageId);
    this.#tables.set(body as object, { packageId, table });
    return table;
  }
}
