/** Owns how installations were found, in `_authoring_health`. */
import type { CheckResult, HealthPort, HealthRow, HealthState, Scope } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type HealthStatements = ReturnType<typeof healthStatements>;

type Stored = Omit<HealthRow, 'results'> & { readonly org: string; readonly results: string };

export function healthStatements({ db }: ControlDialect) {
  return {
    list: statement<{ org: string; environmentId: string }>()((v) =>
      db
        .selectFrom('_authoring_health')
        .select(['package_id', 'version_id', 'run_id', 'state', 'since', 'checked_at', 'results'])
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .orderBy('package_id'),
    ),
    put: statement<Stored>()((v) =>
      db
        .insertInto('_authoring_health')
        .values({
          organization_id: v.org,
          environment_id: v.environmentId,
          package_id: v.packageId,
          version_id: v.versionId,
          run_id: v.runId,
          state: v.state,
          since: v.since,
          checked_at: v.checkedAt,
          results: v.results,
        })
        .onConflict((conflict) =>
          conflict.columns(['organization_id', 'environment_id', 'package_id']).doUpdateSet((set) => ({
            version_id: set.ref('excluded.version_id'),
            run_id: set.ref('excluded.run_id'),
            state: set.ref('excluded.state'),
            since: set.ref('excluded.since'),
            checked_at: set.ref('excluded.checked_at'),
            results: set.ref('excluded.results'),
          })),
        ),
    ),
  };
}

export class HealthStore implements HealthPort {
  readonly #at: StoreContext;
  readonly #statements: HealthStatements;

  constructor(at: StoreContext, statements: HealthStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async list(scope: Scope, environmentId: string): Promise<readonly HealthRow[]> {
    const rows = await this.#at.session.all(this.#statements.list, { org: scope.orgId, environmentId });
    return rows.map((row) => ({
      environmentId,
      packageId: row.package_id,
      versionId: row.version_id,
      runId: row.run_id,
      state: row.state as HealthState,
      since: row.since,
      checkedAt: row.checked_at,
      results: JSON.parse(row.results) as readonly CheckResult[],
    }));
  }

  async put(scope: Scope, row: HealthRow): Promise<void> {
    await this.#at.session.write(this.#statements.put, {
      ...row,
      org: scope.orgId,
      results: JSON.stringify(row.results),
    });
  }
}
