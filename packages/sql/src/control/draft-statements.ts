/** Owns the statements of draft-store.ts on drafts, staged changes, facts and answers. */
import type { ControlDialect } from './control-dialect.ts';
import { BatchStatement, statement } from './statement.ts';

export type DraftStatements = ReturnType<typeof draftStatements>;

/** The one branch there is. */
const branch = 'main';

interface ChangeValues {
  readonly org: string;
  readonly id: string;
  readonly packageId: string;
  readonly draftId: string;
  readonly type: string;
  readonly name: string;
  readonly op: string;
  readonly from: string | null;
  readonly bodyChecksum: string | null;
  readonly baseChecksum: string | null;
  readonly by: string;
  readonly at: string;
}

interface FactValues {
  readonly org: string;
  readonly draftId: string;
  readonly position: number;
  readonly id: string;
  readonly ref: string;
  readonly path: string | null;
  readonly from: string;
  readonly to: string;
  readonly up: string | null;
  readonly down: string | null;
}

interface DraftKey {
  readonly org: string;
  readonly draftId: string;
}

export function draftStatements(dialect: ControlDialect) {
  return { ...draftRows(dialect), ...changeRows(dialect), ...decisionRows(dialect) };
}

function draftRows({ db }: ControlDialect) {
  const columns = ['d.id', 'd.package_id', 'd.base_version_id', 'd.revision'] as const;
  return {
    active: statement<{ org: string; packageId: string }>()((v) =>
      db
        .selectFrom('_authoring_active_draft as a')
        .innerJoin('_authoring_draft as d', (join) =>
          join.onRef('d.organization_id', '=', 'a.organization_id').onRef('d.id', '=', 'a.draft_id'),
        )
        .select(columns)
        .where('a.organization_id', '=', v.org)
        .where('a.package_id', '=', v.packageId)
        .where('a.branch', '=', branch),
    ),
    get: statement<DraftKey>()((v) =>
      db
        .selectFrom('_authoring_draft as d')
        .select(columns)
        .where('d.organization_id', '=', v.org)
        .where('d.id', '=', v.draftId),
    ),
    pointAt: statement<DraftKey & { packageId: string }>()((v) =>
      db
        .insertInto('_authoring_active_draft')
        .values({ organization_id: v.org, package_id: v.packageId, branch, draft_id: v.draftId })
        .onConflict((conflict) => conflict.columns(['organization_id', 'package_id', 'branch']).doNothing()),
    ),
    insert: statement<DraftKey & { packageId: string; baseVersionId: string | null; revision: number }>()(
      (v) =>
        db.insertInto('_authoring_draft').values({
          organization_id: v.org,
          id: v.draftId,
          package_id: v.packageId,
          base_version_id: v.baseVersionId,
          revision: v.revision,
          history_seq: 0,
          closed: false,
        }),
    ),
    unpoint: statement<DraftKey>()((v) =>
      db
        .deleteFrom('_authoring_active_draft')
        .where('organization_id', '=', v.org)
        .where('draft_id', '=', v.draftId),
    ),
    close: statement<DraftKey>()((v) =>
      db
        .updateTable('_authoring_draft')
        .set({ closed: true })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.draftId),
    ),
    bump: statement<DraftKey>()((v) =>
      db
        .updateTable('_authoring_draft')
        .set((set) => ({ revision: set('revision', '+', 1) }))
        .where('organization_id', '=', v.org)
        .where('id', '=', v.draftId)
        .where('closed', '=', false)
        .returning('revision'),
    ),
  };
}

