/** Owns the shape of a validation problem: always all problems at once, each with where, why and what to do. */
import type { ErrorCode } from '../error.ts';
import type { ItemKey } from '../metadata/ref.ts';

/** Warnings have codes of their own: they never become errors of a call. */
export type WarningCode =
  | 'REFERENCE_EXTERNAL'
  | 'REFERENCE_CYCLE'
  | 'NAMESPACE_PREFIX_MISSING'
  | 'ITEM_CONVERTED'
  | 'TYPE_UNREGISTERED';

export interface Problem {
  readonly code: ErrorCode | WarningCode;
  readonly severity: 'error' | 'warning';
  readonly ref: ItemKey;
  /** Dotted path inside the body, '' for the item itself. */
  readonly path: string;
  readonly message: string;
  readonly suggestion: string;
}

export interface ValidationReport {
  /** No problem of severity error. */
  readonly valid: boolean;
  readonly problems: readonly Problem[];
}

export function reportOf(problems: readonly Problem[]): ValidationReport {
  return { valid: problems.every((problem) => problem.severity !== 'error'), problems };
}
