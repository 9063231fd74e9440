/** Owns tokens, in `_authoring_token`: the hash of each, never its text. */
import type { Scope, TokenPort, TokenRow } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type TokenStatements = ReturnType<typeof tokenStatements>;

interface TokenValues {
  readonly org: string;
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly role: string;
  readonly environments: string | null;
  readonly operations: string | null;
  readonly hash: string;
  readonly madeBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
}

export function tokenStatements({ db }: ControlDialect) {
  const select = db
    .selectFrom('_authoring_token')
    .select([
      'id',
      'name',
      'kind',
      'role',
      'environments',
      'operations',
      'hash',
      'made_by',
      'created_at',
      'expires_at',
      'last_used_at',
      'revoked_at',
      'revoked_by',
    ]);
  return {
    get: statement<{ org: string; id: string }>()((v) =>
      select.where('organization_id', '=', v.org).where('id', '=', v.id),
    ),
    list: statement<{ org: string; limit: number }>()((v) =>
      select
        .where('organization_id', '=', v.org)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(v.limit),
    ),
    insert: statement<TokenValues>()((v) =>
      db.insertInto('_authoring_token').values({
        organization_id: v.org,
        id: v.id,
        name: v.name,
        kind: v.kind,
        role: v.role,
        environments: v.environments,
        operations: v.operations,
        hash: v.hash,
        made_by: v.madeBy,
        created_at: v.createdAt,
        expires_at: v.expiresAt,
        last_used_at: v.lastUsedAt,
        revoked_at: v.revokedAt,
        revoked_by: v.revokedBy,
      }),
    ),
    used: statement<{ org: string; id: string; at: string }>()((v) =>
      db
        .updateTable('_authoring_token')
        .set({ last_used_at: v.at })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id),
    ),
    revoke: statement<{ org: string; id: string; at: string; by: string }>()((v) =>
      db
        .updateTable('_authoring_token')
        .set({ revoked_at: v.at, revoked_by: v.by })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id)
        .where('revoked_at', 'is', null),
    ),
  };
}

interface StoredToken {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly role: string;
  readonly environments: string | null;
  readonly operations: string | null;
  readonly hash: string;
  readonly made_by: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  readonly revoked_by: string | null;
}

export class TokenStore implements TokenPort {
  readonly #at: StoreContext;
  readonly #statements: TokenStatements;

  constructor(at: StoreContext, statements: TokenStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async insert({ orgId: org }: Scope, row: TokenRow): Promise<void> {
    const { environments, operations, ...rest } = row;
    await this.#at.session.write(this.#statements.insert, {
      ...rest,
      org,
      environments: environments && JSON.stringify(environments),
      operations: operations && JSON.stringify(operations),
    });
  }

  async get({ orgId: org }: Scope, id: string): Promise<TokenRow | null> {
    const row = await this.#at.session.first(this.#statements.get, { org, id });
    return row ? rowOf(row) : null;
  }

  async list({ orgId: org }: Scope, { limit }: { readonly limit: number }): Promise<readonly TokenRow[]> {
    return (await this.#at.session.all(this.#statements.list, { org, limit })).map(rowOf);
  }

  async used({ orgId: org }: Scope, id: string, at: string): Promise<void> {
    await this.#at.session.write(this.#statements.used, { org, id, at });
  }

  async revoke({ orgId: org, principal }: Scope, id: string, at: string): Promise<boolean> {
    const values = { org, id, at, by: principal.id };
    return (await this.#at.session.run(this.#statements.revoke, values)) > 0;
  }
}

function rowOf(row: StoredToken): TokenRow {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as TokenRow['kind'],
    role: row.role as TokenRow['role'],
    environments: row.environments === null ? null : JSON.parse(row.environments),
    operations: row.operations === null ? null : JSON.parse(row.operations),
    hash: row.hash,
    madeBy: row.made_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
  };
}
