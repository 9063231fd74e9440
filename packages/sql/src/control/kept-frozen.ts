/**
 * Owns knowing which frozen content the database holds already. A run is saved at every change of state, but what it
 * froze, often the largest thing in the control plane after a manifest, is written once.
 */
import type { FrozenRun } from '@objectstack/metadata-authoring';

/** Runs in progress are few; a forgotten one is only written again. */
const remembered = 256;

export class KeptFrozen {
  readonly #byRun = new Map<string, WeakRef<FrozenRun>>();

  /** True when the database holds exactly this object's content for the run. */
  holds(runKey: string, frozen: FrozenRun): boolean {
    return this.#byRun.get(runKey)?.deref() === frozen;
  }

  /** To be told of committed content only. */
  keep(runKey: string, frozen: FrozenRun): void {
    this.#byRun.delete(runKey);
    this.#byRun.set(runKey, new WeakRef(frozen));
    for (const oldest of this.#byRun.keys()) {
      if (this.#byRun.size <= remembered) break;
      this.#byRun.delete(oldest);
    }
  }
}
