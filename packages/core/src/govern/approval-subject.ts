/**
 * Owns what an approval binds: the content, the plan that it takes in that environment, the tables as they are, and how
 * many rows are at risk. Made by planning as the run itself will. Reads only.
 */
import type { Context } from '../context.ts';
import { assertFits } from '../depend/assert-fits.ts';
import { invariant } from '../error.ts';
import { assertOverlaysFit } from '../overlay/upgrade-overlays.ts';
import { fingerprintOf } from '../plan/physical-schema.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import type { ApprovalSubject, ApprovedMove } from '../ports/approval.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import { assertPreflight, groundedPlan, runPreflight } from '../release/check-target.ts';
import { finalizesFirst } from '../release/coming-back.ts';
import { ADOPTING } from '../release/fix-plan.ts';
import { assertAllowed } from '../release/gates.ts';
import { pendingContract } from '../release/pending-contract.ts';
import { touchedTables } from '../release/plan-environment.ts';
import { planRun } from '../release/plan-run.ts';
import type { FrozenContent, RunRow, RunTarget } from '../release/run.ts';
import { withTarget } from '../release/with-target.ts';
import type { Scope } from '../scope.ts';
import { assertVariables } from '../variables/assert-variables.ts';

/** @throws whatever stops the run before its first statement */
export async function approvalSubject(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
): Promise<ApprovalSubject> {
  const { plane } = context;
  const pending = (await pendingContract(plane, scope, environment.id)).steps;
  const finalizedFirst = await finalizesFirst(plane, scope, run.request);
  return withTarget(context, environment, async (target) => {
    const planFrom = (found: readonly TableSpec[] = []) =>
      planRun(context, plane, scope, environment, run, target, { found, finalizedFirst });
    const first = await planFrom();
    // As a run does it: what is there already is no part of its plan. With leftovers in the way nobody looks yet.
    const adopts = ADOPTING.has(run.request.kind) && environment.schemaMode === 'managed';
    const grounds = adopts && (pending.length === 0 || !finalizedFirst);
    const { plan } = grounds
      ? await groundedPlan(target, first, (one) => one.planned, planFrom)
      : { plan: first };
    const { planned, frozen } = plan;
    const tables = [...new Set([...planned.touched, ...touchedTables(pending)])].sort();
    // What would be refused anyway bothers nobody.
    assertAllowed(environment, run.request, plan);
    const contents = frozen.map((one) => one.package);
    await assertFits(context, scope, environment, frozen);
    await assertVariables(context, scope, environment, contents);
    await assertOverlaysFit(context, scope, environment, run.request.kind, contents);
    const findings = await runPreflight(target, planned);
    assertPreflight(findings, run.request.force);
    const [lead = NO_PACKAGE, ...others] = await movesOf(
      plane,
      scope,
      run.request.targets,
      frozen.map(({ content }) => content),
    );
    return {
      kind: run.request.kind,
      environmentId: environment.id,
      ...lead,
      ...(others.length > 0 ? { others } : {}),
      planHash: planned.plan.planHash,
      baseFingerprint: fingerprintOf(
        tables.length === 0 ? new Map() : await target.introspect(tables),
        tables,
      ),
      destructive: planned.plan.destructive,
      rowsAtRisk: findings.reduce(
        (sum, { severity, count }) => sum + (severity === 'informs' ? 0 : count),
        0,
      ),
    };
  });
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
