/**
 * Owns the copy of an environment while it is at hand. First the intent: its row, `making`, under a lease; then the
 * database. Whatever stops in between is in the row, and `endCopy` takes it away, here or in any later process.
 */
import type { Context } from '../context.ts';
import { isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Lease } from '../ports/lease.ts';
import type { CopiedData, CopyForm, Sampled } from '../ports/provision.ts';
import { beatBeside } from '../release/beat-lease.ts';
import { assertEnvironmentName } from '../release/environment-name.ts';
import type { Scope } from '../scope.ts';
import { endCopy, forgetEnvironment } from './end-copy.ts';
import { notReady } from './not-ready.ts';
import { provisionOf } from './provision-of.ts';
import { samplePlan } from './sample-plan.ts';
import { assertStoodStill, sourceState } from './source-state.ts';

export interface CopyingInput {
  /** What its name begins with, where it has none of its own. */
  readonly purpose: 'preview' | 'rehearsal';
  readonly name?: string;
  readonly data: CopiedData;
  /** Of a sample: how many of each table. */
  readonly rows?: number;
  readonly ttlMs: number;
}

/** Its database is there, and nobody uses it yet. */
export interface MadeCopy {
  readonly environment: EnvironmentRow;
  readonly form: CopyForm;
  readonly sampled?: Sampled;
  /** Of the copy: whoever holds it is at work on it. */
  readonly lease: Lease;
}

/**
 * Makes a copy for a piece of work, which gives its lease back when it went well. When it failed nothing of the copy is left.
 * @throws ENVIRONMENT_EXISTS, IDENTIFIER_INVALID, ENVIRONMENT_LOCKED while the source changes, and what the provision and
 * the work throw
 */
export async function copying<T>(
  context: Context,
  scope: Scope,
  source: EnvironmentRow,
  { purpose, name, data, rows = LIMITS.sample_rows, ttlMs }: CopyingInput,
  work: (copy: MadeCopy) => Promise<T>,
): Promise<T> {
  const provision = provisionOf(context);
  if (source.ephemeral && source.ephemeral.state !== 'ready') throw notReady(source);
  const id = context.ids.next();
  const named = name ?? `${purpose}-${id.slice(-8)}`;
  assertEnvironmentName(named);
  const before = await sourceState(context, scope, source);
  const copied = data === 'sample' ? await samplePlan(context, scope, source, rows) : data;
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
    const made = await beatBeside({ clock: context.clock, beat, interrupt: async () => {} }, () =>
      provision.make(source, environment, copied),
    );
    assertStoodStill(before, await sourceState(context, scope, source), source);
    return await work({ environment, lease, ...made });
  } catch (error) {
    await context.plane.leases.release(scope, lease);
    if (isAuthoringError(error) && error.code === 'DATABASE_EXISTS')
      await context.plane.transaction((tx) => forgetEnvironment(context, tx, scope, environment, 'failed'));
    // What cannot be taken away now stays in its row: any later `collect` does it.
    else await endCopy(context, scope, environment, 'failed').catch(() => undefined);
    throw error;
  }
}
