/** Owns what was taken over from databases of runtimes, in `_authoring_adoption`. */
import type { AdoptedItem, AdoptionPort, AdoptionRow, ItemKey, Scope } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type AdoptionStatements = ReturnType<typeof adoptionStatements>;

interface Key {
  readonly org: string;
  readonly environmentId: string;
  readonly packageId: string;
}

export function adoptionStatements({ db }: ControlDialect) {
  return {
    get: statement<Key>()((v) =>
      db
        .selectFrom('_authoring_adoption')
        .select(['items', 'adopted_at'])
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('package_id', '=', v.packageId),
    ),
    put: statement<Key & { items: string; at: string; by: string }>()((v) =>
      db
        .insertInto('_authoring_adoption')
        .values({
          organization_id: v.org,
          environment_id: v.environmentId,
          package_id: v.packageId,
          items: v.items,
          adopted_at: v.at,
          adopted_by: v.by,
        })
        .onConflict((conflict) =>
          conflict.columns(['organization_id', 'environment_id', 'package_id']).doUpdateSet((set) => ({
            items: set.ref('excluded.items'),
            adopted_at: set.ref('excluded.adopted_at'),
            adopted_by: set.ref('excluded.adopted_by'),
          })),
        ),
    ),
  };
}

export class AdoptionStore implements AdoptionPort {
  readonly #at: StoreContext;
  readonly #statements: AdoptionStatements;

  constructor(at: StoreContext, statements: AdoptionStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async get(scope: Scope, environmentId: string, packageId: string): Promise<AdoptionRow | null> {
    const key = { org: scope.orgId, environmentId, packageId };
    const row = await this.#at.session.first(this.#statements.get, key);
    if (!row) return null;
    const items = new Map(JSON.parse(row.items) as [ItemKey, AdoptedItem][]);
    return { environmentId, packageId, items, at: row.adopted_at };
  }

  async put(scope: Scope, { environmentId, packageId, items, at }: AdoptionRow): Promise<void> {
    await this.#at.session.write(this.#statements.put, {
      org: scope.orgId,
      environmentId,
      packageId,
      items: JSON.stringify([...items]),
      at,
      by: scope.principal.id,
    });
  }
}
