/**
 * Owns making an environment as the copy of another one, for a while. First the intent: its row, `making`, under a lease.
 * Then the database, then what the control plane knows of it, and `ready`, in one transaction. Whatever stops in between is
 * in the row, and `endCopy` takes it away, here or in any later process.
 */
import type { Context } from '../context.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { CopiedData, CopyForm } from '../ports/provision.ts';
import { beatBeside } from '../release/beat-lease.ts';
import { assertEnvironmentName } from '../release/environment-name.ts';
import { holdLease } from '../release/hold-lease.ts';
import type { Scope } from '../scope.ts';
import { carryRecords } from './carry-records.ts';
import { endCopy, forgetEnvironment } from './end-copy.ts';
import { notReady } from './not-ready.ts';
import { provisionOf } from './provision-of.ts';
import { assertStoodStill, sourceState } from './source-state.ts';

export interface CopyInput {
  /** Default: `preview-` and the end of its id. */
  readonly name?: string;
  readonly data: CopiedData;
  readonly ttlMs: number;
}

export interface Copy {
  readonly environment: EnvironmentRow;
  readonly form: CopyForm;
}

/**
 * @throws ROLE_FORBIDDEN, ENVIRONMENT_EXISTS, IDENTIFIER_INVALID, USAGE_INVALID, ENVIRONMENT_LOCKED while the source changes,
 * and what the provision throws; nothing of it is left then
 */
export async function makeCopy(
  context: Context,
  scope: Scope,
  source: EnvironmentRow,
  { name, data, ttlMs }: CopyInput,
): Promise<Copy> {
  const provision = provisionOf(context);
  const id = context.ids.next();
  const named = name ?? `preview-${id.slice(-8)}`;
  assertEnvironmentName(named);
  assertLifetime(ttlMs);
  context.authorize(scope, 'preview', { name: named, type: 'preview' });
  context.authorize(scope, data === 'none' ? 'read' : 'copy_rows', source);
  if (source.ephemeral && source.ephemeral.state !== 'ready') throw notReady(source);
  const before = await sourceState(context, scope, source);
  const now = context.clock.now();
  const environment: EnvironmentRow = {
    id,
    name: named,
    type: 'preview',
    engine: source.engine,
    databaseUrl: provision.databaseFor(source, id),
    schemaMode: 'managed',
    position: ((await context.plane.environments.list(scope)).at(-1)?.position ?? -1) + 1,
    createdAt: now,
    ephemeral: {
      state: 'making',
      expiresAt: new Date(Date.parse(now) + ttlMs).toISOString(),
      sourceId: source.id,
      createdBy: scope.principal.id,
    },
  };
  const lease = await context.plane.transaction(async (tx) => {
    await tx.environments.insert(scope, environment);
    await tx.log.record(scope, {
      op: 'environment.added',
      environmentId: id,
      data: {
        name: named,
        type: 'preview',
        from: source.name,
        data,
        until: environment.ephemeral?.expiresAt,
      },
      at: now,
    });
    return tx.leases.acquire(scope, id, context.ids.next(), context.owner, LIMITS.lease_ttl_ms);
  });
  try {
    const beat = async () => {
      await context.plane.leases.renew(scope, lease, LIMITS.lease_ttl_ms);
    };
    const form = await beatBeside({ clock: context.clock, beat, interrupt: async () => {} }, () =>
      provision.make(source, environment, data),
    );
    assertStoodStill(before, await sourceState(context, scope, source), source);
    await context.plane.transaction(async (tx) => {
      await holdLease(tx, scope, lease);
      await carryRecords(context, tx, scope, source, environment);
      await tx.environments.setState(scope, id, 'ready');
      await tx.leases.release(scope, lease);
    });
    const ready = await context.plane.environments.find(scope, id);
    return { environment: ready ?? environment, form };
  } catch (error) {
    await context.plane.leases.release(scope, lease);
    if (isAuthoringError(error) && error.code === 'DATABASE_EXISTS')
      await context.plane.transaction((tx) => forgetEnvironment(context, tx, scope, environment, 'failed'));
    // What cannot be taken away now stays in its row: any later `collect` does it.
    else await endCopy(context, scope, environment, 'failed').catch(() => undefined);
    throw error;
  }
}

/** @throws USAGE_INVALID */
function assertLifetime(ttlMs: number): void {
  if (Number.isSafeInteger(ttlMs) && ttlMs > 0 && ttlMs <= LIMITS.preview_ttl_ms_max) return;
  throw new AuthoringError('USAGE_INVALID', 'a preview lasts between one millisecond and 30 days', {
    details: { ttlMs, max: LIMITS.preview_ttl_ms_max },
    suggestion: 'give it a time such as --ttl 2h, --ttl 45m or --ttl 7d',
  });
}
