/** Owns the statements of run-journal.ts. */
import { isAtRest, isTerminal, RUN_TRANSITIONS, type RunState } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';

export type RunStatements = ReturnType<typeof runStatements>;

const states = Object.keys(RUN_TRANSITIONS) as RunState[];
const terminal = states.filter(isTerminal);
const atRest = states.filter(isAtRest);

interface RunValues {
  readonly org: string;
  readonly id: string;
  readonly environmentId: string;
  readonly kind: string;
  readonly state: string;
  readonly fence: number;
  readonly nextChunk: number;
  readonly reversing: boolean;
  readonly request: string;
  readonly failure: string | null;
  readonly changeLogSeq: number | null;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
}

interface ChunkValues {
  readonly org: string;
  readonly runId: string;
  readonly no: number;
  readonly phase: string;
  readonly stepIds: string;
  readonly state: string;
  readonly fence: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly error: string | null;
}

export function runStatements(dialect: ControlDialect) {
  return { ...runRows(dialect), ...chunkRows(dialect) };
}

function runRows({ db }: ControlDialect) {
  const select = db
    .selectFrom('_authoring_run as r')
    .leftJoin('_authoring_run_frozen as f', (join) =>
      join.onRef('f.organization_id', '=', 'r.organization_id').onRef('f.run_id', '=', 'r.id'),
    )
    .select([
      'r.id',
      'state',
      'fence',
      'next_chunk',
      'reversing',
      'request',
      'failure',
      'change_log_seq',
      'requested_by',
      'requested_at',
      'updated_at',
      'finished_at',
      'frozen',
      'progress',
    ]);
  const newestFirst = select.orderBy('requested_at', 'desc').orderBy('r.id', 'desc');
  return {
    insert: statement<RunValues>()((v) =>
      db.insertInto('_authoring_run').values({
        organization_id: v.org,
        id: v.id,
        environment_id: v.environmentId,
        kind: v.kind,
        state: v.state,
        fence: v.fence,
        next_chunk: v.nextChunk,
        reversing: v.reversing,
        request: v.request,
        failure: v.failure,
        change_log_seq: v.changeLogSeq,
        requested_by: v.requestedBy,
        requested_at: v.requestedAt,
        updated_at: v.updatedAt,
        finished_at: v.finishedAt,
      }),
    ),
    get: statement<{ org: string; id: string }>()((v) =>
      select.where('r.organization_id', '=', v.org).where('r.id', '=', v.id),
    ),
    has: statement<{ org: string; id: string }>()((v) =>
      db
        .selectFrom('_authoring_run')
        .select('id')
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id),
    ),
    list: statement<{ org: string; environmentId: string; limit: number }>()((v) =>
      newestFirst
        .where('r.organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .limit(v.limit),
    ),
    listAll: statement<{ org: string; limit: number }>()((v) =>
      newestFirst.where('r.organization_id', '=', v.org).limit(v.limit),
    ),
    open: statement<{ org: string; environmentId: string }>()((v) =>
      select
        .where('r.organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        // Said twice: the index holds those that have not ended, and knows no states.
        .where('finished_at', 'is', null)
        .where('state', 'not in', terminal)
        .orderBy('requested_at')
        .orderBy('r.id'),
    ),
    lastApplied: statement<{ org: string; environmentId: string }>()((v) =>
      db
        .selectFrom('_authoring_run')
        .select(['id', 'fence', 'next_chunk', 'updated_at', 'finished_at'])
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('state', 'in', atRest)
        // Written out: an index of only those rows serves no parameter.
        .where((row) => row('next_chunk', '>', row.lit(0)))
        .orderBy('fence', 'desc')
        // Written out, too: SQLite prepares a statement with a bound limit anew each time.
        .limit((limit) => limit.lit(1)),
    ),
    putFrozen: statement<{ org: string; id: string; frozen: string }>()((v) =>
      db
        .insertInto('_authoring_run_frozen')
        .values({ organization_id: v.org, run_id: v.id, frozen: v.frozen })
        .onConflict((conflict) =>
          conflict
            .columns(['organization_id', 'run_id'])
            .doUpdateSet((set) => ({ frozen: set.ref('excluded.frozen') })),
        ),
    ),
    setCancel: statement<{ org: string; id: string; wanted: boolean }>()((v) =>
      db
        .updateTable('_authoring_run')
        .set({ cancel_requested: v.wanted })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id),
    ),
    setProgress: statement<{ org: string; id: string; fence: number; progress: string }>()((v) =>
      db
        .updateTable('_authoring_run')
        .set({ progress: v.progress })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id)
        .where('fence', '<=', v.fence),
    ),
    cancelled: statement<{ org: string; id: string }>()((v) =>
      db
        .selectFrom('_authoring_run')
        .select('cancel_requested')
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id),
    ),
    save: statement<RunValues>()((v) =>
      db
        .updateTable('_authoring_run')
        .set({
          environment_id: v.environmentId,
          kind: v.kind,
          request: v.request,
          requested_by: v.requestedBy,
          requested_at: v.requestedAt,
          state: v.state,
          fence: v.fence,
          next_chunk: v.nextChunk,
          reversing: v.reversing,
          failure: v.failure,
          change_log_seq: v.changeLogSeq,
          updated_at: v.updatedAt,
          finished_at: v.finishedAt,
          progress: null,
        })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id)
        .where('fence', '<=', v.fence),
    ),
  };
}

function chunkRows({ db }: ControlDialect) {
  return {
    chunks: statement<{ org: string; runId: string }>()((v) =>
      db
        .selectFrom('_authoring_run_chunk')
        .select(['run_id', 'no', 'phase', 'step_ids', 'state', 'fence', 'started_at', 'finished_at', 'error'])
        .where('organization_id', '=', v.org)
        .where('run_id', '=', v.runId)
        .orderBy('no'),
    ),
    putChunk: statement<ChunkValues>()((v) =>
      db
        .insertInto('_authoring_run_chunk')
        .values({
          organization_id: v.org,
          run_id: v.runId,
          no: v.no,
          phase: v.phase,
          step_ids: v.stepIds,
          state: v.state,
          fence: v.fence,
          started_at: v.startedAt,
          finished_at: v.finishedAt,
          error: v.error,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['organization_id', 'run_id', 'no'])
            .doUpdateSet((set) => ({
              phase: set.ref('excluded.phase'),
              step_ids: set.ref('excluded.step_ids'),
              state: set.ref('excluded.state'),
              fence: set.ref('excluded.fence'),
              started_at: set.ref('excluded.started_at'),
              finished_at: set.ref('excluded.finished_at'),
              error: set.ref('excluded.error'),
            }))
            .where((where) => where('_authoring_run_chunk.fence', '<=', where.ref('excluded.fence'))),
        ),
    ),
  };
}
