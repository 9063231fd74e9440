/** Owns the words for a run that changed tables and did not end: where it stopped, and what to do about it. */
import type { HalfDoneRun } from '@objectstack/metadata-authoring';

export function halfDoneWords({ run, environment, waits }: HalfDoneRun): string {
  return waits
    ? `run ${run} in '${environment}' waits for its swap: mda activate --env ${environment}, or mda run abandon ${run}`
    : `run ${run} in '${environment}' stopped half way, the old version serves: mda run resume ${run}, or mda run abandon ${run}`;
}
