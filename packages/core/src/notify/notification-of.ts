/** Owns what of the log and of the journal is worth telling, and in which words a receiver gets it. */
import type { AuthoringEvent } from '../ports/change-log.ts';
import type { NotificationType } from '../ports/notification.ts';
import type { RunRow, RunState } from '../release/run.ts';

export interface Told {
  readonly type: NotificationType;
  readonly environmentId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

const TYPES: Readonly<Record<string, NotificationType>> = {
  'approval.requested': 'approval.requested',
  'approval.approved': 'approval.approved',
  'approval.self_approved': 'approval.approved',
  'approval.glass_broken': 'approval.approved',
  'approval.rejected': 'approval.rejected',
  'approval.stale': 'approval.stale',
  'approval.expired': 'approval.expired',
  'environment.finalized': 'environment.finalized',
  'environment.purged': 'environment.purged',
  'environment.repaired': 'environment.repaired',
  'overlay.put': 'overlay.put',
  'overlay.reset': 'overlay.reset',
  'preview.made': 'preview.made',
};

/** @returns null: nobody has to be told */
export function toldOfEvent(event: AuthoringEvent): Told | null {
  const type = typeOf(event);
  if (type === null) return null;
  const { op, environmentId = null, packageId, versionId, runId, ref, data } = event;
  const known = Object.entries({ op, packageId, versionId, runId, ref }).filter(
    ([, value]) => value !== undefined,
  );
  return { type, environmentId, data: { ...Object.fromEntries(known), ...data } };
}

function typeOf({ op, data }: AuthoringEvent): NotificationType | null {
  if (op === 'approval.used') return data?.emergency === undefined ? null : 'emergency.used';
  if (op === 'environment.activated') return data?.kind === 'rollback' ? 'rollback.live' : 'run.live';
  if (op === 'environment.removed') return isPreviewsEnd(data) ? 'preview.ended' : null;
  return TYPES[op] ?? null;
}

/** Of one that somebody looked at: a copy that failed was never made, and that of a rehearsal is nobody's preview. */
function isPreviewsEnd(data: AuthoringEvent['data']): boolean {
  return data?.type === 'preview' && (data.reason === 'expired' || data.reason === 'removed');
}

const FAILED: ReadonlySet<RunState> = new Set(['refused', 'failed_clean', 'schema_ahead', 'abandoned']);

/** @param before as it stood in the journal; null: it did not @returns null: it did not fail, or that was told already */
export function toldOfRun(run: RunRow, before: RunRow | null): Told | null {
  const { failure, state } = run;
  if (failure === null || !FAILED.has(state)) return null;
  const told = before !== null && mayHaveFailed(before);
  if (told && JSON.stringify(before.failure) === JSON.stringify(failure)) return null;
  const { kind, environmentId } = run.request;
  const { code, message } = failure;
  return { type: 'run.failed', environmentId, data: { runId: run.id, kind, state, code, message } };
}

/** It stands as a run that failed: of no other one the journal is asked how it stood before. */
export function mayHaveFailed({ failure, state }: RunRow): boolean {
  return failure !== null && FAILED.has(state);
}
