/**
 * Owns overlays: active rows of `sys_metadata` that carry an environment and no package, and their history. Where the rows
 * of a draft have its id, these have the environment's, so that there is one for each item there.
 */
import {
  type ItemKey,
  type OverlayHistoryEntry,
  type OverlayPort,
  type OverlayRow,
  parseKey,
  type Scope,
} from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type OverlayStatements = ReturnType<typeof overlayStatements>;

/** Of none: an overlay is the environment's own. */
const NO_PACKAGE = '';

interface Key {
  readonly org: string;
  readonly environmentId: string;
  readonly type: string;
  readonly name: string;
}

interface PutValues extends Key {
  readonly id: string;
  readonly body: string;
  readonly base: string | null;
  readonly at: string;
  readonly by: string;
}

interface HistoryValues extends Key {
  readonly id: string;
  readonly op: string;
  readonly operationType: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly at: string;
  readonly by: string;
}

export function overlayStatements({ db }: ControlDialect) {
  const select = db
    .selectFrom('sys_metadata')
    .select(['type', 'name', 'body_checksum', 'base_checksum', 'updated_at', 'updated_by']);
  const history = db.selectFrom('sys_metadata_history');
  return {
    get: statement<Key>()((v) =>
      select
        .where('organization_id', '=', v.org)
        .where('package_version_id', '=', v.environmentId)
        .where('type', '=', v.type)
        .where('name', '=', v.name),
    ),
    list: statement<{ org: string; environmentId: string }>()((v) =>
      select.where('organization_id', '=', v.org).where('package_version_id', '=', v.environmentId),
    ),
    put: statement<PutValues>()((v) =>
      db
        .insertInto('sys_metadata')
        .values({
          id: v.id,
          organization_id: v.org,
          package_id: NO_PACKAGE,
          package_version_id: v.environmentId,
          environment_id: v.environmentId,
          type: v.type,
          name: v.name,
          managed_by: 'user',
          scope: 'platform',
          source: 'api',
          state: 'active',
          version: 1,
          op: 'put',
          body_checksum: v.body,
          base_checksum: v.base,
          checksum: v.body,
          created_by: v.by,
          created_at: v.at,
          updated_by: v.by,
          updated_at: v.at,
        })
        .onConflict((conflict) =>
          conflict.columns(['organization_id', 'package_version_id', 'type', 'name']).doUpdateSet((set) => ({
            version: set('sys_metadata.version', '+', 1),
            body_checksum: set.ref('excluded.body_checksum'),
            base_checksum: set.ref('excluded.base_checksum'),
            checksum: set.ref('excluded.checksum'),
            updated_by: set.ref('excluded.updated_by'),
            updated_at: set.ref('excluded.updated_at'),
          })),
        ),
    ),
    remove: statement<Key>()((v) =>
      db
        .deleteFrom('sys_metadata')
        .where('organization_id', '=', v.org)
        .where('package_version_id', '=', v.environmentId)
        .where('type', '=', v.type)
        .where('name', '=', v.name),
    ),
    appendHistory: statement<HistoryValues>()((v) =>
      db.insertInto('sys_metadata_history').values((values) => ({
        id: v.id,
        organization_id: v.org,
        // The largest number so far is safe to build on: writers of one organization take turns.
        event_seq: values(
          history
            .select(({ fn, lit }) => fn.coalesce(fn.max('event_seq'), lit(0)).as('last'))
            .where('organization_id', '=', v.org),
          '+',
          values.lit(1),
        ).$notNull(),
        type: v.type,
        name: v.name,
        version: values(
          history
            .select(({ fn, lit }) => fn.coalesce(fn.max('version'), lit(0)).as('last'))
            .where('organization_id', '=', v.org)
            .where('type', '=', v.type)
            .where('name', '=', v.name),
          '+',
          values.lit(1),
        ).$notNull(),
        operation_type: v.operationType,
        checksum: v.after,
        previous_checksum: v.before,
        source: 'overlay',
        recorded_by: v.by,
        recorded_at: v.at,
        package_id: NO_PACKAGE,
        package_version_id: v.environmentId,
        draft_seq: 0,
        op: v.op,
        commit_id: v.id,
      })),
    ),
    history: statement<Key & { limit: number }>()((v) =>
      history
        .select(['op', 'previous_checksum', 'checksum', 'recorded_at', 'recorded_by'])
        .where('organization_id', '=', v.org)
        .where('type', '=', v.type)
        .where('name', '=', v.name)
        .where('package_version_id', '=', v.environmentId)
        .orderBy('version', 'desc')
        .limit(v.limit),
    ),
  };
}

