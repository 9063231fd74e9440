/**
 * Owns how the tables of an environment should look while a run is at them, or stopped half way: as its mark in their
 * database says how far it came. What it did so far is no drift. Reads only.
 */
import type { Context } from '../context.ts';
import { applySteps } from '../plan/steps/index.ts';
import type { Step } from '../plan/steps/step.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { chunksOf } from './apply-chunks.ts';
import { planRun } from './plan-run.ts';
import { reversalOf, stepsBefore } from './reverse-run.ts';
import { phasesOf, touchesTables } from './run-state.ts';

export interface Picture {
  readonly tables: SchemaState;
  /** What the run that is under way did so far. */
  readonly done: readonly Step[];
}

/**
 * @param ours as the active versions, and what earlier runs left for later, have them
 * @returns one, or two where it is not known whether the run's last unit took effect
 */
export async function picturesUnderWay(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  target: TargetDatabase,
  ours: SchemaState,
): Promise<readonly [Picture, ...Picture[]]> {
  const settled: Picture = { tables: ours, done: [] };
  const open = await context.plane.runs.open(scope, environment.id);
  // What a purge removes has names that are nobody's drift.
  const run = open.find((one) => touchesTables(one) && one.request.kind !== 'purge');
  const mark = run && (await target.mark());
  if (!run || mark?.runId !== run.id) return [settled];
  const { planned } = await planRun(context, context.plane, scope, environment, run, target);
  const steps = planned.plan.steps.map(({ step }) => step);
  const chunks = chunksOf(target, steps, phasesOf(run));
  const executed = run.reversing ? stepsBefore(chunks, run.nextChunk) : [];
  const back = run.reversing ? target.chunks('switch', reversalOf(executed, run.id), chunks.length) : [];
  const after = (done: number): Picture => {
    const forward = stepsBefore(chunks, done > chunks.length ? run.nextChunk : done);
    const all = [...forward, ...stepsBefore(back, done)];
    return { tables: overlaid(ours, applySteps(planned.before, all), planned.touched), done: all };
  };
  return [after(mark.chunksDone), after(mark.chunksDone + 1)];
}

/** Tables that the run does not touch are as they were. */
function overlaid(ours: SchemaState, run: SchemaState, touched: readonly string[]): SchemaState {
  const tables = new Map(ours);
  for (const name of touched) {
    const table = run.get(name);
    if (table) tables.set(name, table);
    else tables.delete(name);
  }
  return tables;
}
