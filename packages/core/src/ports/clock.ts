/** Port: time. Tests inject it; nothing in core reads the machine's clock. */
export interface Clock {
  /** ISO-8601 UTC with milliseconds. */
  now(): string;
  /** Milliseconds, monotonic, for measuring only. */
  monotonicMs(): number;
  /** Calls `tick` every so many milliseconds until stopped. Keeps no process alive. @returns what stops it */
  every(ms: number, tick: () => void): () => void;
}
