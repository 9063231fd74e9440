/** Owns small ways to break a promise, each with the test that must notice. A patch whose text is not there any more fails. */
export interface Patch {
  readonly name: string;
  readonly breaks: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly caughtBy: { readonly file: string; readonly test: string };
}

export const PATCHES: readonly Patch[] = [
  {
    name: 'the target does not check the fence',
    breaks: 'I-23',
    file: 'packages/sql/src/environment/chunk-mark.ts',
    from: 'if (mark === null || mark.environmentId !== claim.environmentId || mark.fence !== claim.fence)',
    to: 'if (mark === null)',
    caughtBy: {
      file: 'packages/sql/tests/stale-fence.test.ts',
      test: 'lets a session with an older one not write',
    },
  },
  {
    name: 'a run takes effect without a look at its lease',
    breaks: 'I-23',
    file: 'packages/core/src/release/commit-run.ts',
    from: 'await holdLease(tx, scope, input.lease);',
    to: 'void holdLease;',
    caughtBy: {
      file: 'tests/concurrency/lease-at-commit.test.ts',
      test: 'seals nothing when another run holds the lease',
    },
  },
  {
    name: 'a lease that ran out is lost although nobody came',
    breaks: 'I-16',
    file: 'packages/core/src/release/hold-lease.ts',
    from: 'await tx.leases.renew(scope, lease, LIMITS.lease_ttl_ms);',
    to: 'void LIMITS;',
    caughtBy: {
      file: 'tests/concurrency/lease-at-commit.test.ts',
      test: 'seals what it made when nobody came',
    },
  },
  {
    name: 'a chunk does not look whether it was done',
    breaks: 'I-17',
    file: 'packages/sql/src/environment/chunk-mark.ts',
    from: 'if (chunk.no < mark.chunksDone) return null;',
    to: '',
    caughtBy: { file: 'packages/sql/tests/target-crash.test.ts', test: 'sqlite' },
  },
  {
    name: 'a chunk is done before its mark says so',
    breaks: 'I-16',
    file: 'packages/sql/src/environment/run-transactional-chunk.ts',
    from: 'chunksDone: chunk.no + 1',
    to: 'chunksDone: chunk.no',
    caughtBy: { file: 'packages/sql/tests/target-crash.test.ts', test: 'sqlite' },
  },
  {
    name: 'the lease of somebody who is there is taken',
    breaks: 'I-21',
    file: 'packages/core/src/release/claim-run.ts',
    from: 'if (!holder || !context.ownerIsGone?.(holder.owner)) throw error;',
    to: 'if (!holder) throw error;',
    caughtBy: {
      file: 'tests/faults/half-done.test.ts',
      test: 'another process that still runs keeps its lease',
    },
  },
  {
    name: 'a run begins while another one is half done',
    breaks: 'I-18',
    file: 'packages/core/src/release/drive-run.ts',
    from: 'assertNoneHalfDone(this.#environment, this.#others);',
    to: 'void assertNoneHalfDone;',
    caughtBy: { file: 'tests/faults/half-done.test.ts', test: 'no other run starts on that environment' },
  },
  {
    name: 'the journal is believed where the database says less',
    breaks: 'I-14',
    file: 'packages/core/src/release/drive-run.ts',
    from: 'return nextChunk === 0 ? 0 : Math.min(nextChunk, (await target.mark())?.chunksDone ?? 0);',
    to: 'return target ? nextChunk : 0;',
    caughtBy: { file: 'tests/faults/torn-wal.test.ts', test: 'torn' },
  },
  {
    name: 'a dropped table is not said to lose anything',
    breaks: 'I-29',
    file: 'packages/core/src/plan/steps/hold-table.ts',
    from: "hazards: () => ['destructive'],",
    to: 'hazards: () => [],',
    caughtBy: { file: 'packages/core/src/plan/diff-tables.test.ts', test: 'I-29' },
  },
  {
    name: 'a batch is filled and its key forgotten',
    breaks: 'I-33',
    file: 'packages/sql/src/environment/run-batched-chunk.ts',
    from: 'if (done.cursor !== null) await session.writeMark({ ...mark, cursor: done.cursor });',
    to: 'void mark;',
    caughtBy: { file: 'packages/sql/tests/batched-fill.test.ts', test: 'sqlite' },
  },
  {
    name: 'tables that changed since they were planned for are not looked at',
    breaks: 'I-34',
    file: 'packages/core/src/release/check-target.ts',
    from: 'if (fingerprintOf(actual, touched) === fingerprint) return;',
    to: 'if (fingerprintOf(actual, touched) || fingerprint) return;',
    caughtBy: {
      file: 'tests/lifecycle/altered-meanwhile.test.ts',
      test: 'between the plan of a run and its first statement',
    },
  },
  {
    name: 'what was staged since the freeze goes down with its draft',
    breaks: 'I-08',
    file: 'packages/core/src/release/commit-run.ts',
    from: 'if (view.draft.revision === content.draftRevision) return;',
    to: 'if (view.draft.revision >= content.draftRevision) return;',
    caughtBy: { file: 'tests/concurrency/late-edits.test.ts', test: 'at: enter' },
  },
];
