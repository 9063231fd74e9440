/** Owns what was said of versions that were taken out of use, in `_authoring_version_notice`. */
import type { Scope, VersionNotice, VersionNoticePort } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type VersionNoticeStatements = ReturnType<typeof versionNoticeStatements>;

export function versionNoticeStatements({ db }: ControlDialect) {
  return {
    get: statement<{ org: string; versionId: string }>()((v) =>
      db
        .selectFrom('_authoring_version_notice')
        .select(['version_id', 'yanked', 'reason', 'said_at', 'said_by'])
        .where('organization_id', '=', v.org)
        .where('version_id', '=', v.versionId),
    ),
    put: statement<VersionNotice & { org: string }>()((v) =>
      db
        .insertInto('_authoring_version_notice')
        .values({
          organization_id: v.org,
          version_id: v.versionId,
          yanked: v.yanked,
          reason: v.reason,
          said_at: v.at,
          said_by: v.by,
        })
        .onConflict((conflict) =>
          conflict.columns(['organization_id', 'version_id']).doUpdateSet((set) => ({
            yanked: set.ref('excluded.yanked'),
            reason: set.ref('excluded.reason'),
            said_at: set.ref('excluded.said_at'),
            said_by: set.ref('excluded.said_by'),
          })),
        ),
    ),
  };
}

export class VersionNoticeStore implements VersionNoticePort {
  readonly #at: StoreContext;
  readonly #statements: VersionNoticeStatements;

  constructor(at: StoreContext, statements: VersionNoticeStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async get(scope: Scope, versionId: string): Promise<VersionNotice | null> {
    const row = await this.#at.session.first(this.#statements.get, { org: scope.orgId, versionId });
    return (
      row && {
        versionId: row.version_id,
        yanked: Boolean(row.yanked),
        reason: row.reason,
        at: row.said_at,
        by: row.said_by,
      }
    );
  }

  async put(scope: Scope, notice: VersionNotice): Promise<void> {
    await this.#at.session.write(this.#statements.put, { ...notice, org: scope.orgId });
  }
}
