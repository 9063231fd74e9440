/** Owns the one error for an item that is not valid: every problem in its details, the first in its message. */
import { AuthoringError } from '../error.ts';
import type { Problem } from '../validate/problem.ts';

export function itemInvalid(problems: readonly Problem[]): AuthoringError {
  const [first] = problems;
  const codes = new Set(problems.map((problem) => problem.code));
  const code =
    codes.size === 1 && (first?.code === 'TYPE_UNKNOWN' || first?.code === 'IDENTIFIER_INVALID')
      ? first.code
      : 'ITEM_INVALID';
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new AuthoringError(
    code,
    `'${first?.ref}' is not valid: ${first?.path ? `${first.path}: ` : ''}${first?.message}${more}`,
    {
      details: { problems },
      suggestion: first?.suggestion ?? 'correct the item and stage it again',
    },
  );
}
