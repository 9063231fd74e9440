/** Owns what was taken over from databases of runtimes, in memory. */
import type { AdoptionPort } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { keyOfRow } from './table.ts';

export function memoryAdoptions(session: MemorySession): AdoptionPort {
  return {
    async get({ orgId }, environmentId, packageId) {
      return session.read().adoptions.get(keyOfRow(orgId, environmentId, packageId)) ?? null;
    },
    async put({ orgId }, row) {
      await session.write(({ adoptions }) =>
        adoptions.set(keyOfRow(orgId, row.environmentId, row.packageId), row),
      );
    },
  };
}
