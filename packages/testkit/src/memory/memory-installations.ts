/** Owns install pointers in memory. */
import type { InstallationPort, InstallationRow } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryInstallations(session: MemorySession): InstallationPort {
  return {
    async current({ orgId }, environmentId, packageId) {
      const row = session.read().installations.get(keyOfRow(orgId, environmentId, packageId));
      return row ? withoutOrg(row) : null;
    },
    async list({ orgId }, environmentId) {
      const rows = session
        .read()
        .installations.where((it) => it.org === orgId && it.environmentId === environmentId);
      return rows.sort(ascending((it) => it.packageId)).map(withoutOrg);
    },
    async running({ orgId }, versionId) {
      const rows = session.read().installations.where((it) => it.org === orgId && it.versionId === versionId);
      return rows.sort(ascending((it) => it.environmentId)).map(withoutOrg);
    },
    async activate({ orgId }, row) {
      await session.write(({ installations }) => {
        const key = keyOfRow(orgId, row.environmentId, row.packageId);
        const { id } = installations.get(key) ?? row;
        installations.set(key, { ...row, id, org: orgId });
      });
    },
    async remove({ orgId }, environmentId, packageId) {
      await session.write(({ installations }) =>
        installations.delete(keyOfRow(orgId, environmentId, packageId)),
      );
    },
  };
}

function withoutOrg({ org: _, ...row }: InstallationRow & { readonly org: string }): InstallationRow {
  return row;
}
