/** Owns values of variables in memory. */
import type { VariablePort, VariableRow } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryVariables(session: MemorySession): VariablePort {
  const keyOf = (org: string, environmentId: string, packageId: string, name: string) =>
    keyOfRow(org, JSON.stringify([environmentId, packageId, name]));
  return {
    async list({ orgId }, environmentId) {
      return session
        .read()
        .variables.where((it) => it.org === orgId && it.environmentId === environmentId)
        .sort(ascending((it) => `${it.packageId} ${it.name}`))
        .map(({ org: _, ...row }): VariableRow => row);
    },
    async put({ orgId }, row) {
      const key = keyOf(orgId, row.environmentId, row.packageId, row.name);
      await session.write(({ variables }) => variables.set(key, { ...row, org: orgId }));
    },
    async remove({ orgId }, environmentId, packageId, name) {
      const key = keyOf(orgId, environmentId, packageId, name);
      return session.write(({ variables }) => {
        const there = variables.has(key);
        variables.delete(key);
        return there;
      });
    },
  };
}
