/**
 * Port: what was taken over from a database whose runtime had authored its own metadata (`_authoring_adoption`). What
 * changes there afterwards is found by it.
 */
import type { ItemKey } from '../metadata/ref.ts';
import type { Scope } from '../scope.ts';

export interface AdoptedItem {
  /** sha-256 of the row's text. */
  readonly row: string;
  /** Checksum of the body that was made of it; null: it was refused. */
  readonly body: string | null;
}

export interface AdoptionRow {
  readonly environmentId: string;
  readonly packageId: string;
  readonly items: ReadonlyMap<ItemKey, AdoptedItem>;
  /** Of the last time. */
  readonly at: string;
}

export interface AdoptionPort {
  get(scope: Scope, environmentId: string, packageId: string): Promise<AdoptionRow | null>;
  /** Inserts, or replaces. */
  put(scope: Scope, row: AdoptionRow): Promise<void>;
}
