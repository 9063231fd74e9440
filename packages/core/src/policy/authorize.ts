/** Owns the one policy hook: every use case asks it first. What it answers is data (rights.ts); whose role it is, the host knows. */
import { AuthoringError } from '../error.ts';
import type { EnvironmentType } from '../ports/environment.ts';
import type { Principal, Scope } from '../scope.ts';
import { type Operation, type Right, type Role, rightOf, strictest } from './rights.ts';
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

/**
 * @param roleOf of a member, in that environment, as it is now; null: no member. A token may what its own role may and
 * what whoever made it may now: of one, `roleOf` is asked about its maker
 */
export function authorizeBy(roleOf: (scope: Scope, environment: Place | null) => Role | null): Authorize {
  return (scope, operation, environment) => {
    const { kind, token } = scope.principal;
    const answerable: Scope = token ? { ...scope, principal: { kind: 'user', id: token.madeBy } } : scope;
    const role = roleOf(answerable, environment);
    const own: Right =
      role === null
        ? 'deny'
        : rightOf({ role, kind: answerable.principal.kind }, operation, environment?.type ?? null);
    const right = token ? strictest([rightOfToken(token, kind, operation, environment), own]) : own;
    if (right !== 'deny') return right;
    const isMakers = token && own === 'deny';
    throw forbidden(scope.principal, role, operation, environment, isMakers ? token.madeBy : null);
  };
}

/** @param maker whose right it is that a token lacks; null: its own */
function forbidden(
  { kind, id, token }: Principal,
  memberRole: Role | null,
  operation: Operation,
  environment: Place | null,
  maker: string | null,
): AuthoringError {
  const role = token?.role ?? memberRole;
  const where = environment === null ? '' : ` in '${environment.name}' (${environment.type})`;
  const limits = [...(token?.environments ?? []), ...(token?.operations ?? [])];
  const is = [
    role ?? 'no member',
    ...(kind === 'agent' ? ['an agent'] : []),
    ...(token ? [limits.length === 0 ? 'a token' : `a token for ${limits.join(', ')}`] : []),
    ...(maker === null ? [] : [`made by '${maker}', who is ${memberRole ?? 'no member'} now,`]),
  ].join(' and ');
  return new AuthoringError(
    'ROLE_FORBIDDEN',
    `'${id}' is ${is} and may not ${operation.replaceAll('_', ' ')}${where}`,
    {
      details: { actor: id, role, operation, ...(maker === null ? {} : { maker, makerRole: memberRole }) },
      suggestion:
        kind === 'agent'
          ? 'leave it to a member: an agent prepares and asks, it never seals, approves or destroys'
          : token
            ? 'leave it to a member, or use a token that may: an owner or admin makes one with mda token create'
            : 'ask an owner to do it, or to give you another role',
    },
  );
}
