/** Owns holds in memory. */
import type { HoldPort, HoldRow } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryHolds(session: MemorySession): HoldPort {
  return {
    async list({ orgId }, environmentId) {
      const rows = session.read().holds.where((it) => it.org === orgId && it.environmentId === environmentId);
      return rows.sort(ascending((it) => `${it.heldAt} ${it.id}`)).map(withoutOrg);
    },
    async put({ orgId }, rows) {
      await session.write(({ holds }) => {
        for (const row of rows) holds.set(keyOfRow(orgId, row.id), { ...row, org: orgId });
      });
    },
    async remove({ orgId }, environmentId, ids) {
      await session.write(({ holds }) => {
        holds.deleteWhere(
          (it) => it.org === orgId && it.environmentId === environmentId && ids.includes(it.id),
        );
      });
    },
  };
}

function withoutOrg({ org: _, ...row }: HoldRow & { readonly org: string }): HoldRow {
  return row;
}
