/** Owns the identity of a plan: sha256 over its ordered steps in canonical form. Run-specific held names stay outside. */
import { createHash } from 'node:crypto';
import { loadMetadataCore } from '../metadata/load-spec.ts';
import type { Step } from './steps/step.ts';

/** @returns 64 hex; equal for equal plans across processes and key orders */
export async function planHashOf(steps: readonly Step[]): Promise<string> {
  const { canonicalize } = await loadMetadataCore();
  const hash = createHash('sha256');
  for (const step of steps)
    hash.update(canonicalize('heldName' in step ? { ...step, heldName: '' } : step)).update('\n');
  return hash.digest('hex');
}
