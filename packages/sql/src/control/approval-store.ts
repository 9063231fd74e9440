/**
 * Owns requests for leave and their answers, in ADR-0019's `sys_approval_request` and `sys_approval_action`. What those
 * have no column for is JSON in `payload_json`; `status` speaks their words, `use_state` ours.
 */
import type {
  ApprovalAction,
  ApprovalChange,
  ApprovalPort,
  ApprovalRow,
  ApprovalStatus,
  Scope,
} from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type ApprovalStatements = ReturnType<typeof approvalStatements>;

const PROCESS = 'metadata_release';
const OBJECT = 'sys_environment';

/** A request that is stale or expired was withdrawn, in their words; one that was used stays approved. */
const STATUS: Readonly<Record<ApprovalStatus, string>> = {
  pending: 'pending',
  approved: 'approved',
  rejected: 'rejected',
  stale: 'recalled',
  expired: 'recalled',
  consumed: 'approved',
};

interface ChangeValues {
  readonly org: string;
  readonly id: string;
  readonly from: string;
  readonly status: string;
  readonly useState: string;
  readonly expiresAt: string;
  readonly completedAt: string | null;
  readonly runId: string | null;
  readonly at: string;
}

interface RequestValues {
  readonly org: string;
  readonly id: string;
  readonly environmentId: string;
  readonly submitter: string;
  readonly comment: string | null;
  readonly status: string;
  readonly useState: string;
  readonly step: string;
  readonly approvers: string;
  readonly payload: string;
  readonly expiresAt: string;
  readonly completedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly runId: string | null;
}

export function approvalStatements({ db }: ControlDialect) {
  const select = db
    .selectFrom('sys_approval_request')
    .select([
      'id',
      'submitter_id',
      'submitter_comment',
      'use_state',
      'payload_json',
      'expires_at',
      'completed_at',
      'created_at',
      'updated_at',
      'run_id',
    ])
    .where('process_name', '=', PROCESS);
  const newest = select.orderBy('created_at', 'desc').orderBy('id', 'desc');
  return {
    get: statement<{ org: string; id: string }>()((v) =>
      select.where('organization_id', '=', v.org).where('id', '=', v.id),
    ),
    list: statement<{ org: string; limit: number }>()((v) =>
      newest.where('organization_id', '=', v.org).limit(v.limit),
    ),
    listOf: statement<{ org: string; environmentId: string; limit: number }>()((v) =>
      newest
        .where('organization_id', '=', v.org)
        .where('object_name', '=', OBJECT)
        .where('record_id', '=', v.environmentId)
        .limit(v.limit),
    ),
    insert: statement<RequestValues>()((v) =>
      db.insertInto('sys_approval_request').values({
        id: v.id,
        organization_id: v.org,
        process_name: PROCESS,
        object_name: OBJECT,
        record_id: v.environmentId,
        submitter_id: v.submitter,
        submitter_comment: v.comment,
        status: v.status,
        use_state: v.useState,
        current_step: v.step,
        pending_approvers: v.approvers,
        payload_json: v.payload,
        expires_at: v.expiresAt,
        completed_at: v.completedAt,
        created_at: v.createdAt,
        updated_at: v.updatedAt,
        run_id: v.runId,
      }),
    ),
    change: statement<ChangeValues>()((v) =>
      db
        .updateTable('sys_approval_request')
        .set({
          status: v.status,
          use_state: v.useState,
          expires_at: v.expiresAt,
          completed_at: v.completedAt,
          run_id: v.runId,
          updated_at: v.at,
        })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id)
        .where('use_state', '=', v.from),
    ),
    act: statement<Omit<ApprovalAction, 'comment'> & { org: string; comment: string | null }>()((v) =>
      db.insertInto('sys_approval_action').values({
        id: v.id,
        organization_id: v.org,
        request_id: v.requestId,
        action: v.action,
        actor_id: v.actor,
        comment: v.comment,
        created_at: v.at,
      }),
    ),
    actions: statement<{ org: string; requestId: string }>()((v) =>
      db
        .selectFrom('sys_approval_action')
        .select(['id', 'request_id', 'action', 'actor_id', 'comment', 'created_at'])
        .where('organization_id', '=', v.org)
        .where('request_id', '=', v.requestId)
        .orderBy('created_at')
        .orderBy('id'),
    ),
  };
}

