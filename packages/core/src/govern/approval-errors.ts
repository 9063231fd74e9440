/** Owns the errors that end in somebody having to say yes. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ApprovalRow, ApprovalSubject } from '../ports/approval.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunKind } from '../release/run.ts';
import type { Scope } from '../scope.ts';
import type { Demand } from './approval-demand.ts';
import { neededNow } from './enough-approvals.ts';

export async function approvalRequired(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { id, needed, roles, subject, expiresAt }: ApprovalRow,
  { alone }: Demand,
): Promise<AuthoringError> {
  const approved = (await context.plane.approvals.actions(scope, id)).filter(
    ({ action }) => action === 'approve',
  ).length;
  return new AuthoringError(
    'APPROVAL_REQUIRED',
    `${whatOf(subject)} needs ${approvalsOf(needed)} in '${environment.name}', and has ${approved === 0 ? 'none' : approved}`,
    {
      details: { request: id, environment: environment.name, needed, approved, roles, expiresAt },
      suggestion: alone ? ALONE : `${haveIt(roles, id)}; then repeat this command`,
    },
  );
}

/** Nobody was asked yet. */
export function approvalAhead(
  { name: environment }: EnvironmentRow,
  subject: ApprovalSubject,
  demand: Demand,
): AuthoringError {
  const needed = neededNow(demand, subject);
  const { roles, alone } = demand;
  return new AuthoringError(
    'APPROVAL_REQUIRED',
    `${whatOf(subject)} needs ${approvalsOf(needed)} in '${environment}', and has none`,
    {
      details: { environment, needed, approved: 0, roles },
      suggestion: alone
        ? ALONE
        : `the run itself asks for it; then ${haveIt(roles, 'REQUEST')}, and repeat it`,
    },
  );
}

/** Something else is in the way: what somebody would agree to is not known yet. */
export function approvalAfterwards(
  { name: environment }: EnvironmentRow,
  kind: RunKind,
  { needed, roles }: Demand,
): AuthoringError {
  return new AuthoringError(
    'APPROVAL_REQUIRED',
    `this ${kind} needs ${approvalsOf(needed)} in '${environment}'`,
    {
      details: { environment, needed, roles },
      suggestion: `it is asked for, of ${roles.join(' or ')}, once nothing else is in the way`,
    },
  );
}

const ALONE = 'nobody else may approve it: repeat with --force to answer for it alone, which is written down';

function haveIt(roles: readonly string[], id: string): string {
  return `have ${roles.join(' or ')} run: mda approve ${id}`;
}

function approvalsOf(needed: number): string {
  return needed === 1 ? 'an approval' : `${needed} approvals`;
}

/** In words: a train by all of its versions. */
function whatOf({ kind, version, checksum, others = [] }: ApprovalSubject): string {
  if (version === null) return `this ${kind}`;
  const versions = [version, ...others.map((one) => one.version)].join(' with ');
  return checksum === null ? `the ${kind} of version ${versions}` : `version ${versions}`;
}

/** @param old what was asked or approved before @param successor waits for an answer; null: nobody was asked anew yet */
export function approvalStale(
  environment: EnvironmentRow,
  old: ApprovalRow,
  what: readonly string[],
  roles: readonly string[],
  successor: ApprovalRow | null,
): AuthoringError {
  return new AuthoringError(
    'APPROVAL_STALE',
    `what was ${old.status === 'approved' ? 'approved' : 'asked for'} in '${environment.name}' is another by now: ${what.join(', ')}`,
    {
      details: { ...(successor ? { request: successor.id } : {}), stale: old.id, changed: what },
      suggestion: successor
        ? `look at it again with --dry-run, and ${haveIt(roles, successor.id)}; then repeat this command`
        : `the run itself asks anew; then ${haveIt(roles, 'REQUEST')}, and repeat it`,
    },
  );
}
