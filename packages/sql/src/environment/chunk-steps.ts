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
  const isInBatches = (step: Step) => isFilledInBatches(step) || capabilities.inBatches(step);
  const isOutside = (step: Step) => capabilities.outsideTransactions(step);
  const standsAlone = (step: Step) => isInBatches(step) || isOutside(step);
  const finish = () => {
    if (current.length === 0) return;
    const batched = current.some(isInBatches);
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
    if (!capabilities.transactionalDdl && !extendsCreates(current, step) && !extendsRenames(current, step))
      finish();
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

/**
 * Nor does anything come between a rename and the view under the old name: who uses that name fails meanwhile. As long as
 * no name moves twice, nor from under a step, the catalog tells of each of them whether it was done.
 */
function extendsRenames(current: readonly Step[], step: Step): boolean {
  const isPart = ({ kind }: Step) =>
    kind === 'drop_view' || kind === 'rename_table' || kind === 'rename_column' || kind === 'create_view';
  if (!isPart(step) || !current.every(isPart)) return false;
  const taken = new Set(current.flatMap(namesMovedBy));
  if (step.kind === 'rename_table')
    for (const { kind, table } of current) if (kind !== 'rename_table') taken.add(table);
  return namesMovedBy(step).every((name) => !taken.has(name));
}

function namesMovedBy(step: Step): readonly string[] {
  switch (step.kind) {
    case 'rename_table':
      return [step.table, step.to];
    case 'rename_column':
      return [`${step.table}.${step.from}`, `${step.table}.${step.to}`];
    case 'drop_view':
    case 'create_view':
      return [`view ${step.view}`];
    default:
      return [];
  }
}
