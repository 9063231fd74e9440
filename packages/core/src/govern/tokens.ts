/** Owns the life of tokens: making one, of which the secret is told once; looking at them; and revoking one. */
import type { Context } from '../context.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { Place } from '../policy/authorize.ts';
import { isOperation, isRole, OPERATIONS, type Operation, type Right, strictest } from '../policy/rights.ts';
import { rightOfToken } from '../policy/token-grant.ts';
import { ENVIRONMENT_TYPES } from '../ports/environment.ts';
import type { TokenRow } from '../ports/token.ts';
import { environmentByName } from '../release/find-environment.ts';
import type { Scope } from '../scope.ts';
import { newTokenText, tokenHash, tokenIdIn } from './token-text.ts';

/** As a face got it: nobody checked it. */
export interface TokenInput {
  readonly name: string;
  readonly role: string;
  /** Default: `service`. */
  readonly kind?: string;
  /** Names; absent: every environment. */
  readonly environments?: readonly string[];
  /** Absent: all of the role. `read` always goes with them: whatever anybody does begins with looking. */
  readonly operations?: readonly string[];
  readonly lifetimeMs: number;
}

export interface TokenSummary extends Omit<TokenRow, 'hash'> {
  readonly status: 'live' | 'expired' | 'revoked';
}

/** More than these nobody looks through. */
const LISTED = 1_000;
const NAME = /^[a-z0-9][a-z0-9._-]{0,47}$/;

/**
 * @returns with `token`: its whole text, which nobody can be told again
 * @throws USAGE_INVALID, ENVIRONMENT_NOT_FOUND, ROLE_FORBIDDEN also where it would have more rights than who makes it
 */
export async function createToken(
  context: Context,
  scope: Scope,
  input: TokenInput,
): Promise<TokenSummary & { readonly token: string }> {
  context.authorize(scope, 'manage_tokens', null);
  const asked = checked(input);
  const named = asked.environments;
  const places: Place[] = [];
  for (const name of named ?? []) places.push(await environmentByName(context.plane, scope, name));
  const grant = { ...asked, environments: named === null ? null : places.map(({ name }) => name) };
  assertNoMore(context, scope, grant, named === null ? await everyPlace(context, scope) : places);
  const { id, text } = newTokenText();
  const at = context.clock.now();
  const row: TokenRow = {
    ...grant,
    id,
    hash: tokenHash(text),
    madeBy: scope.principal.id,
    createdAt: at,
    expiresAt: new Date(Date.parse(at) + input.lifetimeMs).toISOString(),
    lastUsedAt: null,
    revokedAt: null,
    revokedBy: null,
  };
  await context.plane.transaction(async (tx) => {
    await tx.tokens.insert(scope, row);
    const { name, kind, role, environments, operations, expiresAt } = row;
    await tx.log.record(scope, {
      op: 'token.created',
      ref: `token/${id}`,
      data: { name, kind, role, environments, operations, expiresAt },
      at,
    });
  });
  return { ...summaryOf(row, at), token: text };
}

/** Newest first, also those that are none any more. */
export async function listTokens(context: Context, scope: Scope): Promise<readonly TokenSummary[]> {
  context.authorize(scope, 'manage_tokens', null);
  const now = context.clock.now();
  return (await context.plane.tokens.list(scope, { limit: LISTED })).map((row) => summaryOf(row, now));
}

/** From the next request on, and within a second for a run that is on its way. Idempotent. @throws TOKEN_NOT_FOUND */
export async function revokeToken(context: Context, scope: Scope, given: string): Promise<TokenSummary> {
  context.authorize(scope, 'manage_tokens', null);
  // Who has only the token itself revokes it by that, and it is not repeated in an error.
  const id = tokenIdIn(given) ?? given;
  const at = context.clock.now();
  return context.plane.transaction(async (tx) => {
    const row = await tx.tokens.get(scope, id);
    if (!row)
      throw new AuthoringError('TOKEN_NOT_FOUND', 'there is no token of this id', {
        suggestion: 'list the tokens with: mda token list',
      });
    if (await tx.tokens.revoke(scope, id, at))
      await tx.log.record(scope, {
        op: 'token.revoked',
        ref: `token/${id}`,
        data: { name: row.name },
        at,
      });
    return summaryOf((await tx.tokens.get(scope, id)) ?? row, at);
  });
}

type AskedGrant = Pick<TokenRow, 'name' | 'kind' | 'role' | 'environments' | 'operations'>;

function checked({
  name,
  role,
  kind = 'service',
  environments,
  operations,
  lifetimeMs,
}: TokenInput): AskedGrant {
  if (typeof name !== 'string' || !NAME.test(name))
    throw invalid('a name is of a-z, 0-9, dot, dash and underscore, at most 48 characters');
  if (!isRole(role)) throw invalid(`'${role}' is no role`);
  if (kind !== 'service' && kind !== 'agent') throw invalid(`'${kind}' is neither 'service' nor 'agent'`);
  const unknown = operations?.find((one) => !isOperation(one));
  if (unknown !== undefined)
    throw invalid(`'${unknown}' is no operation; there are: ${OPERATIONS.join(', ')}`);
  if (operations?.length === 0 || environments?.length === 0)
    throw invalid('a token for no operation or for no environment is of no use');
  const { token_lifetime_ms_min: least, token_lifetime_ms_max: most } = LIMITS;
  if (!Number.isInteger(lifetimeMs) || lifetimeMs < least || lifetimeMs > most)
    throw invalid('a token lives a minute at least, and 366 days at most');
  return {
    name,
    role,
    kind,
    environments: environments === undefined ? null : [...new Set(environments)],
    operations:
      operations === undefined ? null : [...new Set<Operation>(['read', ...operations.filter(isOperation)])],
  };
}

/** Those that are there, and whatever may be added. */
async function everyPlace({ plane }: Context, scope: Scope): Promise<readonly Place[]> {
  const later = ENVIRONMENT_TYPES.map((type) => ({ name: `a ${type} environment`, type }));
  return [...(await plane.environments.list(scope)), ...later];
}

/** @throws ROLE_FORBIDDEN naming the first right that who makes it does not have */
function assertNoMore(context: Context, scope: Scope, grant: AskedGrant, places: readonly Place[]): void {
  for (const operation of grant.operations ?? OPERATIONS)
    for (const place of [...places, null]) {
      const wanted = rightOfToken(grant, grant.kind, operation, place);
      if (strictest([wanted, rightOfMaker(context, scope, operation, place)]) === wanted) continue;
      const where = place === null ? '' : ` in '${place.name}'`;
      throw new AuthoringError(
        'ROLE_FORBIDDEN',
        `a token may no more than who makes it: '${scope.principal.id}' may not ${operation.replaceAll('_', ' ')}${where}`,
        {
          details: { actor: scope.principal.id, role: grant.role, operation },
          suggestion: 'give it a lower role, or leave out what you may not: --role, --operations, --env',
        },
      );
    }
}

function rightOfMaker(context: Context, scope: Scope, operation: Operation, place: Place | null): Right {
  try {
    return context.authorize(scope, operation, place);
  } catch (error) {
    if (isAuthoringError(error) && error.code === 'ROLE_FORBIDDEN') return 'deny';
    throw error;
  }
}

function summaryOf({ hash: _, ...row }: TokenRow, now: string): TokenSummary {
  const expired = now >= row.expiresAt ? 'expired' : 'live';
  return { ...row, status: row.revokedAt === null ? expired : 'revoked' };
}

function invalid(why: string): AuthoringError {
  return new AuthoringError('USAGE_INVALID', why, {
    suggestion: 'see how it is called with: mda token create --help',
  });
}
