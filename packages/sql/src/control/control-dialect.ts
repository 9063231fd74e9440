/** Owns what differs between the engines of the control plane, as far as stores and migrations can see it. */
import type { Expression, Kysely, RawBuilder, SqlBool } from 'kysely';
import type { ControlSchema } from './schema.ts';

export interface ControlDialect {
  /** Compiles statements, with the tenancy plugin on; it has no connection. */
  readonly db: Kysely<ControlSchema>;
  /** Type of a text column: compares and sorts by code point. */
  readonly text: 'text' | RawBuilder<unknown>;
  /** Triggers that keep sealed rows sealed and logs append-only. */
  readonly triggers: readonly string[];
  /** The triggers that let a table only grow. @param key beside its organization */
  appendOnly(table: string, key: string): readonly string[];
  /** `column` is one of the texts in the slot `list`, which is bound to `list(values)`. */
  isAnyOf(column: string, list: unknown): Expression<SqlBool>;
  list(values: readonly string[]): unknown;
  /** Text from its bytes (a slot): a large one is not also held as a string of this process. */
  utf8(bytes: Uint8Array | null): RawBuilder<string>;
  /** A text as the driver gives it with the least copying: itself, or its UTF-8 bytes. */
  bytesOf(column: string): RawBuilder<string | Uint8Array | null>;
  /**
   * Of a row: the same twice, where nobody but this connection wrote the row in between.
   * Two connections may call the same row by other names, and none of them a changed one by the same.
   */
  readonly stamp: RawBuilder<string>;
  /** The database's clock as ISO-8601 UTC text with milliseconds, `ms` (a slot) from now. */
  clock(ms: number): RawBuilder<string>;
}
