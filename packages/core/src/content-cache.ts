/**
 * Owns the memory of immutable content: parsed bodies and facts by body checksum, indexes and facts by version id, identities
 * by package id. Content-addressed, so nothing here ever goes stale; bounded, so that it never grows with the number of versions: by
 * number where entries are small, by the characters of the texts that they are or come from where they are not.
 */

import type { Fact } from './metadata/fact.ts';
import type { ItemIndex } from './metadata/item-index.ts';
import type { TableSpec } from './plan/storage/table-spec.ts';
import type { KnownValidation } from './release/known-validation.ts';
import type { ItemFacts } from './validate/references/facts.ts';

export interface VersionContent {
  readonly index: ItemIndex;
  readonly facts: readonly Fact[];
}

/** A map that forgets its oldest entries when all together weigh more than `capacity`. */
class Bounded<V> {
  readonly #entries = new Map<string, { readonly value: V; readonly weight: number }>();
  readonly #capacity: number;
  #weight = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }
  get(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }
  set(key: string, value: V, weight = 1): void {
    this.#weight += weight - (this.#entries.get(key)?.weight ?? 0);
    this.#entries.set(key, { value, weight });
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight <= this.#capacity || oldest === key) return;
      this.#entries.delete(oldest);
      this.#weight -= entry.weight;
    }
  }
}

/** A parsed body takes three times its text: those of some 1,200 objects of 30 fields, the texts of some 7,000. */
const BODY_CHARS = 10_000_000;
const TEXT_CHARS = 60_000_000;

export class ContentCache {
  /** Parsed bodies; treated as frozen by every reader. */
  readonly bodies = new Bounded<unknown>(BODY_CHARS);
  readonly canonical = new Bounded<string>(TEXT_CHARS);
  readonly facts = new Bounded<ItemFacts>(20_000);
  readonly versions = new Bounded<VersionContent>(16);
  /** Of each package by its id: an identity, which never changes. */
  readonly manifestIds = new Bounded<string>(1_000);
  /** Of versions whose stored bytes are known to be those that were sealed: see release/sealed-bytes.ts. */
  readonly verified = new Bounded<true>(1_000);
  /** The last validated set of a package: the next one differs from it by little. */
  readonly validations = new Bounded<KnownValidation>(4);
  /** By package and checksum of the object; null: it has none. */
  readonly tables = new Bounded<TableSpec | null>(20_000);
}
