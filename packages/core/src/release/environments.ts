/** Owns environments: adding one to the pipeline, and showing what each runs and needs. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { observedInstallations } from '../health/check-health.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Engine, EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { EnvironmentDetail, EnvironmentInput, EnvironmentSummary } from '../service-types.ts';
import { environmentDrift } from './drift.ts';
import { assertEnvironmentName } from './environment-name.ts';
import { environmentByName } from './find-environment.ts';
import { forgottenMark } from './forgotten-run.ts';
import { halfDoneRunsIn } from './half-done.ts';
import { heldThings } from './held-things.ts';
import { maskPassword } from './mask-password.ts';
import { outdatedDatabase } from './outdated-database.ts';
import { pendingContract } from './pending-contract.ts';
import { noticeOf } from './versions.ts';
import { withTarget } from './with-target.ts';

/** @throws USAGE_INVALID for a URL of no known engine */
function engineOf(databaseUrl: string): Engine {
  if (databaseUrl.startsWith('sqlite:')) return 'sqlite';
  if (/^postgres(ql)?:\/\//.test(databaseUrl)) return 'postgres';
  if (/^(mysql|mariadb):\/\//.test(databaseUrl)) return 'mysql';
  throw new AuthoringError('USAGE_INVALID', 'the database URL names no known engine', {
    suggestion: 'write sqlite:PATH, or postgres://, mysql:// or mariadb:// with USER@HOST/DATABASE',
  });
}

export async function addEnvironment(
  context: Context,
  scope: Scope,
  input: EnvironmentInput,
): Promise<EnvironmentSummary> {
  context.authorize(scope, 'manage_environment', { name: input.name, type: input.type });
  return context.plane.transaction(async (tx) => {
    const row = await newEnvironment(context, tx, scope, input);
    await insertEnvironment(tx, scope, row);
    return summary(tx, scope, row);
  });
}

/** The row that the input asks for; nothing is written. @throws IDENTIFIER_INVALID, USAGE_INVALID, ENVIRONMENT_NOT_FOUND */
export async function newEnvironment(
  context: Pick<Context, 'clock' | 'ids'>,
  plane: ControlPlane,
  scope: Scope,
  input: EnvironmentInput,
): Promise<EnvironmentRow> {
  assertEnvironmentName(input.name);
  const engine = engineOf(input.databaseUrl);
  // What is made for a while stands behind the pipeline, never in it.
  const pipeline = (await plane.environments.list(scope)).filter(({ ephemeral }) => !ephemeral);
  const after =
    input.after === undefined ? pipeline.at(-1) : await environmentByName(plane, scope, input.after);
  return {
    id: context.ids.next(),
    name: input.name,
    type: input.type,
    engine,
    databaseUrl: input.databaseUrl,
    schemaMode: input.schemaMode ?? 'managed',
    position: after === undefined ? 0 : after.position + 1,
    createdAt: context.clock.now(),
  };
}

/** Must run inside a transaction. @throws ENVIRONMENT_EXISTS */
export async function insertEnvironment(tx: ControlPlane, scope: Scope, row: EnvironmentRow): Promise<void> {
  await tx.environments.insert(scope, row);
  await tx.log.record(scope, {
    op: 'environment.added',
    environmentId: row.id,
    data: { name: row.name, type: row.type },
    at: row.createdAt,
  });
}

export async function listEnvironments(
  context: Context,
  scope: Scope,
): Promise<readonly EnvironmentSummary[]> {
  context.authorize(scope, 'read', null);
  const rows = await context.plane.environments.list(scope);
  return Promise.all(rows.map((row) => summary(context.plane, scope, row)));
}

async function summary(plane: ControlPlane, scope: Scope, row: EnvironmentRow): Promise<EnvironmentSummary> {
  const installations = [];
  for (const installation of await plane.installations.list(scope, row.id)) {
    const pkg = await plane.packages.get(scope, installation.packageId);
    const version = await plane.versions.get(scope, installation.versionId);
    installations.push({
      package: pkg?.manifestId ?? installation.packageId,
      version: version?.version ?? installation.versionId,
      versionId: installation.versionId,
      checksum: version?.checksum ?? null,
      status: installation.status,
      ...(await noticeOf(plane, scope, version)),
    });
  }
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    driver: row.engine,
    database: maskPassword(row.databaseUrl),
    installations,
    ...(row.ephemeral ? { state: row.ephemeral.state, expiresAt: row.ephemeral.expiresAt } : {}),
  };
}

export async function environmentDetail(
  context: Context,
  scope: Scope,
  name: string,
): Promise<EnvironmentDetail> {
  context.authorize(scope, 'read', null);
  const row = await environmentByName(context.plane, scope, name);
  const open = await context.plane.runs.open(scope, row.id);
  const holds = await context.plane.holds.list(scope, row.id);
  const halfDone = await halfDoneRunsIn(context, scope, row);
  const last = await lastWorkedOn(context, scope, row);
  return {
    ...(await summary(context.plane, scope, row)),
    health: await observedInstallations(context, scope, row),
    schemaAhead: halfDone.filter(({ stopped }) => stopped !== 'before_clean_up').map(({ run }) => run),
    openRuns: open.map((run) => run.id),
    drift: (await environmentDrift(context, scope, row.name)).drift,
    held: heldThings(holds, row.type),
    pendingContract: (await pendingContract(context.plane, scope, row.id)).steps.length,
    ...last,
  };
}

/** Whether its database and the control plane are of one time. */
async function lastWorkedOn(
  context: Context,
  scope: Scope,
  row: EnvironmentRow,
): Promise<Pick<EnvironmentDetail, 'forgottenRun' | 'lackedRun'>> {
  const { plane } = context;
  // Without a version there may not even be a database yet.
  if ((await plane.installations.list(scope, row.id)).length === 0) return {};
  return withTarget(context, row, async (target) => {
    const mark = await target.mark();
    const forgotten = await forgottenMark(plane, scope, mark, row);
    if (forgotten?.runId != null) return { forgottenRun: forgotten.runId };
    const outdated = await outdatedDatabase(plane, scope, mark, row);
    return outdated === null ? {} : { lackedRun: outdated.lacks.id };
  });
}
