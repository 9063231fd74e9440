/** Owns what a run that stopped half way means: it is told of, and no other run starts where its tables are. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { runToCleanUp } from './promised-clean-up.ts';
import type { RunRow, RunState } from './run.ts';
import { isHeld, isOneWay, touchesTables } from './run-state.ts';

/**
 * Tables that another run changed and no version serves yet are neither what the pointer says nor drift; a second run
 * over them would also take that run's mark away. @throws SCHEMA_AHEAD naming that run
 */
export async function assertNothingHalfDone(
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow | null,
): Promise<void> {
  const open = await plane.runs.open(scope, environment.id);
  assertNoneHalfDone(
    environment,
    open.filter(({ id }) => id !== run?.id),
  );
}

/** The same of runs that were read already. @throws SCHEMA_AHEAD */
export function assertNoneHalfDone({ name }: EnvironmentRow, others: readonly RunRow[]): void {
  const other = others.find(touchesTables);
  if (!other) return;
  const waits = isHeld(other);
  throw new AuthoringError(
    'SCHEMA_AHEAD',
    `run '${other.id}' changed tables of '${name}' and ${waits ? 'waits for its swap' : 'has not ended'}`,
    {
      details: { run: other.id, state: other.state, environment: name },
      suggestion: waysOn(other, waits ? `swap it with: mda activate --env ${name}` : undefined),
    },
  );
}

/** What people can do with a run that stopped after it changed tables. */
export function waysOn(run: RunRow, forward = `go on with: mda run resume ${run.id}`): string {
  if (run.reversing)
    return `go on taking its steps back with: mda run resume ${run.id}, or mda run abandon ${run.id}`;
  return isOneWay(run) ? forward : `${forward}, or take its steps back with: mda run abandon ${run.id}`;
}

/** A run that did not end, and that nobody drives. */
export interface HalfDoneRun {
  readonly run: string;
  readonly environment: string;
  readonly state: RunState;
  /** Of one that waits for its swap: when it goes live, where somebody set a time. */
  readonly activateAt?: string;
  /**
   * `half_way`: it changed tables, and the old version serves until somebody resumes or abandons it. `before_swap`: so it
   * was asked to stop. `taking_back`: it was given up, and what it changed is still there in part. `removing`: what no
   * version needs is half gone; it can only go forward. `before_clean_up`: its version is live, and what that one drops
   * was to be removed.
   */
  readonly stopped: 'half_way' | 'before_swap' | 'taking_back' | 'removing' | 'before_clean_up';
}

export async function halfDoneRunsIn(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
): Promise<readonly HalfDoneRun[]> {
  const { id, name } = environment;
  const touched = (await context.plane.runs.open(scope, id)).filter(touchesTables);
  const unclean = touched.length > 0 ? null : await runToCleanUp(context.plane, scope, environment);
  if (touched.length === 0 && !unclean) return [];
  const holder = await context.plane.leases.current(scope, id);
  const driven = holder && !context.ownerIsGone?.(holder.owner) ? holder.runId : null;
  const told = ({ id: run, state, request }: RunRow, stopped: HalfDoneRun['stopped']): HalfDoneRun => ({
    run,
    environment: name,
    state,
    stopped,
    ...(request.activateAt === undefined ? {} : { activateAt: request.activateAt }),
  });
  // Whoever drives the environment may be at its clean-up.
  if (unclean) return driven === null ? [told(unclean, 'before_clean_up')] : [];
  return touched.filter((run) => run.id !== driven).map((run) => told(run, stoppedAt(run)));
}

function stoppedAt(run: RunRow): HalfDoneRun['stopped'] {
  if (run.reversing) return 'taking_back';
  if (isHeld(run)) return 'before_swap';
  return isOneWay(run) ? 'removing' : 'half_way';
}

/** Of every environment: what a process that starts has to say first (invariant I-18). */
export async function halfDoneRuns(context: Context, scope: Scope): Promise<readonly HalfDoneRun[]> {
  context.authorize(scope, 'read', null);
  const found: HalfDoneRun[] = [];
  for (const environment of await context.plane.environments.list(scope))
    found.push(...(await halfDoneRunsIn(context, scope, environment)));
  return found;
}
