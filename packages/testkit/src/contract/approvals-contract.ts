/** Owns what ApprovalPort promises. */
import type { ApprovalRow } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { atSecond, type Given, newId, newScope } from './given.ts';

export function anApproval(
  environmentId: string,
  second: number,
  fields: Partial<ApprovalRow> = {},
): ApprovalRow {
  const subject = {
    kind: 'promote',
    environmentId,
    packageId: newId(),
    versionId: newId(),
    version: '1.2.0',
    checksum: 'c'.repeat(64),
    planHash: 'p'.repeat(64),
    baseFingerprint: 'f'.repeat(64),
    destructive: true,
    rowsAtRisk: 3,
  } as const;
  return {
    id: newId(),
    subject,
    request: { kind: 'promote', environmentId, targets: [], force: false },
    status: 'pending',
    submitter: 'ada',
    comment: null,
    emergency: null,
    needed: 1,
    roles: ['owner', 'admin'],
    selfApproval: false,
    expiresAt: atSecond(second + 3_600),
    createdAt: atSecond(second),
    updatedAt: atSecond(second),
    completedAt: null,
    runId: null,
    ...fields,
  };
}

export function approvalsContract(given: () => Given): void {
  it('gives a request back as it was, newest first, of one environment or of all', async () => {
    const { approvals } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    const older = anApproval(environmentId, 1, { comment: 'für Ölmühlen', emergency: 'orders are lost' });
    const newer = anApproval(environmentId, 2);
    const elsewhere = anApproval(newId(), 3);
    for (const row of [newer, older, elsewhere]) await approvals.insert(scope, row);
    expect(await approvals.get(scope, older.id)).toEqual(older);
    expect(await approvals.get(scope, newId())).toBeNull();
    expect(await approvals.list(scope, { environmentId, limit: 10 })).toEqual([newer, older]);
    expect(await approvals.list(scope, { limit: 2 })).toEqual([elsewhere, newer]);
  });

  it('changes a request only from the status that the caller saw', async () => {
    const { approvals } = given().plane;
    const scope = newScope();
    const row = anApproval(newId(), 1);
    await approvals.insert(scope, row);
    const approved = { status: 'approved', updatedAt: atSecond(5), completedAt: atSecond(5) } as const;
    expect(await approvals.change(scope, row.id, 'approved', approved)).toBe(false);
    expect(await approvals.change(scope, newId(), 'pending', approved)).toBe(false);
    expect(await approvals.change(scope, row.id, 'pending', approved)).toBe(true);
    expect(await approvals.change(scope, row.id, 'pending', approved)).toBe(false);
    const used = { status: 'consumed', updatedAt: atSecond(6), runId: 'run' } as const;
    expect(await approvals.change(scope, row.id, 'approved', used)).toBe(true);
    expect(await approvals.get(scope, row.id)).toEqual({ ...row, ...approved, ...used });
  });

  it('is used once, however many try at the same time', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const row = anApproval(newId(), 1, { status: 'approved' });
    await plane.approvals.insert(scope, row);
    const use = (on: typeof plane, runId: string) =>
      on.transaction((tx) =>
        tx.approvals.change(scope, row.id, 'approved', { status: 'consumed', updatedAt: atSecond(2), runId }),
      );
    const won = await Promise.all([use(plane, 'a'), use(other, 'b'), use(plane, 'c'), use(other, 'd')]);
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('keeps what everybody said, in order', async () => {
    const { approvals } = given().plane;
    const scope = newScope();
    const row = anApproval(newId(), 1);
    await approvals.insert(scope, row);
    const said = (second: number, action: 'approve' | 'reject', comment: string | null) =>
      ({
        id: newId(),
        requestId: row.id,
        action,
        actor: `person ${second}`,
        comment,
        at: atSecond(second),
      }) as const;
    const [first, second] = [said(2, 'approve', null), said(3, 'reject', 'not now')];
    for (const action of [second, first]) await approvals.act(scope, action);
    await approvals.act(scope, { ...said(4, 'approve', null), requestId: newId() });
    expect(await approvals.actions(scope, row.id)).toEqual([first, second]);
  });
}
