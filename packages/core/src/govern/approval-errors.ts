/** Owns the errors that end in somebody having to say yes. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ApprovalRow, ApprovalSubject } from '../ports/approval.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { Demand } from './approval-demand.ts';

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
  const what = whatOf(subject);
  return new AuthoringError(
    'APPROVAL_REQUIRED',
    `${what} needs ${needed === 1 ? 'an approval' : `${needed} approvals`} in '${environment.name}', and has ${approved === 0 ? 'none' : approved}`,
    {
      details: { request: id, environment: environment.name, needed, approved, roles, expiresAt },
      suggestion: alone
        ? 'nobody else may approve it: repeat with --force to answer for it alone, which is written down'
        : `have ${roles.join(' or ')} run: mda approve ${id}; then repeat this command`,
    },
  );
}

/** In words: a train by all of its versions. */
function whatOf({ kind, version, checksum, others = [] }: ApprovalSubject): string {
  if (version === null) return `this ${kind}`;
  const versions = [version, ...others.map((one) => one.version)].join(' with ');
  return checksum === null ? `the ${kind} of version ${versions}` : `version ${versions}`;
}

/** @param old what was asked or approved before; its successor waits for an answer */
export function approvalStale(
  environment: EnvironmentRow,
  old: ApprovalRow,
  what: readonly string[],
  { id, roles }: ApprovalRow,
): AuthoringError {
  return new AuthoringError(
    'APPROVAL_STALE',
    `what was ${old.status === 'approved' ? 'approved' : 'asked for'} in '${environment.name}' is another by now: ${what.join(', ')}`,
    {
      details: { request: id, stale: old.id, changed: what },
      suggestion: `look at it again with --dry-run, and have ${roles.join(' or ')} run: mda approve ${id}; then repeat this command`,
    },
  );
}
