/** Owns tokens in memory. */
import type { TokenPort, TokenRow } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryTokens(session: MemorySession): TokenPort {
  return {
    async insert({ orgId }, row) {
      await session.write(({ tokens }) => tokens.set(keyOfRow(orgId, row.id), { ...row, org: orgId }));
    },
    async get({ orgId }, id) {
      const row = session.read().tokens.get(keyOfRow(orgId, id));
      return row ? withoutOrg(row) : null;
    },
    async list({ orgId }, { limit }) {
      const rows = session.read().tokens.where((it) => it.org === orgId);
      return rows
        .sort(ascending((it) => `${it.createdAt} ${it.id}`))
        .reverse()
        .slice(0, limit)
        .map(withoutOrg);
    },
    async used({ orgId }, id, at) {
      await session.write(({ tokens }) => {
        const row = tokens.get(keyOfRow(orgId, id));
        if (row) tokens.set(keyOfRow(orgId, id), { ...row, lastUsedAt: at });
      });
    },
    async revoke({ orgId, principal }, id, at) {
      return session.write(({ tokens }) => {
        const row = tokens.get(keyOfRow(orgId, id));
        if (!row || row.revokedAt !== null) return false;
        tokens.set(keyOfRow(orgId, id), { ...row, revokedAt: at, revokedBy: principal.id });
        return true;
      });
    },
  };
}

function withoutOrg({ org: _, ...row }: TokenRow & { readonly org: string }): TokenRow {
  return row;
}