interface StoredOverlay {
  readonly type: string;
  readonly name: string;
  readonly body_checksum: string | null;
  readonly base_checksum: string | null;
  readonly updated_at: string;
  readonly updated_by: string;
}

export class OverlayStore implements OverlayPort {
  readonly #at: StoreContext;
  readonly #statements: OverlayStatements;

  constructor(at: StoreContext, statements: OverlayStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async get(scope: Scope, environmentId: string, ref: ItemKey): Promise<OverlayRow | null> {
    const row = await this.#at.session.first(this.#statements.get, keyOf(scope, environmentId, ref));
    return row && overlayOf(environmentId, row);
  }

  async list(scope: Scope, environmentId: string): Promise<readonly OverlayRow[]> {
    const rows = await this.#at.session.all(this.#statements.list, { org: scope.orgId, environmentId });
    return rows.map((row) => overlayOf(environmentId, row)).sort((a, b) => (a.ref < b.ref ? -1 : 1));
  }

  async put(scope: Scope, row: OverlayRow, op: 'put' | 'merge'): Promise<void> {
    const key = keyOf(scope, row.environmentId, row.ref);
    const { bodyChecksum: after, updatedAt: at, updatedBy: by } = row;
    await this.#at.session.transaction(async (session) => {
      const before = (await session.first(this.#statements.get, key))?.body_checksum ?? null;
      const id = this.#at.ids.next();
      await session.write(this.#statements.put, { ...key, id, body: after, base: row.baseChecksum, at, by });
      const operationType = before === null ? 'create' : 'update';
      const entry = { ...key, id: this.#at.ids.next(), op, operationType, before, after, at, by };
      await session.write(this.#statements.appendHistory, entry);
    });
  }

  async remove(scope: Scope, environmentId: string, ref: ItemKey, at: string): Promise<void> {
    const key = keyOf(scope, environmentId, ref);
    await this.#at.session.transaction(async (session) => {
      const row = await session.first(this.#statements.get, key);
      if (!row) return;
      await session.write(this.#statements.remove, key);
      await session.write(this.#statements.appendHistory, {
        ...key,
        id: this.#at.ids.next(),
        op: 'reset',
        operationType: 'delete',
        before: row.body_checksum,
        after: null,
        at,
        by: scope.principal.id,
      });
    });
  }

  async history(
    scope: Scope,
    environmentId: string,
    ref: ItemKey,
    limit: number,
  ): Promise<readonly OverlayHistoryEntry[]> {
    const values = { ...keyOf(scope, environmentId, ref), limit };
    return (await this.#at.session.all(this.#statements.history, values)).map((row) => ({
      op: row.op as OverlayHistoryEntry['op'],
      checksumBefore: row.previous_checksum,
      checksumAfter: row.checksum,
      at: row.recorded_at,
      by: row.recorded_by,
    }));
  }
}

function keyOf({ orgId: org }: Scope, environmentId: string, ref: ItemKey): Key {
  return { org, environmentId, ...parseKey(ref) };
}

function overlayOf(environmentId: string, row: StoredOverlay): OverlayRow {
  return {
    environmentId,
    ref: `${row.type}/${row.name}`,
    bodyChecksum: row.body_checksum as string,
    baseChecksum: row.base_checksum,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
