/**
 * Owns who somebody is by a token, and whether the token still is one: asked with each request, and of a run again
 * beside its statements and in the transaction in which it goes live.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { TokenRow } from '../ports/token.ts';
import type { Scope } from '../scope.ts';
import { isHashOf, tokenIdIn } from './token-text.ts';

/**
 * A use that cannot be written down is none.
 * @returns the scope of one request @throws TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED
 */
export async function redeemToken(
  { plane, clock }: Pick<Context, 'plane' | 'clock'>,
  orgId: string,
  text: string,
): Promise<Scope> {
  const id = tokenIdIn(text);
  const nobody: Scope = { orgId, principal: { kind: 'service', id: 'token' } };
  const row = id === null ? null : await plane.tokens.get(nobody, id);
  if (!row || !isHashOf(row.hash, text)) throw unknown();
  const now = clock.now();
  assertLive(row, now);
  if (row.lastUsedAt === null || msBetween(row.lastUsedAt, now) >= LIMITS.token_use_ms)
    await plane.tokens.used(nobody, row.id, now);
  return scopeOf(orgId, row);
}

/** What it is called in history, events and audit. */
function tokenPrincipalId({ name, id }: Pick<TokenRow, 'name' | 'id'>): string {
  return `token/${name}/${id}`;
}

/**
 * Whether who drives a run still may: nothing to ask where no token is in play.
 * @throws TOKEN_REVOKED, TOKEN_EXPIRED
 */
export async function assertStillGranted(
  { clock }: Pick<Context, 'clock'>,
  tx: ControlPlane,
  scope: Scope,
  runId: string,
): Promise<void> {
  const { token } = scope.principal;
  if (!token) return;
  const row = await tx.tokens.get(scope, token.id);
  if (!row) throw unknown();
  assertLive(row, clock.now(), runId);
}

function assertLive(row: TokenRow, now: string, runId?: string): void {
  const details = { token: row.id, name: row.name, ...(runId === undefined ? {} : { run: runId }) };
  const suggestion =
    runId === undefined
      ? 'have an owner or admin make another one with: mda token create'
      : `see what became of the run with: mda run show ${runId}; ask again with a token that is valid`;
  if (row.revokedAt !== null)
    throw new AuthoringError('TOKEN_REVOKED', `token '${row.name}' was revoked`, {
      details: { ...details, revokedAt: row.revokedAt },
      suggestion,
    });
  if (now >= row.expiresAt)
    throw new AuthoringError('TOKEN_EXPIRED', `token '${row.name}' expired at ${row.expiresAt}`, {
      details: { ...details, expiresAt: row.expiresAt },
      suggestion,
    });
  const written = row.lastUsedAt ?? row.createdAt;
  if (msBetween(now, written) > LIMITS.clock_skew_ms)
    throw new AuthoringError(
      'TOKEN_INVALID',
      `the clock of this machine says ${now}, but token '${row.name}' was used at ${written} already`,
      {
        details,
        suggestion: 'set the clock right: by this one nobody can tell whether the token has expired',
      },
    );
}

function scopeOf(orgId: string, row: TokenRow): Scope {
  const { id, role, environments, operations, madeBy } = row;
  const token = { id, role, environments, operations, madeBy };
  return { orgId, principal: { kind: row.kind, id: tokenPrincipalId(row), token } };
}

function unknown(): AuthoringError {
  return new AuthoringError('TOKEN_INVALID', 'this is no token of this workspace', {
    suggestion: 'check that all of it was copied; an owner or admin makes another one with: mda token create',
  });
}

function msBetween(earlier: string, later: string): number {
  return Date.parse(later) - Date.parse(earlier);
}
