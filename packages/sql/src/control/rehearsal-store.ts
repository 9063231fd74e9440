/** Owns rehearsals, in `_authoring_rehearsal`: what is asked for by its columns, all of it as JSON beside them. */
import type { RehearsalPort, RehearsalRow, RehearsedPlan, Scope } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type RehearsalStatements = ReturnType<typeof rehearsalStatements>;

export function rehearsalStatements({ db }: ControlDialect) {
  const rows = () => db.selectFrom('_authoring_rehearsal').select('content');
  return {
    insert: statement<{
      org: string;
      id: string;
      environmentId: string;
      planHash: string;
      baseFingerprint: string;
      at: string;
      content: string;
    }>()((v) =>
      db.insertInto('_authoring_rehearsal').values({
        organization_id: v.org,
        id: v.id,
        environment_id: v.environmentId,
        plan_hash: v.planHash,
        base_fingerprint: v.baseFingerprint,
        at: v.at,
        content: v.content,
      }),
    ),
    get: statement<{ org: string; id: string }>()((v) =>
      rows().where('organization_id', '=', v.org).where('id', '=', v.id),
    ),
    list: statement<{ org: string; limit: number }>()((v) =>
      rows()
        .where('organization_id', '=', v.org)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(v.limit as number),
    ),
    ofEnvironment: statement<{ org: string; environmentId: string; limit: number }>()((v) =>
      rows()
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(v.limit as number),
    ),
    latest: statement<{ org: string } & RehearsedPlan>()((v) =>
      rows()
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('plan_hash', '=', v.planHash)
        .where('base_fingerprint', '=', v.baseFingerprint)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit((limit) => limit.lit(1)),
    ),
  };
}

export class RehearsalStore implements RehearsalPort {
  readonly #at: StoreContext;
  readonly #statements: RehearsalStatements;

  constructor(at: StoreContext, statements: RehearsalStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async insert({ orgId }: Scope, row: RehearsalRow): Promise<void> {
    const { id, environmentId, planHash, baseFingerprint, at } = row;
    await this.#at.session.write(this.#statements.insert, {
      ...{ org: orgId, id, environmentId, planHash, baseFingerprint, at },
      content: JSON.stringify(row),
    });
  }

  async get({ orgId }: Scope, id: string): Promise<RehearsalRow | null> {
    return read(await this.#at.session.all(this.#statements.get, { org: orgId, id }))[0] ?? null;
  }

  async list(
    { orgId }: Scope,
    { environmentId, limit }: { readonly environmentId?: string; readonly limit: number },
  ): Promise<readonly RehearsalRow[]> {
    const { session } = this.#at;
    return read(
      environmentId === undefined
        ? await session.all(this.#statements.list, { org: orgId, limit })
        : await session.all(this.#statements.ofEnvironment, { org: orgId, environmentId, limit }),
    );
  }

  async latest(
    { orgId }: Scope,
    { environmentId, planHash, baseFingerprint }: RehearsedPlan,
  ): Promise<RehearsalRow | null> {
    const plan = { org: orgId, environmentId, planHash, baseFingerprint };
    return read(await this.#at.session.all(this.#statements.latest, plan))[0] ?? null;
  }
}

function read(rows: readonly { readonly content: string }[]): readonly RehearsalRow[] {
  return rows.map(({ content }) => JSON.parse(content) as RehearsalRow);
}
