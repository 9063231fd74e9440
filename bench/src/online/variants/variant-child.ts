/** Owns the process that makes a change, in one of the ways that are compared. */
import type { Engine } from '@objectstack/metadata-authoring';
import { prepareNaive } from './naive.ts';
import { prepareOurs } from './ours.ts';
import { preparePt } from './pt.ts';
import type { Part } from './run-plan.ts';

export type Variant = 'naive' | 'ours' | 'pt';

export interface VariantTask {
  readonly engine: Engine;
  readonly url: string;
  readonly change: string;
  readonly variant: Variant;
}

const PREPARE = { naive: prepareNaive, ours: prepareOurs, pt: preparePt };

export async function runVariant(
  task: VariantTask,
  ready: () => void,
  go: Promise<unknown>,
): Promise<readonly Part[]> {
  const change = await PREPARE[task.variant](task);
  ready();
  await go;
  return change();
}
