/** Owns the statements of draft-store.ts on `sys_metadata_history` and on the undo stack, `_authoring_commit`. */
import type { ControlDialect } from './control-dialect.ts';
import { BatchStatement, type Slots, statement } from './statement.ts';

export type DraftHistoryStatements = ReturnType<typeof draftHistoryStatements>;

interface HistoryValues {
  readonly org: string;
  readonly id: string;
  readonly packageId: string;
  readonly draftId: string;
  readonly draftSeq: number;
  readonly type: string;
  readonly name: string;
  /** Per organization; one row alone finds its own. */
  readonly eventSeq: number;
  /** Per item; one row alone finds its own. */
  readonly version: number;
  readonly op: string;
  readonly operationType: string;
  readonly checksumBefore: string | null;
  readonly checksumAfter: string | null;
  readonly at: string;
  readonly by: string;
  readonly commitId: string;
}

interface DraftKey {
  readonly org: string;
  readonly draftId: string;
}

export function draftHistoryStatements(dialect: ControlDialect) {
  const { db } = dialect;
  // The largest number so far is safe to build on: writers of one organization take turns.
  const lastEvent = (v: Slots<HistoryValues>) =>
    db
      .selectFrom('sys_metadata_history')
      .select(({ fn, lit }) => fn.coalesce(fn.max('event_seq'), lit(0)).as('last'))
      .where('organization_id', '=', v.org);
  const lastVersion = (v: Slots<HistoryValues>) =>
    db
      .selectFrom('sys_metadata_history')
      .select(({ fn, lit }) => fn.coalesce(fn.max('version'), lit(0)).as('last'))
      .where('organization_id', '=', v.org)
      .where('type', '=', v.type)
      .where('name', '=', v.name);
  const history = db.selectFrom('sys_metadata_history');
  const commits = db.selectFrom('_authoring_commit').select(['id', 'before_json', 'after_json', 'undone']);
  return {
    /** Takes `count` positions in the draft's history. */
    takeHistorySeq: statement<DraftKey & { count: number }>()((v) =>
      db
        .updateTable('_authoring_draft')
        .set((set) => ({ history_seq: set('history_seq', '+', v.count) }))
        .where('organization_id', '=', v.org)
        .where('id', '=', v.draftId)
        .returning('history_seq'),
    ),
    lastEvent: statement<{ org: string }>()((v) =>
      history.select((select) => select.fn.max('event_seq').as('last')).where('organization_id', '=', v.org),
    ),
    lastVersions: statement<{ org: string; type: string; names: unknown }>()((v) =>
      history
        .select((select) => ['name', select.fn.max('version').as('last')])
        .where('organization_id', '=', v.org)
        .where('type', '=', v.type)
        .where(dialect.isAnyOf('name', v.names))
        .groupBy('name'),
    ),
    appendHistory: new BatchStatement<HistoryValues, unknown>((rows) =>
      db.insertInto('sys_metadata_history').values((values) =>
        rows.map((v) => ({
          id: v.id,
          organization_id: v.org,
          event_seq: rows.length === 1 ? values(lastEvent(v), '+', values.lit(1)).$notNull() : v.eventSeq,
          type: v.type,
          name: v.name,
          version: rows.length === 1 ? values(lastVersion(v), '+', values.lit(1)).$notNull() : v.version,
          operation_type: v.operationType,
          checksum: v.checksumAfter,
          previous_checksum: v.checksumBefore,
          source: 'authoring',
          recorded_by: v.by,
          recorded_at: v.at,
          package_id: v.packageId,
          package_version_id: v.draftId,
          draft_seq: v.draftSeq,
          op: v.op,
          commit_id: v.commitId,
        })),
      ),
    ),
    history: statement<{ org: string; packageId: string; type: string; name: string; limit: number }>()((v) =>
      history
        .select([
          'draft_seq',
          'type',
          'name',
          'op',
          'previous_checksum',
          'checksum',
          'recorded_at',
          'recorded_by',
          'commit_id',
        ])
        .where('organization_id', '=', v.org)
        .where('type', '=', v.type)
        .where('name', '=', v.name)
        .where('package_id', '=', v.packageId)
        .orderBy('version', 'desc')
        .limit(v.limit),
    ),
    dropUndone: statement<DraftKey>()((v) =>
      db
        .deleteFrom('_authoring_commit')
        .where('organization_id', '=', v.org)
        .where('draft_id', '=', v.draftId)
        .where('undone', '=', 1),
    ),
    pushCommit: statement<DraftKey & { id: string; undone: number; before: string; after: string }>()((v) =>
      db.insertInto('_authoring_commit').values((values) => ({
        organization_id: v.org,
        draft_id: v.draftId,
        undone: v.undone,
        seq: values(
          db
            .selectFrom('_authoring_commit')
            .select(({ fn, lit }) => fn.coalesce(fn.max('seq'), lit(0)).as('last'))
            .where('organization_id', '=', v.org)
            .where('draft_id', '=', v.draftId)
            .where('undone', '=', 0),
          '+',
          values.lit(1),
        ).$notNull(),
        id: v.id,
        before_json: v.before,
        after_json: v.after,
      })),
    ),
    undoable: statement<DraftKey>()((v) =>
      commits
        .where('organization_id', '=', v.org)
        .where('draft_id', '=', v.draftId)
        .where('undone', '=', 0)
        .orderBy('seq', 'desc')
        .limit((limit) => limit.lit(1)),
    ),
    redoable: statement<DraftKey>()((v) =>
      commits
        .where('organization_id', '=', v.org)
        .where('draft_id', '=', v.draftId)
        .where('undone', '=', 1)
        .orderBy('seq')
        .limit((limit) => limit.lit(1)),
    ),
    markCommit: statement<DraftKey & { id: string; undone: number }>()((v) =>
      db
        .updateTable('_authoring_commit')
        .set({ undone: v.undone })
        .where('organization_id', '=', v.org)
        .where('draft_id', '=', v.draftId)
        .where('id', '=', v.id),
    ),
  };
}
