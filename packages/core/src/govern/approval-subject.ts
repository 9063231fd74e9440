/**
 * Owns what an approval binds: the content, the plan that it takes in that environment, the tables as they are, and how
 * many rows are at risk. Made of the plan that the run itself will have. Reads only.
 */
import type { Context } from '../context.ts';
import { invariant } from '../error.ts';
import { fingerprintOf } from '../plan/physical-schema.ts';
import type { ApprovalSubject, ApprovedMove } from '../ports/approval.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import { finalizesFirst } from '../release/coming-back.ts';
import { type Foreseen, foresee } from '../release/foresee-run.ts';
import { touchedTables } from '../release/plan-environment.ts';
import type { FrozenContent, RunRow, RunTarget } from '../release/run.ts';
import { withTarget } from '../release/with-target.ts';
import type { Scope } from '../scope.ts';

/** What is asked for. */
export interface Bound {
  readonly subject: ApprovalSubject;
  /** Those that its fingerprint is of. */
  readonly tables: readonly string[];
  /** It has steps, or what earlier runs left for later goes first. */
  readonly changesTables: boolean;
}

export interface SubjectAhead extends Bound {
  readonly foreseen: Foreseen;
}

/** The plan of a run, and what the database was like when it was made. */
type PlanAhead = Pick<Foreseen, 'plan' | 'findings' | 'pending' | 'actual'>;

/** What is asked for, and the run as it was foreseen for that. @throws whatever stops the run before its first statement */
export function subjectAhead(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
): Promise<SubjectAhead> {
  return withTarget(context, environment, async (target) => {
    const foreseen = await foresee(context, scope, environment, run, target);
    return { ...(await boundBy(context, scope, environment, run, target, foreseen)), foreseen };
  });
}

/** The same of a plan that is there. */
export async function boundBy(
  { plane }: Pick<Context, 'plane'>,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  target: TargetDatabase,
  ahead: PlanAhead,
): Promise<Bound> {
  const { plan, pending } = ahead;
  const tables = [...new Set([...plan.planned.touched, ...touchedTables(pending)])].sort();
  const goesFirst = pending.length > 0 && (await finalizesFirst(plane, scope, run.request));
  return {
    subject: await approvalSubject(plane, scope, environment, run, target, ahead, tables),
    tables,
    changesTables: goesFirst || plan.planned.plan.steps.length > 0,
  };
}

async function approvalSubject(
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  { request }: RunRow,
  target: TargetDatabase,
  { plan, findings, pending, actual }: PlanAhead,
  tables: readonly string[],
): Promise<ApprovalSubject> {
  const { planned, frozen } = plan;
  const looked = tables.length === 0 ? new Map() : pending.length === 0 ? actual : null;
  const [lead = NO_PACKAGE, ...others] = await movesOf(
    plane,
    scope,
    request.targets,
    frozen.map(({ content }) => content),
  );
  return {
    kind: request.kind,
    environmentId: environment.id,
    ...lead,
    ...(others.length > 0 ? { others } : {}),
    planHash: planned.plan.planHash,
    baseFingerprint: fingerprintOf(looked ?? (await target.introspect(tables)), tables),
    destructive: planned.plan.destructive,
    rowsAtRisk: findings.reduce((sum, { severity, count }) => sum + (severity === 'informs' ? 0 : count), 0),
  };
}

/** Of a run that is on its way: all of it was fixed when it began. @param rowsAtRisk as they were found then */
export async function subjectUnderWay(
  plane: ControlPlane,
  scope: Scope,
  { id, request, frozen }: RunRow,
  rowsAtRisk: number,
): Promise<ApprovalSubject> {
  invariant(frozen, `run '${id}' is on its way without a plan`);
  const [lead = NO_PACKAGE, ...others] = await movesOf(plane, scope, request.targets, frozen.contents);
  return {
    kind: request.kind,
    environmentId: request.environmentId,
    ...lead,
    ...(others.length > 0 ? { others } : {}),
    runId: id,
    planHash: frozen.planHash,
    baseFingerprint: frozen.baseFingerprint,
    destructive: frozen.destructive,
    rowsAtRisk,
  };
}

const NO_PACKAGE: ApprovedMove = { packageId: null, versionId: null, version: null, checksum: null };

async function movesOf(
  plane: ControlPlane,
  scope: Scope,
  targets: readonly RunTarget[],
  contents: readonly FrozenContent[],
): Promise<readonly ApprovedMove[]> {
  const moves: ApprovedMove[] = [];
  for (const { packageId, from } of targets) {
    const content = contents.find((one) => one.packageId === packageId);
    const gone = content || from === null ? null : await plane.versions.get(scope, from);
    moves.push({
      packageId,
      versionId: content?.versionId ?? from,
      version: content?.version ?? gone?.version ?? null,
      checksum: content?.checksum ?? null,
    });
  }
  return moves;
}

/** Whether both are about the same packages at the same versions, and of the same run where it is about one. */
export function sameMoves(a: ApprovalSubject, b: ApprovalSubject): boolean {
  const named = ({ kind, runId, packageId, versionId, others = [] }: ApprovalSubject) =>
    JSON.stringify([
      kind,
      runId ?? null,
      packageId,
      versionId,
      ...others.map((one) => [one.packageId, one.versionId]),
    ]);
  return named(a) === named(b);
}

function checksumsOf({ checksum, others = [] }: ApprovalSubject): string {
  return JSON.stringify([checksum, ...others.map((one) => one.checksum)]);
}

/** What differs, in words; empty: it is the same. More rows at risk than approvers saw is another thing, fewer is not. */
export function differences(approved: ApprovalSubject, now: ApprovalSubject): readonly string[] {
  const different: string[] = [];
  if (checksumsOf(approved) !== checksumsOf(now)) different.push('the content');
  if (approved.planHash !== now.planHash) different.push('the plan');
  if (approved.baseFingerprint !== now.baseFingerprint) different.push('the tables');
  if (now.rowsAtRisk > approved.rowsAtRisk)
    different.push(`the rows at risk (${approved.rowsAtRisk} then, ${now.rowsAtRisk} now)`);
  return different;
}
