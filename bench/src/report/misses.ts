/** Owns the known reasons why a goal is missed, for the lines that a run finds missed. */
export interface Miss {
  readonly goal: string;
  /** Part of the line's `what`. */
  readonly what: string;
  readonly reason: string;
}

export const MISSES: readonly Miss[] = [];
