/** Owns what was set for environments, in memory. */
import type { PolicyPort } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { keyOfRow } from './table.ts';

export function memoryPolicies(session: MemorySession): PolicyPort {
  return {
    async get({ orgId }, environmentId) {
      return session.read().policies.get(keyOfRow(orgId, environmentId)) ?? null;
    },
    async put({ orgId }, environmentId, policy) {
      await session.write(({ policies }) => policies.set(keyOfRow(orgId, environmentId), policy));
    },
  };
}
