/** Owns what is kept of a rehearsal: of which plan it was, how it came out, and what each step cost. */
import type { SubjectAhead } from '../govern/approval-subject.ts';
import type { ApprovalSubject, ApprovedMove } from '../ports/approval.ts';
import type { RehearsalRow, RehearsedPhase, RehearsedStep } from '../ports/rehearsal.ts';
import type { RunRow } from '../release/run.ts';

type RehearsalHead = Pick<
  RehearsalRow,
  'id' | 'environmentId' | 'kind' | 'moves' | 'planHash' | 'baseFingerprint' | 'rowsAtRisk'
>;

export function rehearsalHead(run: RunRow, { subject }: SubjectAhead): RehearsalHead {
  const { environmentId, planHash, baseFingerprint, rowsAtRisk } = subject;
  return {
    id: run.id,
    environmentId,
    kind: run.request.kind,
    moves: movesOf(subject),
    planHash,
    baseFingerprint,
    rowsAtRisk,
  };
}

function movesOf({
  packageId,
  versionId,
  version,
  checksum,
  others = [],
}: ApprovalSubject): readonly ApprovedMove[] {
  return [{ packageId, versionId, version, checksum }, ...others];
}

/** Over the steps that run at once, or those that wait for a finalize; 0: there are none. */
export function longestLockMs(
  { steps }: Pick<RehearsalRow, 'steps'>,
  when: 'at_once' | 'later' = 'at_once',
): number {
  const asked = steps.filter(({ later = false }) => later === (when === 'later'));
  return Math.max(0, ...asked.map(({ lockMs }) => lockMs));
}

/** As in 'failed in the contract phase of a later finalize'. */
export function phaseWords({ phase, later }: RehearsedPhase): string {
  return later ? `${phase} phase of a later finalize` : `${phase} phase`;
}

/** To tenths of a millisecond. */
export function rounded({ tookMs, lockMs, ...step }: RehearsedStep): RehearsedStep {
  const tenths = (ms: number) => Math.round(ms * 10) / 10;
  return { ...step, tookMs: tenths(tookMs), lockMs: tenths(lockMs) };
}
