/** Owns the seam through which somebody may watch every statement: tracing, and tests that fail the n-th one. */

/** Called on the thread that runs the statement. What it throws is thrown in the place of the statement's outcome. */
export interface StatementObserver {
  /** The statement has not been sent. */
  before(database: 'control' | 'target', sql: string): void;
  /** The statement took effect; its caller does not know yet. */
  after(database: 'control' | 'target', sql: string): void;
}