function changeRows(dialect: ControlDialect) {
  const { db } = dialect;
  const select = db
    .selectFrom('sys_metadata')
    .select([
      'type',
      'name',
      'op',
      'renamed_from',
      'body_checksum',
      'base_checksum',
      'updated_at',
      'updated_by',
    ]);
  return {
    change: statement<DraftKey & { type: string; name: string }>()((v) =>
      select
        .where('organization_id', '=', v.org)
        .where('package_version_id', '=', v.draftId)
        .where('type', '=', v.type)
        .where('name', '=', v.name),
    ),
    changes: statement<DraftKey>()((v) =>
      select.where('organization_id', '=', v.org).where('package_version_id', '=', v.draftId),
    ),
    putChanges: new BatchStatement<ChangeValues, unknown>((rows) =>
      db
        .insertInto('sys_metadata')
        .values(
          rows.map((v) => ({
            id: v.id,
            organization_id: v.org,
            package_id: v.packageId,
            package_version_id: v.draftId,
            type: v.type,
            name: v.name,
            managed_by: 'package',
            scope: 'platform',
            source: 'api',
            state: 'draft',
            version: 1,
            op: v.op,
            renamed_from: v.from,
            body_checksum: v.bodyChecksum,
            base_checksum: v.baseChecksum,
            checksum: v.bodyChecksum,
            created_by: v.by,
            created_at: v.at,
            updated_by: v.by,
            updated_at: v.at,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['organization_id', 'package_version_id', 'type', 'name']).doUpdateSet((set) => ({
            version: set('sys_metadata.version', '+', 1),
            op: set.ref('excluded.op'),
            renamed_from: set.ref('excluded.renamed_from'),
            body_checksum: set.ref('excluded.body_checksum'),
            base_checksum: set.ref('excluded.base_checksum'),
            checksum: set.ref('excluded.checksum'),
            updated_by: set.ref('excluded.updated_by'),
            updated_at: set.ref('excluded.updated_at'),
          })),
        ),
    ),
    removeChanges: statement<DraftKey & { type: string; names: unknown }>()((v) =>
      db
        .deleteFrom('sys_metadata')
        .where('organization_id', '=', v.org)
        .where('package_version_id', '=', v.draftId)
        .where('type', '=', v.type)
        .where(dialect.isAnyOf('name', v.names)),
    ),
    activateChanges: statement<DraftKey & { type: string; names: unknown }>()((v) =>
      db
        .updateTable('sys_metadata')
        // The row of a deletion holds nothing that could be active: it stays as the record of what was sealed.
        .set((set) => ({
          state: set.case().when('op', '=', 'delete').then('archived').else('active').end(),
        }))
        .where('organization_id', '=', v.org)
        .where('package_version_id', '=', v.draftId)
        .where('type', '=', v.type)
        .where(dialect.isAnyOf('name', v.names)),
    ),
  };
}

function decisionRows({ db }: ControlDialect) {
  return {
    facts: statement<DraftKey>()((v) =>
      db
        .selectFrom('_authoring_fact')
        .select(['id', 'ref', 'path', 'from_name', 'to_name', 'up', 'down'])
        .where('organization_id', '=', v.org)
        .where('draft_id', '=', v.draftId)
        .orderBy('position'),
    ),
    removeFacts: statement<DraftKey>()((v) =>
      db.deleteFrom('_authoring_fact').where('organization_id', '=', v.org).where('draft_id', '=', v.draftId),
    ),
    putFacts: new BatchStatement<FactValues, unknown>((rows) =>
      db.insertInto('_authoring_fact').values(
        rows.map((v) => ({
          organization_id: v.org,
          draft_id: v.draftId,
          position: v.position,
          id: v.id,
          ref: v.ref,
          path: v.path,
          from_name: v.from,
          to_name: v.to,
          up: v.up,
          down: v.down,
        })),
      ),
    ),
    answers: statement<DraftKey>()((v) =>
      db
        .selectFrom('_authoring_answer')
        .select(['question_id', 'answer'])
        .where('organization_id', '=', v.org)
        .where('draft_id', '=', v.draftId)
        .orderBy('question_id'),
    ),
    putAnswer: statement<DraftKey & { questionId: string; answer: string }>()((v) =>
      db
        .insertInto('_authoring_answer')
        .values({ organization_id: v.org, draft_id: v.draftId, question_id: v.questionId, answer: v.answer })
        .onConflict((conflict) =>
          conflict
            .columns(['organization_id', 'draft_id', 'question_id'])
            .doUpdateSet((set) => ({ answer: set.ref('excluded.answer') })),
        ),
    ),
  };
}
