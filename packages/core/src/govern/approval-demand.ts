/** Owns whether a run needs the leave of others, of how many, and whether it may give that leave itself. */
import type { Context } from '../context.ts';
import { type ApprovalPolicy, defaultPolicy, type EnvironmentPolicy } from '../policy/environment-policy.ts';
import type { Role } from '../policy/rights.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunKind, RunRequest } from '../release/run.ts';
import type { Scope } from '../scope.ts';

export interface Demand {
  readonly needed: number;
  /** So many more where rows are at risk. */
  readonly extraAtRisk: number;
  readonly roles: readonly Role[];
  readonly selfApproval: boolean;
  readonly expiresHours: number;
  /** One has to approve, and nobody else may: who asks has to insist, and that is written down. Never in an emergency. */
  readonly alone: boolean;
  /** Only where the plan loses or changes data. */
  readonly ifDestructive: boolean;
}

/** Other content is live after these. */
const CHANGES_CONTENT: ReadonlySet<RunKind> = new Set(['publish', 'promote', 'uninstall']);
/** These can lose data by themselves. A rollback puts aside what it drops, and is what helps when nobody can be asked. */
const MAY_DESTROY: ReadonlySet<RunKind> = new Set(['repair', 'purge']);

export interface CurrentPolicy {
  readonly policy: EnvironmentPolicy;
  /** False: it follows from the type of the environment. */
  readonly set: boolean;
}

export async function policyOf(
  { plane }: Pick<Context, 'plane'>,
  scope: Scope,
  { id, type }: EnvironmentRow,
): Promise<CurrentPolicy> {
  const set = await plane.policies.get(scope, id);
  // One that was set before a part of it existed has that part from the type.
  return { policy: { ...defaultPolicy(type), ...set }, set: set !== null };
}

/** One other person suffices in an emergency, and not for long. */
const EMERGENCY_HOURS = 1;

/** @param right of who asks, for this kind of run @returns null: nobody has to be asked */
export async function demandOf(
  context: Pick<Context, 'members'>,
  scope: Scope,
  environment: EnvironmentRow,
  { policy, set }: CurrentPolicy,
  { kind, emergency }: RunRequest,
  right: 'allow' | 'ask',
): Promise<Demand | null> {
  if (!CHANGES_CONTENT.has(kind) && !MAY_DESTROY.has(kind)) return null;
  const approvals: ApprovalPolicy =
    emergency === undefined
      ? policy.approvals
      : {
          ...policy.approvals,
          needed: 1,
          extraAtRisk: 0,
          selfApproval: false,
          expiresHours: EMERGENCY_HOURS,
        };
  if (right === 'allow' && (approvals.needed === 0 || (!set && context.members === null))) return null;
  const needed = Math.max(approvals.needed, 1);
  const own = [scope.principal.id, scope.principal.token?.madeBy];
  const others = (await context.members?.(scope, environment))?.filter(
    ({ id, role }) => !own.includes(id) && approvals.roles.includes(role),
  );
  return {
    needed,
    extraAtRisk: approvals.extraAtRisk,
    roles: approvals.roles,
    selfApproval: approvals.selfApproval && right === 'allow',
    expiresHours: approvals.expiresHours,
    alone: right === 'allow' && emergency === undefined && needed === 1 && others?.length === 0,
    ifDestructive: right === 'allow' && emergency === undefined && !CHANGES_CONTENT.has(kind),
  };
}
