/**
 * Owns leases in `_authoring_lease`, by the database's clock. The row stays when a lease ends: its fence must go on
 * growing. Every check is a write to that row, so that it excludes a grant that happens at the same time (I-23).
 */
import { AuthoringError, type Lease, type LeasePort, type Scope } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type LeaseStatements = ReturnType<typeof leaseStatements>;

/** Sorts before every time: a lease that was given back. */
const ended = '';

const columns = ['environment_id', 'run_id', 'owner', 'fence', 'expires_at'] as const;

export function leaseStatements({ db, clock }: ControlDialect) {
  return {
    acquire: statement<{ org: string; environmentId: string; runId: string; owner: string; ttlMs: number }>()(
      (v) =>
        db
          .insertInto('_authoring_lease')
          .values({
            organization_id: v.org,
            environment_id: v.environmentId,
            run_id: v.runId,
            owner: v.owner,
            fence: 1,
            expires_at: clock(v.ttlMs),
          })
          .onConflict((conflict) =>
            conflict
              .columns(['organization_id', 'environment_id'])
              .doUpdateSet((set) => ({
                run_id: set.ref('excluded.run_id'),
                owner: set.ref('excluded.owner'),
                fence: set('_authoring_lease.fence', '+', 1),
                expires_at: set.ref('excluded.expires_at'),
              }))
              .where((where) =>
                where.or([
                  where('_authoring_lease.expires_at', '<=', clock(0)),
                  where.and([
                    where('_authoring_lease.owner', '=', where.ref('excluded.owner')),
                    where('_authoring_lease.run_id', '=', where.ref('excluded.run_id')),
                  ]),
                ]),
              ),
          )
          .returning(columns),
    ),
    renew: statement<{ org: string; environmentId: string; fence: number; ttlMs: number }>()((v) =>
      db
        .updateTable('_authoring_lease')
        .set({ expires_at: clock(v.ttlMs) })
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('fence', '=', v.fence)
        .where('expires_at', '<>', ended)
        .returning(columns),
    ),
    assertHeld: statement<{ org: string; environmentId: string; fence: number }>()((v) =>
      db
        .updateTable('_authoring_lease')
        .set({ fence: v.fence })
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('fence', '=', v.fence)
        .where('expires_at', '>', clock(0)),
    ),
    release: statement<{ org: string; environmentId: string; fence: number }>()((v) =>
      db
        .updateTable('_authoring_lease')
        .set({ expires_at: ended })
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('fence', '=', v.fence),
    ),
    current: statement<{ org: string; environmentId: string }>()((v) =>
      db
        .selectFrom('_authoring_lease')
        .select(columns)
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('expires_at', '>', clock(0)),
    ),
  };
}

export class LeaseStore implements LeasePort {
  readonly #at: StoreContext;
  readonly #statements: LeaseStatements;

  constructor(at: StoreContext, statements: LeaseStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async acquire(
    scope: Scope,
    environmentId: string,
    runId: string,
    owner: string,
    ttlMs: number,
  ): Promise<Lease> {
    return this.#at.session.transaction(async (session) => {
      const values = { org: scope.orgId, environmentId, runId, owner, ttlMs };
      const granted = await session.first(this.#statements.acquire, values);
      if (granted) return toLease(granted);
      const holder = await session.first(this.#statements.current, { org: scope.orgId, environmentId });
      throw new AuthoringError(
        'ENVIRONMENT_LOCKED',
        `environment ${environmentId} is locked by another run`,
        {
          details: { environmentId, ...(holder && { runId: holder.run_id, expiresAt: holder.expires_at }) },
          suggestion: 'wait for that run to finish, or resume or abandon it',
        },
      );
    });
  }

  async renew(scope: Scope, lease: Lease, ttlMs: number): Promise<Lease> {
    const { environmentId, fence } = lease;
    const row = await this.#at.session.first(this.#statements.renew, {
      org: scope.orgId,
      environmentId,
      fence,
      ttlMs,
    });
    return row ? toLease(row) : lost(lease);
  }

  async assertHeld(scope: Scope, lease: Lease): Promise<void> {
    const { environmentId, fence } = lease;
    const held = await this.#at.session.run(this.#statements.assertHeld, {
      org: scope.orgId,
      environmentId,
      fence,
    });
    if (held === 0) lost(lease);
  }

  async release(scope: Scope, lease: Lease): Promise<void> {
    const { environmentId, fence } = lease;
    await this.#at.session.write(this.#statements.release, { org: scope.orgId, environmentId, fence });
  }

  async current(scope: Scope, environmentId: string): Promise<Lease | null> {
    const row = await this.#at.session.first(this.#statements.current, { org: scope.orgId, environmentId });
    return row && toLease(row);
  }
}

function lost(lease: Lease): never {
  throw new AuthoringError('LEASE_LOST', `run ${lease.runId} lost environment ${lease.environmentId}`, {
    details: { runId: lease.runId, environmentId: lease.environmentId, fence: lease.fence },
    suggestion: 'resume the run: it takes a new lease and finds out what already happened',
  });
}

function toLease(row: {
  environment_id: string;
  run_id: string;
  owner: string;
  fence: number;
  expires_at: string;
}): Lease {
  return {
    environmentId: row.environment_id,
    runId: row.run_id,
    owner: row.owner,
    fence: row.fence,
    expiresAt: row.expires_at,
  };
}
