/** Port: identity. */
export interface Ids {
  /** A new UUIDv7. */
  next(): string;
}
