/** Owns package identities in `sys_package`. */
import {
  AuthoringError,
  type PackagePort,
  type PackageRow,
  type Scope,
} from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type PackageStatements = ReturnType<typeof packageStatements>;

export function packageStatements({ db }: ControlDialect) {
  const select = db.selectFrom('sys_package').select(['id', 'manifest_id', 'display_name', 'created_at']);
  return {
    find: statement<{ org: string; manifestId: string }>()((v) =>
      select.where('owner_org_id', '=', v.org).where('manifest_id', '=', v.manifestId),
    ),
    get: statement<{ org: string; id: string }>()((v) =>
      select.where('owner_org_id', '=', v.org).where('id', '=', v.id),
    ),
    list: statement<{ org: string }>()((v) =>
      select.where('owner_org_id', '=', v.org).orderBy('manifest_id'),
    ),
    insert: statement<{
      org: string;
      id: string;
      manifestId: string;
      displayName: string;
      at: string;
      by: string;
    }>()((v) =>
      db
        .insertInto('sys_package')
        .values({
          id: v.id,
          owner_org_id: v.org,
          manifest_id: v.manifestId,
          display_name: v.displayName,
          visibility: 'private',
          publisher: 'private',
          is_starter: false,
          created_at: v.at,
          updated_at: v.at,
          created_by: v.by,
        })
        .onConflict((conflict) => conflict.columns(['owner_org_id', 'manifest_id']).doNothing()),
    ),
  };
}

export class PackagesStore implements PackagePort {
  readonly #at: StoreContext;
  readonly #statements: PackageStatements;

  constructor(at: StoreContext, statements: PackageStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async find(scope: Scope, manifestId: string): Promise<PackageRow | null> {
    const row = await this.#at.session.first(this.#statements.find, { org: scope.orgId, manifestId });
    return row && toPackage(row);
  }

  async get(scope: Scope, id: string): Promise<PackageRow | null> {
    const row = await this.#at.session.first(this.#statements.get, { org: scope.orgId, id });
    return row && toPackage(row);
  }

  async list(scope: Scope): Promise<readonly PackageRow[]> {
    const rows = await this.#at.session.all(this.#statements.list, { org: scope.orgId });
    return rows.map(toPackage);
  }

  async insert(scope: Scope, row: PackageRow): Promise<void> {
    const { id, manifestId, displayName, createdAt: at } = row;
    const by = scope.principal.id;
    const values = { org: scope.orgId, id, manifestId, displayName, at, by };
    if ((await this.#at.session.run(this.#statements.insert, values)) === 1) return;
    throw new AuthoringError('NAME_TAKEN', `package ${manifestId} exists already`, {
      details: { manifestId },
      suggestion: 'choose another manifest id, or open a draft of the package that is there',
    });
  }
}

function toPackage(row: {
  id: string;
  manifest_id: string;
  display_name: string;
  created_at: string;
}): PackageRow {
  return {
    id: row.id,
    manifestId: row.manifest_id,
    displayName: row.display_name,
    createdAt: row.created_at,
  };
}
