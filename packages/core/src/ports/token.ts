/**
 * Port: tokens (`_authoring_token`), by their public id. The secret is never there, only its hash; a token that was
 * revoked or has expired stays, for whoever reads the log.
 */
import type { TokenGrant } from '../policy/token-grant.ts';
import type { PrincipalKind, Scope } from '../scope.ts';

export interface TokenRow extends TokenGrant {
  readonly name: string;
  readonly kind: Exclude<PrincipalKind, 'user'>;
  /** sha-256 of the whole text, hex. */
  readonly hash: string;
  readonly createdAt: string;
  /** ISO-8601 UTC: from then on it is none. */
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
}

export interface TokenPort {
  insert(scope: Scope, row: TokenRow): Promise<void>;
  get(scope: Scope, id: string): Promise<TokenRow | null>;
  /** Newest first. */
  list(scope: Scope, options: { readonly limit: number }): Promise<readonly TokenRow[]>;
  used(scope: Scope, id: string, at: string): Promise<void>;
  /** Once and for all. @returns whether it was not revoked before */
  revoke(scope: Scope, id: string, at: string): Promise<boolean>;
}
