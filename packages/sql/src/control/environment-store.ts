/** Owns environments in `sys_environment`, in their pipeline order. */
import {
  AuthoringError,
  type Engine,
  type EnvironmentPort,
  type EnvironmentRow,
  type EnvironmentType,
  type Ephemeral,
  type SchemaMode,
  type Scope,
} from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type EnvironmentStatements = ReturnType<typeof environmentStatements>;

type EnvironmentValues = Omit<EnvironmentRow, 'ephemeral'> & {
  readonly org: string;
  readonly by: string;
  readonly state: string | null;
  readonly expiresAt: string | null;
  readonly sourceId: string | null;
};

export function environmentStatements({ db }: ControlDialect) {
  const select = db
    .selectFrom('sys_environment')
    .select([
      'id',
      'name',
      'environment_type',
      'database_driver',
      'database_url',
      'schema_mode',
      'position',
      'created_at',
      'created_by',
      'ephemeral_state',
      'expires_at',
      'source_environment_id',
    ]);
  return {
    find: statement<{ org: string; nameOrId: string }>()((v) =>
      select
        .where('organization_id', '=', v.org)
        .where((where) => where.or([where('id', '=', v.nameOrId), where('name', '=', v.nameOrId)])),
    ),
    list: statement<{ org: string }>()((v) =>
      select.where('organization_id', '=', v.org).orderBy('position').orderBy('created_at').orderBy('id'),
    ),
    moveBack: statement<{ org: string; id: string; position: number; at: string }>()((v) =>
      db
        .updateTable('sys_environment')
        .set((set) => ({ position: set('position', '+', 1), updated_at: v.at }))
        .where('organization_id', '=', v.org)
        .where('position', '>=', v.position)
        .where('id', '<>', v.id),
    ),
    insert: statement<EnvironmentValues>()((v) =>
      db
        .insertInto('sys_environment')
        .values({
          id: v.id,
          organization_id: v.org,
          name: v.name,
          display_name: v.name,
          environment_type: v.type,
          database_driver: v.engine,
          database_url: v.databaseUrl,
          schema_mode: v.schemaMode,
          position: v.position,
          status: 'active',
          created_by: v.by,
          created_at: v.createdAt,
          updated_at: v.createdAt,
          ephemeral_state: v.state,
          expires_at: v.expiresAt,
          source_environment_id: v.sourceId,
        })
        .onConflict((conflict) => conflict.columns(['organization_id', 'name']).doNothing()),
    ),
    setState: statement<{ org: string; id: string; state: string }>()((v) =>
      db
        .updateTable('sys_environment')
        .set({ ephemeral_state: v.state })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id)
        .where('ephemeral_state', 'is not', null),
    ),
    remove: statement<{ org: string; id: string }>()((v) =>
      db.deleteFrom('sys_environment').where('organization_id', '=', v.org).where('id', '=', v.id),
    ),
  };
}

export class EnvironmentStore implements EnvironmentPort {
  readonly #at: StoreContext;
  readonly #statements: EnvironmentStatements;

  constructor(at: StoreContext, statements: EnvironmentStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async find(scope: Scope, nameOrId: string): Promise<EnvironmentRow | null> {
    const rows = await this.#at.session.all(this.#statements.find, { org: scope.orgId, nameOrId });
    // An environment that bears another one's id as its name must not hide it.
    const row = rows.find((candidate) => candidate.id === nameOrId) ?? rows[0];
    return row ? toEnvironment(row) : null;
  }

  async list(scope: Scope): Promise<readonly EnvironmentRow[]> {
    const rows = await this.#at.session.all(this.#statements.list, { org: scope.orgId });
    return rows.map(toEnvironment);
  }

  async insert(scope: Scope, row: EnvironmentRow): Promise<void> {
    const org = scope.orgId;
    await this.#at.session.transaction(async (session) => {
      const { ephemeral, ...values } = row;
      const inserted = await session.run(this.#statements.insert, {
        ...values,
        org,
        by: scope.principal.id,
        state: ephemeral?.state ?? null,
        expiresAt: ephemeral?.expiresAt ?? null,
        sourceId: ephemeral?.sourceId ?? null,
      });
      if (inserted === 0) {
        throw new AuthoringError('ENVIRONMENT_EXISTS', `environment ${row.name} exists already`, {
          details: { name: row.name },
          suggestion: 'choose another name',
        });
      }
      await session.write(this.#statements.moveBack, {
        org,
        id: row.id,
        position: row.position,
        at: row.createdAt,
      });
    });
  }

  async setState({ orgId: org }: Scope, id: string, state: Ephemeral['state']): Promise<boolean> {
    return (await this.#at.session.run(this.#statements.setState, { org, id, state })) > 0;
  }

  async remove({ orgId: org }: Scope, id: string): Promise<boolean> {
    return (await this.#at.session.run(this.#statements.remove, { org, id })) > 0;
  }
}

function toEnvironment(row: {
  id: string;
  name: string;
  environment_type: string;
  database_driver: string;
  database_url: string;
  schema_mode: string;
  position: number;
  created_at: string;
  created_by: string;
  ephemeral_state: string | null;
  expires_at: string | null;
  source_environment_id: string | null;
}): EnvironmentRow {
  return {
    id: row.id,
    name: row.name,
    type: row.environment_type as EnvironmentType,
    engine: row.database_driver as Engine,
    databaseUrl: row.database_url,
    schemaMode: row.schema_mode as SchemaMode,
    position: row.position,
    createdAt: row.created_at,
    ...(row.ephemeral_state === null
      ? {}
      : {
          ephemeral: {
            state: row.ephemeral_state as Ephemeral['state'],
            expiresAt: row.expires_at ?? row.created_at,
            sourceId: row.source_environment_id ?? '',
            createdBy: row.created_by,
          },
        }),
  };
}
