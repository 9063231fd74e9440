/**
 * Owns what happens beside a chunk that takes long: at most once a second the lease is renewed, a cancel is heard, and
 * people see how many rows are done and when the rest will be.
 */
import type { Context } from '../context.ts';
import { LIMITS } from '../limits.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { ChunkWatch, RowProgress } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import type { ProgressEvent } from '../service-types.ts';

export interface WatchInput {
  readonly context: Pick<Context, 'clock' | 'plane'>;
  readonly scope: Scope;
  readonly lease: Lease;
  /** @throws RUN_CANCELLED */
  readonly assertWanted: (tx: ControlPlane) => Promise<void>;
  readonly onRows: (progress: RowProgress, rows: NonNullable<ProgressEvent['rows']>) => void;
}

export function watchChunk({ context, scope, lease, assertWanted, onRows }: WatchInput): ChunkWatch {
  const startedAt = context.clock.monotonicMs();
  let looked = startedAt;
  let said = startedAt;
  let first: number | null = null;
  const isDue = (since: number) => context.clock.monotonicMs() - since >= LIMITS.watch_ms;
  return {
    onRows(progress) {
      // What an earlier attempt did says nothing about the speed of this one.
      first ??= progress.done;
      if (!isDue(said)) return;
      said = context.clock.monotonicMs();
      const perSecond = Math.max(1, Math.round(((progress.done - first) * 1000) / (said - startedAt)));
      const { done, total } = progress;
      const secondsLeft = Math.ceil(Math.max(0, total - done) / perSecond);
      onRows(progress, { done, total, perSecond, secondsLeft });
    },
    async goesOn() {
      if (!isDue(looked)) return;
      await context.plane.transaction(async (tx) => {
        await assertWanted(tx);
        await tx.leases.renew(scope, lease, LIMITS.lease_ttl_ms);
      });
      looked = context.clock.monotonicMs();
    },
  };
}