type Payload = Pick<
  ApprovalRow,
  'subject' | 'request' | 'tokenMadeBy' | 'emergency' | 'needed' | 'roles' | 'selfApproval'
>;

interface StoredRequest {
  readonly id: string;
  readonly submitter_id: string | null;
  readonly submitter_comment: string | null;
  readonly use_state: string | null;
  readonly payload_json: string | null;
  readonly expires_at: string | null;
  readonly completed_at: string | null;
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly run_id: string | null;
}

export class ApprovalStore implements ApprovalPort {
  readonly #at: StoreContext;
  readonly #statements: ApprovalStatements;

  constructor(at: StoreContext, statements: ApprovalStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async insert(scope: Scope, row: ApprovalRow): Promise<void> {
    const { subject, request, tokenMadeBy, emergency, needed, roles, selfApproval } = row;
    const behind = tokenMadeBy === undefined ? {} : { tokenMadeBy };
    const payload: Payload = { subject, request, ...behind, emergency, needed, roles, selfApproval };
    await this.#at.session.write(this.#statements.insert, {
      org: scope.orgId,
      id: row.id,
      environmentId: subject.environmentId,
      submitter: row.submitter,
      comment: row.comment,
      status: STATUS[row.status],
      useState: row.status,
      step: subject.kind,
      approvers: roles.map((role) => `role:${role}`).join(','),
      payload: JSON.stringify(payload),
      expiresAt: row.expiresAt,
      completedAt: row.completedAt,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      runId: row.runId,
    });
  }

  async get(scope: Scope, id: string): Promise<ApprovalRow | null> {
    const row = await this.#at.session.first(this.#statements.get, { org: scope.orgId, id });
    return row ? rowOf(row) : null;
  }

  async list(
    { orgId: org }: Scope,
    { environmentId, limit }: { readonly environmentId?: string; readonly limit: number },
  ): Promise<readonly ApprovalRow[]> {
    const { session } = this.#at;
    const rows =
      environmentId === undefined
        ? await session.all(this.#statements.list, { org, limit })
        : await session.all(this.#statements.listOf, { org, environmentId, limit });
    return rows.map(rowOf);
  }

  async change(scope: Scope, id: string, from: ApprovalStatus, change: ApprovalChange): Promise<boolean> {
    const row = await this.get(scope, id);
    if (row?.status !== from) return false;
    const { status, expiresAt, completedAt, runId, updatedAt: at } = { ...row, ...change };
    const values = { org: scope.orgId, id, from, status: STATUS[status], useState: status };
    const rest = { expiresAt, completedAt, runId, at };
    return (await this.#at.session.run(this.#statements.change, { ...values, ...rest })) > 0;
  }

  async act(scope: Scope, action: ApprovalAction): Promise<void> {
    await this.#at.session.write(this.#statements.act, { ...action, org: scope.orgId });
  }

  async actions(scope: Scope, requestId: string): Promise<readonly ApprovalAction[]> {
    const rows = await this.#at.session.all(this.#statements.actions, { org: scope.orgId, requestId });
    return rows.map((row) => ({
      id: row.id,
      requestId: row.request_id,
      action: row.action as ApprovalAction['action'],
      actor: row.actor_id ?? '',
      comment: row.comment,
      at: row.created_at,
    }));
  }
}

function rowOf(row: StoredRequest): ApprovalRow {
  return {
    id: row.id,
    ...(JSON.parse(row.payload_json ?? '{}') as Payload),
    status: row.use_state as ApprovalStatus,
    submitter: row.submitter_id ?? '',
    comment: row.submitter_comment,
    expiresAt: row.expires_at ?? row.created_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? row.created_at,
    completedAt: row.completed_at,
    runId: row.run_id,
  };
}
