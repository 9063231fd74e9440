/** Owns how installations were found, in memory. */
import type { HealthPort } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryHealth(session: MemorySession): HealthPort {
  return {
    async list({ orgId }, environmentId) {
      return session
        .read()
        .health.where((row) => row.org === orgId && row.environmentId === environmentId)
        .sort(ascending(({ packageId }) => packageId))
        .map(({ org: _, ...row }) => row);
    },
    async put({ orgId }, row) {
      await session.write(({ health }) =>
        health.set(keyOfRow(orgId, `${row.environmentId} ${row.packageId}`), { ...row, org: orgId }),
      );
    },
  };
}
