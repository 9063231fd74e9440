/** Owns the known reasons why a goal is missed, for the lines that a run finds missed. */
export interface Miss {
  readonly goal: string;
  /** Part of the line's `what`. */
  readonly what: string;
  readonly reason: string;
}

export const MISSES: readonly Miss[] = [
  {
    goal: 'G4',
    what: 'caches empty',
    reason:
      'a process that has seen none of the bodies reads, parses and walks each of them for its references and its table before the first statement; the command line is such a process, a server is not',
  },
  {
    goal: 'G14',
    what: 'the whole package',
    reason:
      'the bytes are hashed twice on the way out, once against what was sealed, once for the checksum of the artifact; of a small package that is as long as half of its parse',
  },
  {
    goal: 'G15',
    what: 'rollback without DDL',
    reason:
      'three durable commits are all it makes; the rest is its plan, event and audit row, some thirty statements, and the comparison of the two item indexes, about 1 µs an item',
  },
];
