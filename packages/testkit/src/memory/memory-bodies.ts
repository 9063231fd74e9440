/** Owns item bodies in memory: the first bytes of a checksum stay. */
import type { BodyPort } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { keyOfRow } from './table.ts';

export function memoryBodies(session: MemorySession): BodyPort {
  return {
    async putAll({ orgId }, rows) {
      await session.write(({ bodies }) => {
        for (const { checksum, canonical } of rows) {
          const key = keyOfRow(orgId, checksum);
          if (!bodies.has(key)) bodies.set(key, canonical);
        }
      });
    },
    async getAll({ orgId }, checksums) {
      const { bodies } = session.read();
      const found = new Map<string, string>();
      for (const checksum of checksums) {
        const canonical = bodies.get(keyOfRow(orgId, checksum));
        if (canonical !== undefined) found.set(checksum, canonical);
      }
      return found;
    },
  };
}
