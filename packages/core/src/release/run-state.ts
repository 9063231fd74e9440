/**
 * Owns the transitions of a run, as data: docs/lifecycle.md is generated from this table, and every change of state
 * is checked against it.
 */
import { AuthoringError, invariant } from '../error.ts';
import { PHASES, type Phase } from '../plan/steps/step.ts';
import type { RunRow, RunState } from './run.ts';

/**
 * requested: wanted, nobody works on it; may wait for approval or time. leased: one runner holds the environment.
 * frozen: bytes are fixed. planned: plan, fingerprint and preflight are fixed; nothing was touched.
 * applying: expand and switch steps run. applied: the tables serve both versions, the pointer has not moved.
 * committed: sealed and live; contract steps wait. contracting: contract or purge steps run. finished: nothing left.
 * refused: stopped before anything happened. failed_clean: failed, the database is as before.
 * schema_ahead: failed after DDL, the old version still serves; resume or abandon. abandoned: given up, steps reversed.
 */
export const RUN_TRANSITIONS: Readonly<Record<RunState, readonly RunState[]>> = {
  requested: ['leased', 'refused', 'abandoned'],
  leased: ['frozen', 'planned', 'refused', 'failed_clean', 'abandoned'],
  frozen: ['planned', 'refused', 'failed_clean', 'abandoned'],
  planned: [
    'applying',
    'applied',
    'contracting',
    'committed',
    'finished',
    'refused',
    'failed_clean',
    'abandoned',
  ],
  applying: ['applied', 'failed_clean', 'schema_ahead', 'abandoned'],
  applied: ['applying', 'committed', 'finished', 'failed_clean', 'schema_ahead', 'abandoned'],
  committed: ['contracting', 'finished'],
  contracting: ['finished', 'schema_ahead', 'failed_clean'],
  schema_ahead: ['applying', 'contracting', 'abandoned', 'schema_ahead'],
  finished: [],
  refused: [],
  failed_clean: [],
  abandoned: [],
};

export function isTerminal(state: RunState): boolean {
  return RUN_TRANSITIONS[state].length === 0;
}

export function assertTransition(from: RunState, to: RunState): void {
  invariant(from === to || RUN_TRANSITIONS[from].includes(to), `a run cannot go from ${from} to ${to}`);
}

/** It removes what no version needs: it can only go forward. */
export function isOneWay({ request }: RunRow): boolean {
  return request.kind === 'finalize' || request.kind === 'purge';
}

/**
 * Those that it goes through. No version is swapped in by a repair, so nothing has to wait for readers of the one before.
 */
export function phasesOf(run: RunRow): readonly Phase[] {
  if (run.request.kind === 'repair') return PHASES;
  return isOneWay(run) ? ['contract'] : ['expand', 'switch'];
}

/** @throws RUN_STATE when the run is live, or removes what no version needs */
export function assertAbandonable(run: RunRow): void {
  if (isLive(run))
    throw new AuthoringError('RUN_STATE', `run '${run.id}' is live already`, {
      suggestion: 'go back to the version before it with: mda rollback --env NAME',
    });
  if (run.state === 'contracting' || (isOneWay(run) && run.frozen !== null && !isTerminal(run.state)))
    throw new AuthoringError(
      'RUN_STATE',
      `run '${run.id}' removes what no version needs and can only go forward`,
      { suggestion: `go on with: mda run resume ${run.id}` },
    );
}

const TABLE_STATES: ReadonlySet<RunState> = new Set(['applying', 'applied', 'contracting', 'schema_ahead']);

/** From the first step on until the end, tables may differ from what the pointer says. */
export function touchesTables(run: RunRow): boolean {
  return TABLE_STATES.has(run.state);
}

/** Nobody goes on with its steps: they are done, or taken back. */
export function isAtRest(state: RunState): boolean {
  return isTerminal(state) || state === 'committed';
}

const BEGUN: ReadonlySet<RunState> = new Set(['leased', 'frozen', 'planned']);

/** Somebody took it up, and has touched nothing so far. */
export function isBegun(run: RunRow): boolean {
  return BEGUN.has(run.state);
}

/** It waits for its swap, as it was asked to. */
export function isHeld({ state, request, reversing }: RunRow): boolean {
  return state === 'applied' && request.hold === true && !reversing;
}

/** The version that it brought is what the environment runs, or ran until another came. */
export function isLive(run: RunRow): boolean {
  return run.state === 'finished' || run.state === 'committed';
}

/** The run ended the way it was asked to: live, or given up. */
export function tookEffect(run: RunRow): boolean {
  return isLive(run) || run.state === 'abandoned';
}
