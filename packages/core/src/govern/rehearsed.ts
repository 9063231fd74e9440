/**
 * Owns whether a plan was rehearsed: the newest rehearsal of exactly that plan on exactly these tables passed. Any other
 * plan, and any table that is another by now, was not.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentPolicy } from '../policy/environment-policy.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RehearsalRow, RehearsedPlan } from '../ports/rehearsal.ts';
import type { RunKind, RunRequest, RunRow } from '../release/run.ts';
import { isHeld, touchesTables } from '../release/run-state.ts';
import type { Scope } from '../scope.ts';

type Read = Pick<Context, 'plane'>;

/** What is asked for goes the same way on a copy. */
const REHEARSED: ReadonlySet<RunKind> = new Set(['publish', 'promote']);

/** What cannot wait is not rehearsed: somebody else agrees to that. */
export function needsRehearsal(
  { schemaMode }: Pick<EnvironmentRow, 'schemaMode'>,
  { requireRehearsal }: Pick<EnvironmentPolicy, 'requireRehearsal'>,
  { kind, emergency }: Pick<RunRequest, 'kind' | 'emergency'>,
): boolean {
  return requireRehearsal && schemaMode === 'managed' && REHEARSED.has(kind) && emergency === undefined;
}

/** @throws REHEARSAL_REQUIRED */
export async function passedRehearsal(
  { plane }: Read,
  scope: Scope,
  { name }: EnvironmentRow,
  { environmentId, planHash, baseFingerprint }: RehearsedPlan,
): Promise<RehearsalRow> {
  const latest = await plane.rehearsals.latest(scope, { environmentId, planHash, baseFingerprint });
  if (latest?.outcome === 'passed') return latest;
  const what =
    latest === null
      ? 'was not rehearsed'
      : `failed when it was rehearsed at ${latest.at} (${latest.failure?.code})`;
  throw new AuthoringError('REHEARSAL_REQUIRED', `'${name}' asks for a rehearsal, and this plan ${what}`, {
    details: { environment: name, planHash, ...(latest === null ? {} : { rehearsal: latest.id }) },
    suggestion:
      'run the same command with --rehearse first: it does all of it on a copy; what cannot wait needs a reason and a second person: --emergency REASON',
  });
}

/** Of a run that was asked for before: the policy may ask for more than it did then. @throws REHEARSAL_REQUIRED */
export async function assertRunRehearsed(
  { plane }: Read,
  scope: Scope,
  environment: EnvironmentRow,
  policy: EnvironmentPolicy,
  run: RunRow,
): Promise<void> {
  const { request, frozen } = run;
  if (!needsRehearsal(environment, policy, request) || !frozen || frozen.steps.length === 0) return;
  const row = request.rehearsal === undefined ? null : await plane.rehearsals.get(scope, request.rehearsal);
  if (row?.outcome === 'passed' && row.planHash === frozen.planHash) return;
  const { name } = environment;
  throw new AuthoringError(
    'REHEARSAL_REQUIRED',
    `'${name}' asks for a rehearsal by now, and run '${run.id}' was not rehearsed`,
    {
      details: { environment: name, run: run.id, planHash: frozen.planHash },
      suggestion: touchesTables(run)
        ? `take its steps back with: mda run abandon ${run.id}; then run the command with --rehearse, and again without${isHeld(run) ? '; what cannot wait for that: mda activate --emergency REASON' : ''}`
        : 'run the command with --rehearse first, and then again without',
    },
  );
}
