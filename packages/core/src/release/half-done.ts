/** Owns what a run that stopped half way means: it is told of, and no other run starts where its tables are. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { RunRow, RunState } from './run.ts';
import { touchesTables } from './run-state.ts';

/**
 * Tables that another run changed and no version serves yet are neither what the pointer says nor drift; a second run
 * over them would also take that run's mark away. @throws SCHEMA_AHEAD naming that run
 */
export async function assertNothingHalfDone(
  plane: ControlPlane,
  scope: Scope,
  { id, name }: EnvironmentRow,
  run: RunRow,
): Promise<void> {
  const other = (await plane.runs.open(scope, id)).find((open) => open.id !== run.id && touchesTables(open));
  if (!other) return;
  const waits = isHeld(other);
  throw new AuthoringError(
    'SCHEMA_AHEAD',
    `run '${other.id}' changed tables of '${name}' and ${waits ? 'waits for its swap' : 'has not ended'}`,
    {
      details: { run: other.id, state: other.state, environment: name },
      suggestion: waits
        ? `swap it with: mda activate --env ${name}, or take its steps back with: mda run abandon ${other.id}`
        : `go on with: mda run resume ${other.id}, or take its steps back with: mda run abandon ${other.id}`,
    },
  );
}

/** A run that changed tables and that nobody drives: the old version serves until somebody resumes or abandons it. */
export interface HalfDoneRun {
  readonly run: string;
  readonly environment: string;
  readonly state: RunState;
  /** It stopped where it was asked to, and waits for its swap. */
  readonly waits: boolean;
}

export async function halfDoneRunsIn(
  context: Context,
  scope: Scope,
  { id, name }: EnvironmentRow,
): Promise<readonly HalfDoneRun[]> {
  const touched = (await context.plane.runs.open(scope, id)).filter(touchesTables);
  if (touched.length === 0) return [];
  const holder = await context.plane.leases.current(scope, id);
  const driven = holder && !context.ownerIsGone?.(holder.owner) ? holder.runId : null;
  return touched
    .filter((run) => run.id !== driven)
    .map((run) => ({ run: run.id, environment: name, state: run.state, waits: isHeld(run) }));
}

/** Of every environment: what a process that starts has to say first (invariant I-18). */
export async function halfDoneRuns(context: Context, scope: Scope): Promise<readonly HalfDoneRun[]> {
  context.authorize(scope, 'read', null);
  const found: HalfDoneRun[] = [];
  for (const environment of await context.plane.environments.list(scope))
    found.push(...(await halfDoneRunsIn(context, scope, environment)));
  return found;
}

function isHeld({ state, request }: RunRow): boolean {
  return state === 'applied' && request.hold === true;
}
