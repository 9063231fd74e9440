/**
 * Owns the gate as it is looked at again. A run that was asked for may be driven, resumed or activated much later: right
 * before its first statement, before it goes on, and before its pointer moves, its environment has to be open, and those
 * who agreed have to be enough and in time. Taking steps back needs nobody's leave.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunRow } from '../release/run.ts';
import { isHeld, touchesTables } from '../release/run-state.ts';
import type { Scope } from '../scope.ts';
import { type CurrentPolicy, demandOf, policyOf } from './approval-demand.ts';
import { assertClock } from './assert-clock.ts';
import { assertOpen, HELD_UP_BY_WINDOWS } from './change-times.ts';
import { shortOf } from './enough-approvals.ts';
import { assertRunRehearsed } from './rehearsed.ts';

type Gate = Pick<Context, 'plane' | 'clock' | 'members'>;

/** @throws CHANGE_FROZEN, REHEARSAL_REQUIRED, APPROVAL_STALE; all with the ways on */
export async function assertStillAllowed(
  context: Gate,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
): Promise<void> {
  const { kind, emergency } = run.request;
  // Who has to be asked at all is among them.
  if (!HELD_UP_BY_WINDOWS.has(kind)) return;
  const current = await policyOf(context, scope, environment);
  if (emergency === undefined)
    assertOpen(environment, current.policy, context.clock.now(), waysOn(environment, run));
  await assertRunRehearsed(context, scope, environment, current.policy, run);
  await assertApproved(context, scope, environment, current, run);
}

async function assertApproved(
  context: Gate,
  scope: Scope,
  environment: EnvironmentRow,
  current: CurrentPolicy,
  run: RunRow,
): Promise<void> {
  const { request, frozen } = run;
  if (request.approval === undefined) {
    const demand = await demandOf(context, scope, environment, current, request, 'allow');
    if (demand === null || (demand.ifDestructive && !frozen?.destructive)) return;
    throw stale(run, `'${environment.name}' asks for an approval by now, and this run has none`);
  }
  const row = await context.plane.approvals.get(scope, request.approval);
  if (row?.status !== 'approved')
    throw stale(run, `approval '${request.approval}' was taken back while the run was on its way`);
  assertClock(row, context.clock.now());
  if (row.expiresAt <= context.clock.now())
    throw stale(run, `approval '${row.id}' expired at ${row.expiresAt}`);
  const asker: Scope = { ...scope, principal: { kind: 'user', id: row.submitter } };
  const demand = await demandOf(context, asker, environment, current, request, 'allow');
  const short = demand === null ? [] : await shortOf(context, scope, environment, row, demand);
  if (short.length > 0)
    throw stale(
      run,
      `approval '${row.id}' is not enough for '${environment.name}' any more: ${short.join(', ')}`,
    );
}

function stale(run: RunRow, message: string): AuthoringError {
  const repeat = 'see who said what with: mda approvals --all; then repeat the command, which asks anew';
  return new AuthoringError('APPROVAL_STALE', message, {
    details: {
      ...(run.request.approval === undefined ? {} : { request: run.request.approval }),
      run: run.id,
    },
    suggestion: touchesTables(run)
      ? `take its steps back with: mda run abandon ${run.id}; ${repeat}${isHeld(run) ? '; what cannot wait for that: mda activate --emergency REASON' : ''}`
      : repeat,
  });
}

function waysOn({ name }: EnvironmentRow, run: RunRow): string {
  if (!touchesTables(run)) return 'wait for it, and repeat the command';
  const back = `or take its steps back now with: mda run abandon ${run.id}`;
  if (!isHeld(run)) return `wait for it, and go on then with: mda run resume ${run.id}; ${back}`;
  return `wait for it, and go on then with: mda activate --env ${name}, or now with a reason and a second person: --emergency REASON; ${back}`;
}
