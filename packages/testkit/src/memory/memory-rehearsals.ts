/** Owns rehearsals, in memory. */
import type { RehearsalPort, RehearsalRow } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryRehearsals(session: MemorySession): RehearsalPort {
  const newestFirst = (orgId: string, matches: (row: RehearsalRow) => boolean): readonly RehearsalRow[] =>
    session
      .read()
      .rehearsals.where((row) => row.org === orgId && matches(row))
      .sort(ascending(({ at, id }) => `${at} ${id}`))
      .reverse()
      .map(({ org: _, ...row }) => row);
  return {
    async insert({ orgId }, row) {
      await session.write(({ rehearsals }) => {
        const key = keyOfRow(orgId, row.id);
        if (rehearsals.has(key)) throw new TypeError(`rehearsal '${row.id}' is there already`);
        rehearsals.set(key, { ...row, org: orgId });
      });
    },
    async get({ orgId }, id) {
      return newestFirst(orgId, (row) => row.id === id)[0] ?? null;
    },
    async list({ orgId }, { environmentId, limit }) {
      const matches = (row: RehearsalRow) =>
        environmentId === undefined || row.environmentId === environmentId;
      return newestFirst(orgId, matches).slice(0, limit);
    },
    async latest({ orgId }, { environmentId, planHash, baseFingerprint }) {
      const matches = (row: RehearsalRow) =>
        row.environmentId === environmentId &&
        row.planHash === planHash &&
        row.baseFingerprint === baseFingerprint;
      return newestFirst(orgId, matches)[0] ?? null;
    },
  };
}
