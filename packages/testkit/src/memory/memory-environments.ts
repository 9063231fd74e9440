/** Owns environments in memory, in pipeline order. */
import { AuthoringError, type EnvironmentPort, type EnvironmentRow } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryEnvironments(session: MemorySession): EnvironmentPort {
  const own = (orgId: string) => session.read().environments.where((it) => it.org === orgId);
  return {
    async find({ orgId }, nameOrId) {
      const byId = session.read().environments.get(keyOfRow(orgId, nameOrId));
      const row = byId ?? own(orgId).find((it) => it.name === nameOrId);
      return row ? withoutOrg(row) : null;
    },
    async list({ orgId }) {
      return own(orgId)
        .sort(ascending((it) => it.position))
        .map(withoutOrg);
    },
    async insert({ orgId }, row) {
      await session.write(({ environments }) => {
        const others = environments.where((it) => it.org === orgId);
        if (others.some((it) => it.name === row.name)) {
          throw new AuthoringError('ENVIRONMENT_EXISTS', `environment ${row.name} exists already`);
        }
        for (const other of others) {
          if (other.position < row.position) continue;
          environments.set(keyOfRow(orgId, other.id), { ...other, position: other.position + 1 });
        }
        environments.set(keyOfRow(orgId, row.id), { ...row, org: orgId });
      });
    },
    setState: ({ orgId }, id, state) =>
      session.write(({ environments }) => {
        const row = environments.get(keyOfRow(orgId, id));
        if (!row?.ephemeral) return false;
        environments.set(keyOfRow(orgId, id), { ...row, ephemeral: { ...row.ephemeral, state } });
        return true;
      }),
    remove: ({ orgId }, id) =>
      session.write(({ environments }) => {
        const there = environments.get(keyOfRow(orgId, id)) !== undefined;
        environments.delete(keyOfRow(orgId, id));
        return there;
      }),
  };
}

function withoutOrg({ org: _, ...row }: EnvironmentRow & { readonly org: string }): EnvironmentRow {
  return row;
}
