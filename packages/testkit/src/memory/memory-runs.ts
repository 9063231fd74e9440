/** Owns runs and their chunks in memory. */
import {
  AuthoringError,
  type ChunkRow,
  isAtRest,
  isTerminal,
  type RunJournalPort,
  type RunRow,
} from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryRuns(session: MemorySession): RunJournalPort {
  const oldestFirst = (matches: (run: RunRow & { readonly org: string }) => boolean) =>
    session
      .read()
      .runs.where(matches)
      .sort(ascending((it) => `${it.requestedAt} ${it.id}`))
      .map(toRun);
  return {
    async insert({ orgId }, run) {
      await session.write(({ runs }) => runs.set(keyOfRow(orgId, run.id), { ...run, org: orgId }));
    },
    async get({ orgId }, id) {
      const run = session.read().runs.get(keyOfRow(orgId, id));
      return run ? toRun(run) : null;
    },
    async has({ orgId }, id) {
      return session.read().runs.get(keyOfRow(orgId, id)) !== undefined;
    },
    async list({ orgId }, { environmentId, limit }) {
      const matches = (run: RunRow & { readonly org: string }) =>
        run.org === orgId && (environmentId === undefined || run.request.environmentId === environmentId);
      return oldestFirst(matches).reverse().slice(0, limit);
    },
    async open({ orgId }, environmentId) {
      return oldestFirst(
        (run) => run.org === orgId && run.request.environmentId === environmentId && !isTerminal(run.state),
      );
    },
    async lastApplied({ orgId }, environmentId) {
      const applied = oldestFirst(
        (run) =>
          run.org === orgId &&
          run.request.environmentId === environmentId &&
          run.nextChunk > 0 &&
          isAtRest(run.state),
      );
      const last = applied.sort(ascending((it) => it.fence)).at(-1);
      if (last === undefined) return null;
      const { id, fence, nextChunk, updatedAt, finishedAt } = last;
      return { id, fence, nextChunk, updatedAt, finishedAt };
    },
    async save({ orgId }, run) {
      await session.write(({ runs }) => {
        const key = keyOfRow(orgId, run.id);
        const stored = runs.get(key);
        if (!stored) throw new AuthoringError('RUN_NOT_FOUND', `there is no run ${run.id}`);
        if (stored.fence > run.fence) {
          throw new AuthoringError('LEASE_LOST', `run ${run.id} is driven by someone else now`);
        }
        const { progress: _, ...saved } = run;
        runs.set(key, { ...saved, org: orgId });
      });
    },
    async setProgress({ orgId }, id, fence, progress) {
      await session.write(({ runs }) => {
        const key = keyOfRow(orgId, id);
        const run = runs.get(key);
        if (run && run.fence <= fence) runs.set(key, { ...run, progress });
      });
    },
    async setCancel({ orgId }, id, wanted) {
      await session.write(({ runs, cancelledRuns }) => {
        const key = keyOfRow(orgId, id);
        if (runs.get(key)) cancelledRuns.set(key, wanted);
      });
    },
    async isCancelled({ orgId }, id) {
      return session.read().cancelledRuns.get(keyOfRow(orgId, id)) ?? false;
    },
    async chunks({ orgId }, runId) {
      const rows = session.read().chunks.where((it) => it.org === orgId && it.runId === runId);
      return rows.sort(ascending((it) => it.no)).map(({ org: _, ...chunk }): ChunkRow => chunk);
    },
    async putChunk({ orgId }, chunk) {
      await session.write(({ chunks }) => {
        const key = keyOfRow(orgId, chunk.runId, chunk.no);
        if ((chunks.get(key)?.fence ?? 0) <= chunk.fence) chunks.set(key, { ...chunk, org: orgId });
      });
    },
  };
}

function toRun({ org: _, ...run }: RunRow & { readonly org: string }): RunRow {
  return run;
}
