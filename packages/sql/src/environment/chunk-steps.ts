/**
 * Owns how steps become chunks. Deterministic: the journal of a run names chunks by number, and a resumed run must
 * cut the same plan at the same places.
 */
import type { Chunk, Phase, Step } from '@objectstack/metadata-authoring';
import type { Capabilities } from './dialect.ts';

/** @param firstNo number of the first chunk within its run */
export function chunkSteps(
  capabilities: Capabilities,
  phase: Phase,
  steps: readonly Step[],
  firstNo: number,
): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let current: Step[] = [];
  let tables = new Set<string>();
  const isOutside = (step: Step) => capabilities.outsideTransactions(step);
  const standsAlone = (step: Step) =>
    isFilledInBatches(step) || isOutside(step) || capabilities.ownTransaction(step);
  const finish = () => {
    if (current.length === 0) return;
    const batched = current.some(isFilledInBatches);
    chunks.push({
      no: firstNo + chunks.length,
      phase,
      steps: current,
      transactional:
        !batched &&
        (capabilities.transactionalDdl
          ? !current.some(isOutside)
          : current.every(({ kind }) => kind === 'backfill' || kind === 'prove_not_null')),
      ...(batched ? { batched } : {}),
    });
    current = [];
    tables = new Set();
  };
  const most = capabilities.tablesPerTransaction;
  for (const step of steps) {
    if (!capabilities.transactionalDdl && !extendsCreates(current, step)) finish();
    if (standsAlone(step) || current.some(standsAlone)) finish();
    if (most !== null && tables.size === most && !tables.has(step.table)) finish();
    current.push(step);
    tables.add(step.table);
  }
  finish();
  return chunks;
}

/** Before the switch nobody waits for it; in the switch what is left is filled in one statement. */
function isFilledInBatches(step: Step): boolean {
  return step.kind === 'backfill' && step.phase === 'expand';
}

/** Where DDL commits by itself, only creations share a chunk: one catalog query then tells how far it came. */
function extendsCreates(current: readonly Step[], step: Step): boolean {
  return step.kind === 'create_table' && current.every(({ kind }) => kind === 'create_table');
}
