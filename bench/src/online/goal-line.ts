/** Owns the shape of one goal and what this run measured of it. */
export interface GoalLine {
  readonly goal: string;
  readonly engine: string;
  readonly what: string;
  /** NaN or null (of a JSON document): not measured. */
  readonly measured: number | null;
  /** Highest that meets the goal. */
  readonly target: number;
  readonly unit: '×' | 'ms' | 'MB' | 'failed' | 'writes';
}

/** null: nothing measured. */
export function isReached({ measured, target }: GoalLine): boolean | null {
  return measured === null || Number.isNaN(measured) ? null : measured <= target;
}
