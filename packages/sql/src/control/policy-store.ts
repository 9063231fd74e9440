/** Owns what was set for environments, in `_authoring_policy`. */
import type { EnvironmentPolicy, PolicyPort, Scope } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type PolicyStatements = ReturnType<typeof policyStatements>;

export function policyStatements({ db }: ControlDialect) {
  return {
    get: statement<{ org: string; environmentId: string }>()((v) =>
      db
        .selectFrom('_authoring_policy')
        .select('policy')
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId),
    ),
    put: statement<{ org: string; environmentId: string; policy: string; at: string; by: string }>()((v) =>
      db
        .insertInto('_authoring_policy')
        .values({
          organization_id: v.org,
          environment_id: v.environmentId,
          policy: v.policy,
          updated_at: v.at,
          updated_by: v.by,
        })
        .onConflict((conflict) =>
          conflict.columns(['organization_id', 'environment_id']).doUpdateSet((set) => ({
            policy: set.ref('excluded.policy'),
            updated_at: set.ref('excluded.updated_at'),
            updated_by: set.ref('excluded.updated_by'),
          })),
        ),
    ),
  };
}

export class PolicyStore implements PolicyPort {
  readonly #at: StoreContext;
  readonly #statements: PolicyStatements;

  constructor(at: StoreContext, statements: PolicyStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async get(scope: Scope, environmentId: string): Promise<EnvironmentPolicy | null> {
    const row = await this.#at.session.first(this.#statements.get, { org: scope.orgId, environmentId });
    return row ? (JSON.parse(row.policy) as EnvironmentPolicy) : null;
  }

  async put(scope: Scope, environmentId: string, policy: EnvironmentPolicy, at: string): Promise<void> {
    await this.#at.session.write(this.#statements.put, {
      org: scope.orgId,
      environmentId,
      policy: JSON.stringify(policy),
      at,
      by: scope.principal.id,
    });
  }
}
