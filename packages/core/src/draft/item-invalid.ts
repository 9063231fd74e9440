/** Owns the one error for an item that is not valid: every problem in its details, the first in its message. */
import { AuthoringError } from '../error.ts';
import type { Problem } from '../validate/problem.ts';

/** TYPE_UNKNOWN or IDENTIFIER_INVALID when that is all there is to say, else ITEM_INVALID. */
export function itemInvalid(problems: readonly Problem[]): AuthoringError {
  const codes = new Set(problems.map((problem) => problem.code));
  const only = codes.size === 1 ? problems[0]?.code : undefined;
  return problemsError(
    only === 'TYPE_UNKNOWN' || only === 'IDENTIFIER_INVALID' ? only : 'ITEM_INVALID',
    problems,
  );
}

/** A new name that is not valid says so, whatever else the schema says about it. */
export function newNameInvalid(problems: readonly Problem[]): AuthoringError {
  const aboutNames = problems.filter((problem) => problem.code === 'IDENTIFIER_INVALID');
  return aboutNames.length > 0
    ? problemsError('IDENTIFIER_INVALID', [...aboutNames, ...problems])
    : itemInvalid(problems);
}

function problemsError(
  code: 'ITEM_INVALID' | 'TYPE_UNKNOWN' | 'IDENTIFIER_INVALID',
  problems: readonly Problem[],
): AuthoringError {
  const [first] = problems;
  const path = first?.path ? `${first.path}: ` : '';
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new AuthoringError(code, `'${first?.ref}' is not valid: ${path}${first?.message}${more}`, {
    details: { problems: [...new Set(problems)] },
    suggestion: first?.suggestion ?? 'correct the item and stage it again',
  });
}
