/**
 * Port: overlays (`sys_metadata` rows of an environment that belong to no package, with their history): what an item of an
 * installed package says there instead. Active at once.
 */
import type { ItemKey } from '../metadata/ref.ts';
import type { Scope } from '../scope.ts';

export interface OverlayRow {
  readonly environmentId: string;
  readonly ref: ItemKey;
  readonly bodyChecksum: string;
  /** The package's item that it was made on, or last merged with: the merge base. null: no package had one. */
  readonly baseChecksum: string | null;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export interface OverlayHistoryEntry {
  readonly op: 'put' | 'reset' | 'merge';
  readonly checksumBefore: string | null;
  readonly checksumAfter: string | null;
  readonly at: string;
  readonly by: string;
}

export interface OverlayPort {
  get(scope: Scope, environmentId: string, ref: ItemKey): Promise<OverlayRow | null>;
  /** Ordered by ref. */
  list(scope: Scope, environmentId: string): Promise<readonly OverlayRow[]>;
  /** Inserts, or replaces; its history with it. */
  put(scope: Scope, row: OverlayRow, op: 'put' | 'merge'): Promise<void>;
  /** Its history says so, and stays. */
  remove(scope: Scope, environmentId: string, ref: ItemKey, at: string): Promise<void>;
  /** Newest first. */
  history(
    scope: Scope,
    environmentId: string,
    ref: ItemKey,
    limit: number,
  ): Promise<readonly OverlayHistoryEntry[]>;
}
