/** Owns how tokens read: what each may, until when. Their text is not among what they are. */
import type { TokenSummary } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

/** Named one by one: what is added to a token is not shown before somebody says so here. */
export function tokenJson(token: TokenSummary) {
  const { id, name, kind, role, environments, operations, status } = token;
  const { madeBy, createdAt, expiresAt, lastUsedAt, revokedAt, revokedBy } = token;
  return {
    ...{ id, name, kind, role, environments, operations, status },
    ...{ madeBy, createdAt, expiresAt, lastUsedAt, revokedAt, revokedBy },
  };
}

export function scopeWords({ role, kind, environments, operations }: TokenSummary): string {
  const where = environments === null ? [] : [`in ${environments.join(', ')}`];
  const what = operations === null ? [] : [`to ${operations.join(', ')}`];
  return [`${role} as ${kind}`, ...where, ...what].join(' ');
}

export function renderTokens(tokens: readonly TokenSummary[], style: Style): string {
  if (tokens.length === 0) return 'No token.\n';
  return renderTable(
    ['id', 'name', 'may', 'state', 'until', 'last used', 'made by'],
    tokens.map((token) => [
      token.id,
      token.name,
      scopeWords(token),
      token.revokedBy === null ? token.status : `revoked by ${token.revokedBy}`,
      token.expiresAt,
      token.lastUsedAt,
      token.madeBy,
    ]),
    style,
  );
}
