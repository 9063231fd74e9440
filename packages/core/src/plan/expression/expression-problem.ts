/** Owns how a bad expression is told: every problem at once, each with its place, the op at fault and what to do. */
import { AuthoringError } from '../../error.ts';

export interface ExpressionProblem {
  /** Dotted place inside the expression, '' for the whole. */
  readonly path: string;
  /** The op at that place; 'literal' for a bare value. */
  readonly op: string;
  readonly message: string;
  readonly suggestion: string;
}

/** @param problems at least one; the first is in the message */
export function expressionInvalid(problems: readonly ExpressionProblem[]): AuthoringError {
  const [first] = problems;
  const place = first?.path ? `'${first.path}' of the expression` : 'the expression';
  return new AuthoringError('EXPRESSION_INVALID', `${place}: ${first?.message}`, {
    details: { problems },
    suggestion: first?.suggestion ?? 'correct the expression',
  });
}
