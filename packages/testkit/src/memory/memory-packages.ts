/** Owns package identities in memory. */
import { AuthoringError, type PackagePort, type PackageRow } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryPackages(session: MemorySession): PackagePort {
  return {
    async find({ orgId }, manifestId) {
      const [row] = session.read().packages.where((it) => it.org === orgId && it.manifestId === manifestId);
      return row ? withoutOrg(row) : null;
    },
    async get({ orgId }, id) {
      const row = session.read().packages.get(keyOfRow(orgId, id));
      return row ? withoutOrg(row) : null;
    },
    async list({ orgId }) {
      const rows = session.read().packages.where((it) => it.org === orgId);
      return rows.sort(ascending((it) => it.manifestId)).map(withoutOrg);
    },
    async insert({ orgId }, row) {
      await session.write(({ packages }) => {
        if (packages.where((it) => it.org === orgId && it.manifestId === row.manifestId).length > 0) {
          throw new AuthoringError('NAME_TAKEN', `package ${row.manifestId} exists already`);
        }
        packages.set(keyOfRow(orgId, row.id), { ...row, org: orgId });
      });
    },
  };
}

function withoutOrg({ org: _, ...row }: PackageRow & { readonly org: string }): PackageRow {
  return row;
}
