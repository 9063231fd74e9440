/**
 * Owns whether those who agreed are enough by what the policy asks for now: it may ask for more than it did, and who
 * agreed may have left or have another role.
 */
import type { Context } from '../context.ts';
import type { ApprovalRow, ApprovalSubject } from '../ports/approval.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { Demand } from './approval-demand.ts';

export function neededNow({ needed, extraAtRisk }: Demand, { rowsAtRisk }: ApprovalSubject): number {
  return needed + (rowsAtRisk > 0 ? extraAtRisk : 0);
}

/** @returns what the policy asks for now and the request lacks, in words; empty: it is enough, or may still become so */
export async function shortOf(
  context: Pick<Context, 'plane' | 'members'>,
  scope: Scope,
  environment: EnvironmentRow,
  row: ApprovalRow,
  demand: Demand,
): Promise<readonly string[]> {
  const needed = neededNow(demand, row.subject);
  const short: string[] = [];
  if (row.needed < needed) short.push(`how many have to agree (${row.needed} then, ${needed} now)`);
  if (row.roles.some((role) => !demand.roles.some((now) => now === role)))
    short.push(`who has to agree (${row.roles.join(' or ')} then, ${demand.roles.join(' or ')} now)`);
  if (row.status !== 'approved' || short.length > 0) return short;
  const members = (await context.members?.(scope, environment)) ?? null;
  const counts = (actor: string) => {
    if (actor === row.submitter && !(row.selfApproval && demand.selfApproval) && !demand.alone) return false;
    const member = members?.find(({ id }) => id === actor);
    return members === null || (member !== undefined && demand.roles.includes(member.role));
  };
  const approvals = (await context.plane.approvals.actions(scope, row.id)).filter(
    ({ action }) => action === 'approve',
  );
  const gone = approvals.filter(({ actor }) => !counts(actor)).map(({ actor }) => `'${actor}'`);
  if (approvals.length - gone.length >= needed) return [];
  return [`who agreed: ${gone.join(', ')} may not by now`];
}
