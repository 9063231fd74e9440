/** Owns what the online bench needs of an engine: a filled table once, equal fresh copies of it, and a way to hold it. */
import type { Engine } from '@objectstack/metadata-authoring';

export interface OnlineDatabase {
  readonly url: string;
  dispose(): Promise<void>;
}

export interface OnlineEngine {
  readonly engine: Engine;
  /** Version and durability, for the line above the tables. */
  readonly description: string;
  /** How long one attempt of ours really waits for a lock: engines count in different units. */
  readonly lockTimeoutMs: number;
  /** A database with the big table, empty, for a copy to be made of it. */
  empty(): Promise<OnlineDatabase>;
  /** Fills the big table of that database. */
  fill(url: string, rows: number): Promise<void>;
  /** An equal copy of that database, at rest. */
  copy(url: string): Promise<OnlineDatabase>;
  /** A transaction that has read the big table; gives it up when called. */
  hold(url: string): Promise<() => Promise<void>>;
}
