/** Owns the one policy hook: every use case asks it first. What it answers is data (rights.ts); whose role it is, the host knows. */
import { AuthoringError } from '../error.ts';
import type { EnvironmentType } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { type Operation, type Role, rightOf } from './rights.ts';

export type { Operation } from './rights.ts';

export interface Place {
  readonly name: string;
  readonly type: EnvironmentType;
}

/**
 * @param environment null: the operation is about none
 * @returns `ask`: only with the approval of others
 * @throws ROLE_FORBIDDEN
 */
export type Authorize = (scope: Scope, operation: Operation, environment: Place | null) => 'allow' | 'ask';

export const allowAll: Authorize = () => 'allow';

/** @param roleOf of who asks, in that environment; null: no member */
export function authorizeBy(roleOf: (scope: Scope, environment: Place | null) => Role | null): Authorize {
  return (scope, operation, environment) => {
    const role = roleOf(scope, environment);
    const { kind, id } = scope.principal;
    const right = role === null ? 'deny' : rightOf({ role, kind }, operation, environment?.type ?? null);
    if (right !== 'deny') return right;
    const where = environment === null ? '' : ` in '${environment.name}' (${environment.type})`;
    const what = operation.replaceAll('_', ' ');
    const is = [role ?? 'no member', ...(kind === 'agent' ? ['an agent'] : [])].join(' and ');
    throw new AuthoringError('ROLE_FORBIDDEN', `'${id}' is ${is} and may not ${what}${where}`, {
      details: { actor: id, role, operation },
      suggestion:
        kind === 'agent'
          ? 'leave it to a member: an agent prepares and asks, it never seals, approves or destroys'
          : 'ask an owner to do it, or to give you another role',
    });
  };
}
