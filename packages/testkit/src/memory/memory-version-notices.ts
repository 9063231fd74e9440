/** Owns what was said of versions that were taken out of use, in memory. */
import type { VersionNoticePort } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { keyOfRow } from './table.ts';

export function memoryVersionNotices(session: MemorySession): VersionNoticePort {
  return {
    async get({ orgId }, versionId) {
      return session.read().notices.get(keyOfRow(orgId, versionId)) ?? null;
    },
    async put({ orgId }, notice) {
      await session.write(({ notices }) => notices.set(keyOfRow(orgId, notice.versionId), notice));
    },
  };
}
