/** Owns values of variables in `_authoring_variable`. What is secret comes and goes encrypted. */
import type { Scope, VariablePort, VariableRow } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type VariableStatements = ReturnType<typeof variableStatements>;

export function variableStatements({ db }: ControlDialect) {
  return {
    list: statement<{ org: string; environmentId: string }>()((v) =>
      db
        .selectFrom('_authoring_variable')
        .select(['environment_id', 'package_id', 'name', 'kind', 'content', 'updated_at', 'updated_by'])
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .orderBy('package_id')
        .orderBy('name'),
    ),
    put: statement<VariableRow & { org: string }>()((v) =>
      db
        .insertInto('_authoring_variable')
        .values({
          organization_id: v.org,
          environment_id: v.environmentId,
          package_id: v.packageId,
          name: v.name,
          kind: v.kind,
          content: v.content,
          updated_at: v.updatedAt,
          updated_by: v.updatedBy,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['organization_id', 'environment_id', 'package_id', 'name'])
            .doUpdateSet((set) => ({
              kind: set.ref('excluded.kind'),
              content: set.ref('excluded.content'),
              updated_at: set.ref('excluded.updated_at'),
              updated_by: set.ref('excluded.updated_by'),
            })),
        ),
    ),
    remove: statement<{ org: string; environmentId: string; packageId: string; name: string }>()((v) =>
      db
        .deleteFrom('_authoring_variable')
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('package_id', '=', v.packageId)
        .where('name', '=', v.name),
    ),
  };
}

export class VariableStore implements VariablePort {
  readonly #at: StoreContext;
  readonly #statements: VariableStatements;

  constructor(at: StoreContext, statements: VariableStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async list({ orgId }: Scope, environmentId: string): Promise<readonly VariableRow[]> {
    const rows = await this.#at.session.all(this.#statements.list, { org: orgId, environmentId });
    return rows.map((row) => ({
      environmentId: row.environment_id,
      packageId: row.package_id,
      name: row.name,
      kind: row.kind === 'secret' ? 'secret' : 'plain',
      content: row.content,
      updatedAt: row.updated_at,
      updatedBy: row.updated_by,
    }));
  }

  async put({ orgId }: Scope, row: VariableRow): Promise<void> {
    await this.#at.session.write(this.#statements.put, { ...row, org: orgId });
  }

  async remove({ orgId }: Scope, environmentId: string, packageId: string, name: string): Promise<boolean> {
    const values = { org: orgId, environmentId, packageId, name };
    return (await this.#at.session.run(this.#statements.remove, values)) === 1;
  }
}
