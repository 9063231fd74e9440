/** Owns holds in `_authoring_hold`: what was dropped from an environment and is kept under another name. */
import type { HoldPort, HoldRow, Scope } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { insertAll } from './session.ts';
import { BatchStatement, statement } from './statement.ts';
import { chunksOf, listSize, type StoreContext } from './store-context.ts';

export type HoldStatements = ReturnType<typeof holdStatements>;

type HoldValues = Omit<HoldRow, 'held'> & {
  readonly org: string;
  readonly kind: string;
  readonly spec: string;
};

export function holdStatements(dialect: ControlDialect) {
  const { db } = dialect;
  return {
    list: statement<{ org: string; environmentId: string }>()((v) =>
      db
        .selectFrom('_authoring_hold')
        .select([
          'id',
          'environment_id',
          'package_id',
          'run_id',
          'held_at',
          'table_name',
          'held_name',
          'kind',
          'spec',
        ])
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .orderBy('held_at')
        .orderBy('id'),
    ),
    put: new BatchStatement<HoldValues, unknown>((rows) =>
      db
        .insertInto('_authoring_hold')
        .values(
          rows.map((v) => ({
            organization_id: v.org,
            id: v.id,
            environment_id: v.environmentId,
            package_id: v.packageId,
            run_id: v.runId,
            held_at: v.heldAt,
            table_name: v.table,
            held_name: v.heldName,
            kind: v.kind,
            spec: v.spec,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['organization_id', 'id']).doUpdateSet((set) => ({
            table_name: set.ref('excluded.table_name'),
            held_name: set.ref('excluded.held_name'),
            kind: set.ref('excluded.kind'),
            spec: set.ref('excluded.spec'),
          })),
        ),
    ),
    remove: statement<{ org: string; environmentId: string; ids: unknown }>()((v) =>
      db
        .deleteFrom('_authoring_hold')
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where(dialect.isAnyOf('id', v.ids)),
    ),
  };
}

export class HoldStore implements HoldPort {
  readonly #at: StoreContext;
  readonly #statements: HoldStatements;

  constructor(at: StoreContext, statements: HoldStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async list(scope: Scope, environmentId: string): Promise<readonly HoldRow[]> {
    const rows = await this.#at.session.all(this.#statements.list, { org: scope.orgId, environmentId });
    return rows.map((row) => {
      const spec = JSON.parse(row.spec);
      return {
        id: row.id,
        environmentId: row.environment_id,
        packageId: row.package_id,
        runId: row.run_id,
        heldAt: row.held_at,
        table: row.table_name,
        heldName: row.held_name,
        held:
          row.kind === 'table'
            ? { kind: 'table', spec }
            : { kind: row.kind === 'column' ? 'column' : 'renamed_column', column: spec },
      };
    });
  }

  /** A row that is there already is brought up to date: a resumed run puts its holds again. */
  async put(scope: Scope, rows: readonly HoldRow[]): Promise<void> {
    const values = rows.map(({ held, ...row }) => {
      const spec = JSON.stringify(held.kind === 'table' ? held.spec : held.column);
      return { ...row, org: scope.orgId, kind: held.kind, spec };
    });
    await insertAll(this.#at.session, this.#statements.put, values);
  }

  async remove(scope: Scope, environmentId: string, ids: readonly string[]): Promise<void> {
    await this.#at.session.transaction(async (session) => {
      for (const chunk of chunksOf(ids, listSize)) {
        const values = { org: scope.orgId, environmentId, ids: this.#at.dialect.list(chunk) };
        await session.write(this.#statements.remove, values);
      }
    });
  }
}
