/**
 * Owns what an approval binds: the content, the plan that it takes in that environment, the tables as they are, and how
 * many rows are at risk. Made by planning as the run itself will. Reads only.
 */
import type { Context } from '../context.ts';
import { assertFits } from '../depend/assert-fits.ts';
import { fingerprintOf } from '../plan/physical-schema.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import type { ApprovalSubject } from '../ports/approval.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import { assertPreflight, groundedPlan, runPreflight } from '../release/check-target.ts';
import { assertAllowed } from '../release/gates.ts';
import { pendingContract } from '../release/pending-contract.ts';
import { touchedTables } from '../release/plan-environment.ts';
import { planRun } from '../release/plan-run.ts';
import type { RunRow } from '../release/run.ts';
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
  return withTarget(context, environment, async (target) => {
    const finalizedFirst = run.request.kind !== 'rollback';
    const planFrom = (found: readonly TableSpec[] = []) =>
      planRun(context, plane, scope, environment, run, target, { found, finalizedFirst });
    const first = await planFrom();
    // As a run does it: what is there already is no part of its plan. With leftovers in the way nobody looks yet.
    const grounds = finalizedFirst && pending.length === 0 && environment.schemaMode === 'managed';
    const { plan } = grounds
      ? await groundedPlan(target, first, (one) => one.planned, planFrom)
      : { plan: first };
    const { planned, frozen } = plan;
    const tables = [...new Set([...planned.touched, ...touchedTables(pending)])].sort();
    // What would be refused anyway bothers nobody.
    assertAllowed(environment, run.request, plan);
    await assertFits(context, scope, environment, frozen);
    await assertVariables(
      context,
      scope,
      environment,
      frozen.map((one) => one.package),
    );
    const findings = await runPreflight(target, planned);
    assertPreflight(findings, run.request.force);
    const content = frozen[0]?.content;
    return {
      kind: run.request.kind,
      environmentId: environment.id,
      packageId: content?.packageId ?? null,
      versionId: content?.versionId ?? null,
      version: content?.version ?? null,
      checksum: content?.checksum ?? null,
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

/** What differs, in words; empty: it is the same. More rows at risk than approvers saw is another thing, fewer is not. */
export function differences(approved: ApprovalSubject, now: ApprovalSubject): readonly string[] {
  const different: string[] = [];
  if (approved.checksum !== now.checksum) different.push('the content');
  if (approved.planHash !== now.planHash) different.push('the plan');
  if (approved.baseFingerprint !== now.baseFingerprint) different.push('the tables');
  if (now.rowsAtRisk > approved.rowsAtRisk)
    different.push(`the rows at risk (${approved.rowsAtRisk} then, ${now.rowsAtRisk} now)`);
  return different;
}
