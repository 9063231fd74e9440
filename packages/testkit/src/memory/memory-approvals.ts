/** Owns requests for leave and their answers in memory. */
import type { ApprovalPort, ApprovalRow } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryApprovals(session: MemorySession): ApprovalPort {
  return {
    async insert({ orgId }, row) {
      await session.write(({ approvals }) => approvals.set(keyOfRow(orgId, row.id), { ...row, org: orgId }));
    },
    async get({ orgId }, id) {
      const row = session.read().approvals.get(keyOfRow(orgId, id));
      return row ? withoutOrg(row) : null;
    },
    async list({ orgId }, { environmentId, limit }) {
      const rows = session
        .read()
        .approvals.where(
          (it) =>
            it.org === orgId && (environmentId === undefined || it.subject.environmentId === environmentId),
        );
      return rows
        .sort(ascending((it) => `${it.createdAt} ${it.id}`))
        .reverse()
        .slice(0, limit)
        .map(withoutOrg);
    },
    async change({ orgId }, id, from, change) {
      return session.write(({ approvals }) => {
        const key = keyOfRow(orgId, id);
        const row = approvals.get(key);
        if (row?.status !== from) return false;
        approvals.set(key, { ...row, ...change });
        return true;
      });
    },
    async act({ orgId }, action) {
      await session.write(({ approvalActions }) =>
        approvalActions.set(keyOfRow(orgId, action.id), { ...action, org: orgId }),
      );
    },
    async actions({ orgId }, requestId) {
      const rows = session
        .read()
        .approvalActions.where((it) => it.org === orgId && it.requestId === requestId);
      return rows.sort(ascending((it) => `${it.at} ${it.id}`)).map(({ org: _, ...action }) => action);
    },
  };
}

function withoutOrg({ org: _, ...row }: ApprovalRow & { readonly org: string }): ApprovalRow {
  return row;
}
