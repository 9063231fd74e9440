/** Owns overlays and their history, in memory. */
import type { OverlayPort, OverlayRow, Scope } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryOverlays(session: MemorySession): OverlayPort {
  const keyIn = ({ orgId }: Scope, environmentId: string, ref: string) => keyOfRow(orgId, environmentId, ref);
  const bare = ({ org: _org, ...row }: OverlayRow & { readonly org: string }): OverlayRow => row;
  return {
    async get(scope, environmentId, ref) {
      const row = session.read().overlays.get(keyIn(scope, environmentId, ref));
      return row ? bare(row) : null;
    },
    async list({ orgId }, environmentId) {
      const rows = session
        .read()
        .overlays.where((row) => row.org === orgId && row.environmentId === environmentId);
      return rows.map(bare).sort(ascending((row) => row.ref));
    },
    async put(scope, row, op) {
      await session.write(({ overlays, overlayHistory }) => {
        const key = keyIn(scope, row.environmentId, row.ref);
        const checksumBefore = overlays.get(key)?.bodyChecksum ?? null;
        overlays.set(key, { ...row, org: scope.orgId });
        overlayHistory.set(key, [
          { op, checksumBefore, checksumAfter: row.bodyChecksum, at: row.updatedAt, by: row.updatedBy },
          ...(overlayHistory.get(key) ?? []),
        ]);
      });
    },
    async remove(scope, environmentId, ref, at) {
      await session.write(({ overlays, overlayHistory }) => {
        const key = keyIn(scope, environmentId, ref);
        const row = overlays.get(key);
        if (!row) return;
        overlays.delete(key);
        overlayHistory.set(key, [
          {
            op: 'reset',
            checksumBefore: row.bodyChecksum,
            checksumAfter: null,
            at,
            by: scope.principal.id,
          },
          ...(overlayHistory.get(key) ?? []),
        ]);
      });
    },
    async history(scope, environmentId, ref, limit) {
      const entries = session.read().overlayHistory.get(keyIn(scope, environmentId, ref)) ?? [];
      return entries.slice(0, limit);
    },
  };
}
