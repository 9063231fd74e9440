/** Port: content-addressed item bodies (`_authoring_body`). Immutable: same checksum, same bytes, for ever. */
import type { Scope } from '../scope.ts';

export interface BodyRow {
  /** `sha256:<64 hex>` of the canonical bytes of the authored body. */
  readonly checksum: string;
  /** Canonical JSON text. */
  readonly canonical: string;
}

export interface BodyPort {
  /** Inserts what is new; an existing checksum is left alone. */
  putAll(scope: Scope, rows: readonly BodyRow[]): Promise<void>;
  /** Canonical text by checksum. Absent checksums are absent from the map. One or few queries, however many. */
  getAll(scope: Scope, checksums: Iterable<string>): Promise<ReadonlyMap<string, string>>;
}
