/** Owns the one policy hook: every use case asks it first. What it answers is data (rights.ts); whose role it is, the host knows. */
import { AuthoringError } from '../error.ts';
import type { EnvironmentType } from '../ports/environment.ts';
import type { Principal, Scope } from '../scope.ts';
import { type Operation, type Role, rightOf } from './rights.ts';
import { rightOfToken } from './token-grant.ts';

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

/** @param roleOf of who asks, in that environment; null: no member. Who acts by a token has the role of that */
export function authorizeBy(roleOf: (scope: Scope, environment: Place | null) => Role | null): Authorize {
  return (scope, operation, environment) => {
    const { kind, token } = scope.principal;
    const role = token ? token.role : roleOf(scope, environment);
    const type = environment?.type ?? null;
    const right = token
      ? rightOfToken(token, kind, operation, environment)
      : role === null
        ? 'deny'
        : rightOf({ role, kind }, operation, type);
    if (right !== 'deny') return right;
    throw forbidden(scope.principal, role, operation, environment);
  };
}

function forbidden(
  { kind, id, token }: Principal,
  role: Role | null,
  operation: Operation,
  environment: Place | null,
): AuthoringError {
  const where = environment === null ? '' : ` in '${environment.name}' (${environment.type})`;
  const limits = [...(token?.environments ?? []), ...(token?.operations ?? [])];
  const is = [
    role ?? 'no member',
    ...(kind === 'agent' ? ['an agent'] : []),
    ...(token ? [limits.length === 0 ? 'a token' : `a token for ${limits.join(', ')}`] : []),
  ].join(' and ');
  return new AuthoringError(
    'ROLE_FORBIDDEN',
    `'${id}' is ${is} and may not ${operation.replaceAll('_', ' ')}${where}`,
    {
      details: { actor: id, role, operation },
      suggestion:
        kind === 'agent'
          ? 'leave it to a member: an agent prepares and asks, it never seals, approves or destroys'
          : token
            ? 'leave it to a member, or use a token that may: an owner or admin makes one with mda token create'
            : 'ask an owner to do it, or to give you another role',
    },
  );
}
