/**
 * Port: who asked for leave, and what others said (`sys_approval_request`, `sys_approval_action` of ADR-0019). A request
 * binds what was shown to the approvers; it is answered once, and used once.
 */
import type { RunKind, RunRequest } from '../release/run.ts';
import type { Scope } from '../scope.ts';

/** One package that a run moves. */
export interface ApprovedMove {
  /** Null: the run moves no package. */
  readonly packageId: string | null;
  /** The sealed version, or the row of the draft that is to be sealed; of a package that goes, the one that it ran at. */
  readonly versionId: string | null;
  /** As people call it. */
  readonly version: string | null;
  /** Of the content that is to run, bare sha-256 hex; null: the package goes. */
  readonly checksum: string | null;
}

/** What an approval is about, exactly: any other plan, content or table needs another one (D7). */
export interface ApprovalSubject extends ApprovedMove {
  readonly kind: RunKind;
  readonly environmentId: string;
  /** Of a train: what moves along with the first one, in order. */
  readonly others?: readonly ApprovedMove[];
  /** A run that is on its way: it is leave for that one alone, with the plan that it began with. */
  readonly runId?: string;
  readonly planHash: string;
  readonly baseFingerprint: string;
  readonly destructive: boolean;
  /** Rows that preflight found at risk: with more of them nobody agreed. */
  readonly rowsAtRisk: number;
}

/**
 * pending: too few have approved. approved: may be used, until it expires. rejected: somebody said no. stale: something
 * that it binds is another by now. expired: its time is over, and that was written down; what is over is over before, too.
 * consumed: a run went live with it.
 */
export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'stale' | 'expired' | 'consumed';

export interface ApprovalRow {
  readonly id: string;
  readonly subject: ApprovalSubject;
  /** What is to run, as it was asked for: what it comes to now is found by planning it again. */
  readonly request: RunRequest;
  readonly status: ApprovalStatus;
  readonly submitter: string;
  /** Where it was asked for with a token: the member who made that, for whom it would be their own. */
  readonly tokenMadeBy?: string;
  readonly comment: string | null;
  /** Why it cannot wait: one other person suffices then, also in a freeze. */
  readonly emergency: string | null;
  /** How many have to approve, and in which roles. */
  readonly needed: number;
  readonly roles: readonly string[];
  readonly selfApproval: boolean;
  /** ISO-8601 UTC: from then on neither approved nor used. */
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly completedAt: string | null;
  /** The run that used it. */
  readonly runId: string | null;
}

export interface ApprovalAction {
  readonly id: string;
  readonly requestId: string;
  readonly action: 'approve' | 'reject';
  readonly actor: string;
  readonly comment: string | null;
  readonly at: string;
}

export type ApprovalChange = Partial<Pick<ApprovalRow, 'status' | 'expiresAt' | 'completedAt' | 'runId'>> & {
  readonly updatedAt: string;
};

export interface ApprovalPort {
  insert(scope: Scope, row: ApprovalRow): Promise<void>;
  get(scope: Scope, id: string): Promise<ApprovalRow | null>;
  /** Newest first. */
  list(
    scope: Scope,
    options: { readonly environmentId?: string; readonly limit: number },
  ): Promise<readonly ApprovalRow[]>;
  /** Changes it only while its status is `from`. @returns whether it did */
  change(scope: Scope, id: string, from: ApprovalStatus, change: ApprovalChange): Promise<boolean>;
  act(scope: Scope, action: ApprovalAction): Promise<void>;
  /** Oldest first. */
  actions(scope: Scope, requestId: string): Promise<readonly ApprovalAction[]>;
}
