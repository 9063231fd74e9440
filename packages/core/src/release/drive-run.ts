/**
 * Owns driving a run to its next resting state, from wherever it stands: this process, another one, after a crash.
 *
 * requested → lease → freeze and plan → expand and switch steps → applied → commit. Every boundary is durable. Work
 * before the first DDL can be refused without a trace; a failure after it leaves the old version serving and the run
 * in schema_ahead, to be resumed or abandoned. Contract and purge runs walk the same way through contracting.
 */
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { isAuthoringError, isCode } from '../error.ts';
import { assertStillGranted } from '../govern/redeem-token.ts';
import { assertStillAllowed } from '../govern/still-allowed.ts';
import type { MigrationPlan } from '../plan/migration-plan.ts';
import { stepTitle, stepTitles } from '../plan/step-title.ts';
import type { Step } from '../plan/steps/step.ts';
import type { BodyRow } from '../ports/body.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Lease } from '../ports/lease.ts';
import type { Chunk, TargetDatabase, TargetMark } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { aliveBeside, applyChunks, runCancelled } from './apply-chunks.ts';
import { assertTablesOurs } from './assert-tables-ours.ts';
import { type Beat, beatBeside } from './beat-lease.ts';
import { type Claim, claimNewRun, claimRun, type DriveOptions, rests } from './claim-run.ts';
import { commitRun } from './commit-run.ts';
import { environmentByName } from './find-environment.ts';
import { finishContracts } from './finish-contracts.ts';
import { type FixedPlan, fixPlan } from './fix-plan.ts';
import type { Foreseen } from './foresee-run.ts';
import { takenOver } from './forgotten-run.ts';
import { assertNoneHalfDone } from './half-done.ts';
import { lostHolds } from './lost-holds.ts';
import { outdatedDatabase } from './outdated-database.ts';
import type { RunPlan } from './plan-run.ts';
import { giveUp, reverseRun } from './reverse-run.ts';
import { progressText } from './row-progress.ts';
import type { FrozenRun, RunProgress, RunRow } from './run.ts';
import { failureOf, type RunChange, runById, saveRun } from './run-record.ts';
import { isOneWay, isTerminal, phasesOf, tookEffect, touchesTables } from './run-state.ts';
import { isWithdrawn, stateAfter, stoppedBy, takenBackBy } from './stopped-run.ts';
import { withTarget } from './with-target.ts';

export interface DrivenRun {
  readonly run: RunRow;
  /** Present when this call planned it. */
  readonly plan: MigrationPlan | null;
}

/** @returns the run at rest @throws what stopped it, after that stands in the journal; ENVIRONMENT_LOCKED, RUN_NOT_FOUND */
export async function driveRun(
  context: Context,
  scope: Scope,
  runId: string,
  onProgress?: OnProgress,
): Promise<RunRow> {
  return (await drive(context, scope, runId, onProgress)).run;
}

export async function drive(
  context: Context,
  scope: Scope,
  runId: string,
  onProgress: OnProgress = () => {},
  options: DriveOptions = {},
): Promise<DrivenRun> {
  const asked = await runById(context.plane, scope, runId);
  const environment = await environmentByName(context.plane, scope, asked.request.environmentId);
  context.authorize(scope, 'drive_run', environment);
  if (rests(asked, options)) return { run: asked, plan: null };
  // Before it is taken up: a run that waits goes on waiting as it is, and one that stopped stays where it stopped.
  if (goesForward(asked, options) && touchesTables(asked))
    await assertStillAllowed(context, scope, environment, asked);
  const claim = await claimRun(context, scope, asked, options);
  return driveClaimed(context, scope, environment, claim, onProgress, options);
}

/** What only removes was allowed before its first statement, and nobody needs leave to take steps back. */
function goesForward(run: RunRow, { abandon = false }: DriveOptions): boolean {
  return !abandon && !run.reversing && !isOneWay(run);
}

/** The same for a run that nobody knows of yet. @throws ENVIRONMENT_LOCKED; the run is not recorded then */
export async function driveNew(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  onProgress: OnProgress = () => {},
  foreseen: Foreseen | null = null,
): Promise<DrivenRun> {
  const claim = await claimNewRun(context, scope, run);
  return driveClaimed(context, scope, environment, claim, onProgress, { foreseen });
}

async function driveClaimed(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { run, lease, others }: Claim,
  onProgress: OnProgress,
  options: DriveOptions,
): Promise<DrivenRun> {
  if (!lease) return { run, plan: null };
  const driver = new RunDriver(context, scope, environment, run, lease, others, onProgress, options);
  let driven: DrivenRun;
  try {
    driven = await driver.drive();
  } catch (error) {
    driven = await driver.settle(error);
  }
  if (!driver.gaveLeaseBack) await context.plane.leases.release(scope, lease);
  return driven;
}

class RunDriver {
  #run: RunRow;
  #plan: RunPlan | null = null;
  /** Some step of this run may have taken effect; a run that somebody else left behind gets no benefit of the doubt. */
  #touched: boolean;
  /** Bodies that the frozen content names and nobody has stored. */
  #unwritten: readonly BodyRow[] = [];
  #gaveLeaseBack = false;
  /** The steps were taken back, because the swap failed or somebody cancelled: that is how it ended, and the error stands. */
  #takenBack = false;
  readonly #context: Context;
  readonly #scope: Scope;
  readonly #environment: EnvironmentRow;
  readonly #lease: Lease;
  /** The environment's runs that have not ended, but for this one. */
  readonly #others: readonly RunRow[];
  readonly #onProgress: OnProgress;
  readonly #options: DriveOptions;

  constructor(
    context: Context,
    scope: Scope,
    environment: EnvironmentRow,
    run: RunRow,
    lease: Lease,
    others: readonly RunRow[],
    onProgress: OnProgress,
    options: DriveOptions,
  ) {
    this.#run = run;
    this.#touched = touchesTables(run);
    this.#context = context;
    this.#scope = scope;
    this.#environment = environment;
    this.#lease = lease;
    this.#others = others;
    this.#onProgress = onProgress;
    this.#options = options;
  }

  /** In the transaction in which the run took effect. */
  get gaveLeaseBack(): boolean {
    return this.#gaveLeaseBack;
  }

  async drive(): Promise<DrivenRun> {
    if (!this.#touched) {
      if (this.#options.abandon) return { run: await this.#giveUpUntouched(), plan: null };
      assertNoneHalfDone(this.#environment, this.#others);
    }
    return withTarget(this.#context, this.#environment, (target) => this.#work(target));
  }

  async #work(target: TargetDatabase): Promise<DrivenRun> {
    // A database whose tables are not ours to change does not even get our mark.
    const managed = this.#environment.schemaMode === 'managed';
    const mark = managed ? await target.mark() : null;
    const over = await takenOver(this.#context.plane, this.#scope, mark, this.#environment, this.#run);
    const marks = managed && (over !== undefined || mark?.environmentId !== this.#environment.id);
    const { plan, chunks } = await this.#planned(target, marks);
    const steps = plan.planned.plan.steps.map(({ step }) => step);
    const { planHash } = plan.planned.plan;
    // Nothing to do there, and it knows whose it is: whoever works on it is not in our way.
    const works = managed && (chunks.length > 0 || marks);
    // Nothing that it did is there, and another run's changes are not either: the mark must go on saying so.
    if (this.#run.reversing && (await this.#isOutdated(mark)))
      return { run: await this.#giveUpUntouched(), plan: plan.planned.plan };
    if (works) await target.enter(this.#environment.id, this.#run.id, this.#lease.fence, planHash, over);
    try {
      if (this.#run.reversing) {
        await this.#reverse(target, plan, chunks);
        return { run: this.#run, plan: plan.planned.plan };
      }
      if (!this.#touched && works)
        await assertStillAllowed(this.#context, this.#scope, this.#environment, this.#run);
      if (!this.#touched && works && this.#run.frozen)
        await assertTablesOurs({
          plane: this.#context.plane,
          scope: this.#scope,
          lease: this.#lease,
          target,
          planned: plan.planned,
          fingerprint: this.#run.frozen.baseFingerprint,
        });
      const held = this.#run.request.hold === true && !this.#options.activate;
      const due = held ? chunks.filter((chunk) => chunk.phase === 'expand') : chunks;
      try {
        await this.#apply(target, plan, due);
        if (held) {
          this.#say('ready: the swap waits for activate');
          return { run: this.#run, plan: plan.planned.plan };
        }
        await this.#assertGoesOn(this.#context.plane);
      } catch (error) {
        throw isWithdrawn(error) ? await this.#withdraw(error, target, plan, chunks) : error;
      }
      try {
        return await this.#commit(plan, steps, target);
      } catch (error) {
        if (isWithdrawn(error)) throw await this.#withdraw(error, target, plan, chunks);
        throw await this.#takeBack(error, target, plan, chunks);
      }
    } finally {
      if (works) await target.leave();
    }
  }

  async #commit(plan: RunPlan, steps: readonly Step[], target: TargetDatabase): Promise<DrivenRun> {
    const isRepair = this.#run.request.kind === 'repair';
    // A repair keeps what an earlier run left for later as it is, where that is there.
    const kept = this.#run.frozen?.outdated ? ('all' as const) : new Set<string>();
    const phases = phasesOf(this.#run);
    const executed = steps.filter((step) => phases.includes(step.phase));
    const leftover = executed.length < steps.length;
    const input = {
      run: this.#run,
      lease: this.#lease,
      environment: this.#environment,
      frozen: plan.frozen,
      executed,
      bodies: this.#unwritten,
      covered: isRepair ? kept : new Set(plan.planned.before.keys()),
      lost: isRepair ? await lostHolds(this.#context.plane, this.#scope, target, this.#environment) : [],
      state: leftover ? ('committed' as const) : ('finished' as const),
    };
    this.#run =
      this.#run.request.kind === 'finalize'
        ? await finishContracts(this.#context, this.#scope, input)
        : await commitRun(this.#context, this.#scope, input);
    this.#gaveLeaseBack = true;
    this.#say(this.#run.state === 'committed' ? 'live: old columns and tables stay until finalize' : 'done');
    return { run: this.#run, plan: plan.planned.plan };
  }

  /** @param marks whether the run writes to its database even where its plan has no step */
  async #planned(target: TargetDatabase, marks: boolean): Promise<FixedPlan> {
    const fixed = await fixPlan({
      context: this.#context,
      scope: this.#scope,
      environment: this.#environment,
      run: this.#run,
      phases: phasesOf(this.#run),
      target,
      foreseen: this.#options.foreseen ?? null,
      beside: (work) => beatBeside(this.#alive(target), work),
    });
    const { plan, chunks, frozen } = fixed;
    this.#plan = plan;
    if (frozen) {
      await this.#freeze(plan, frozen, marks || chunks.length > 0 || this.#run.request.hold === true);
      this.#say(`planned: ${counted(frozen.steps.length, 'step')}`, 0, chunks.length);
    }
    return fixed;
  }

  /**
   * Whoever goes on finds every body that the frozen index names, also the manifest with its release number. A run that
   * stops nowhere between here and its commit writes all of this there: until then there is nothing to go on with. One
   * that writes to its database does not before all of this is on the disk, its fence too.
   */
  async #freeze(plan: RunPlan, frozen: FrozenRun, stops: boolean): Promise<void> {
    const bodies = plan.frozen.flatMap(({ manifestBody }) => (manifestBody ? [manifestBody] : []));
    const planned = { state: 'planned', frozen } as const;
    if (!stops) {
      this.#unwritten = bodies;
      this.#run = { ...this.#run, ...planned };
      return;
    }
    this.#run = await this.#context.plane.transaction(async (tx) => {
      if (bodies.length > 0) await tx.bodies.putAll(this.#scope, bodies);
      return saveRun(this.#context, tx, this.#scope, this.#run, planned);
    });
  }

  /** From the first intent on the run is at work, with its last chunk it has applied all of them. */
  async #apply(target: TargetDatabase, plan: RunPlan, chunks: readonly Chunk[]): Promise<void> {
    const isContract = isOneWay(this.#run);
    const working = { state: isContract ? 'contracting' : 'applying' } as const;
    const applied = isContract ? working : ({ state: 'applied', failure: null } as const);
    const next = await this.#nextChunk(target);
    if (next >= chunks.length) {
      if (chunks.length > 0) await this.#save(working);
      if (chunks.length > 0 || this.#run.request.hold) await this.#save(applied);
      return;
    }
    await applyChunks({
      context: this.#context,
      scope: this.#scope,
      run: this.#run,
      lease: this.#lease,
      target,
      chunks,
      before: plan.planned.before,
      next,
      assertGoesOn: (tx) => this.#assertGoesOn(tx),
      onTouch: (touched) => {
        this.#touched = touched;
      },
      runChange: (chunk, state) => {
        if (state === 'intent') return working;
        const nextChunk = chunk.no + 1;
        return { nextChunk, ...(nextChunk === chunks.length ? applied : {}) };
      },
      onRows: (progress) => this.#sayRows(progress, chunks.length),
      onChunk: (chunk, run) => {
        this.#run = run;
        this.#say(stepTitles(chunk.steps.map((step) => step.id)), chunk.no + 1, chunks.length);
      },
    });
  }

  /** The database may have lost what the journal knows to be done: a power loss, a backup. Its own mark is the truth then. */
  async #nextChunk(target: TargetDatabase): Promise<number> {
    const { nextChunk } = this.#run;
    return nextChunk === 0 ? 0 : Math.min(nextChunk, (await target.mark())?.chunksDone ?? 0);
  }

  /** Takes the steps of this run back; the version before it keeps serving. */
  async #reverse(target: TargetDatabase, plan: RunPlan, chunks: readonly Chunk[]): Promise<void> {
    try {
      this.#run = await this.#reversed(target, plan, chunks);
    } catch (error) {
      // Nothing was taken back: the run can still go forward.
      if (isCode(error, 'IRREVERSIBLE')) await this.#save({ reversing: false });
      throw error;
    }
    this.#say('given up: its steps were taken back');
  }

  #alive(target: TargetDatabase): Beat {
    return aliveBeside({
      context: this.#context,
      scope: this.#scope,
      run: this.#run,
      lease: this.#lease,
      target,
      assertGoesOn: (tx) => this.#assertGoesOn(tx),
    });
  }

  /** What removes leftovers can only go forward: nobody cancels it. @throws RUN_CANCELLED, TOKEN_REVOKED, TOKEN_EXPIRED */
  async #assertGoesOn(plane: ControlPlane): Promise<void> {
    const { id } = this.#run;
    await assertStillGranted(this.#context, plane, this.#scope, id);
    if (!isOneWay(this.#run) && (await plane.runs.isCancelled(this.#scope, id))) throw runCancelled(id);
  }

  /**
   * Somebody cancelled the run, or whose token drives it may no more: what it did is taken back where it can be, else it
   * stays for somebody else to resume. @returns the error to throw @throws IRREVERSIBLE of a run that was cancelled
   */
  async #withdraw(
    error: unknown,
    target: TargetDatabase,
    plan: RunPlan,
    chunks: readonly Chunk[],
  ): Promise<unknown> {
    if (isOneWay(this.#run)) return error;
    if (!isCode(error, 'RUN_CANCELLED')) await this.#save({ failure: failureOf(error) });
    try {
      await this.#cancel(target, plan, chunks);
    } catch (cause) {
      if (isCode(error, 'RUN_CANCELLED') || !isCode(cause, 'IRREVERSIBLE')) throw cause;
    }
    return error;
  }

  /** @throws IRREVERSIBLE; the run can be resumed then */
  async #cancel(target: TargetDatabase, plan: RunPlan, chunks: readonly Chunk[]): Promise<void> {
    if (this.#touched || this.#run.nextChunk > 0) {
      await this.#save({ reversing: true });
      await this.#reverse(target, plan, chunks);
    } else await this.#giveUpUntouched();
    this.#takenBack = true;
  }

  #reversed(target: TargetDatabase, plan: RunPlan, chunks: readonly Chunk[]): Promise<RunRow> {
    return reverseRun({
      context: this.#context,
      scope: this.#scope,
      run: this.#run,
      lease: this.#lease,
      environment: this.#environment,
      target,
      before: plan.planned.before,
      chunks,
    });
  }

  /**
   * The swap failed after tables were renamed or retyped for it: readers of the old version would find neither. The
   * steps are taken back at once where every one of them can be. @returns the error to throw
   */
  async #takeBack(
    error: unknown,
    target: TargetDatabase,
    plan: RunPlan,
    chunks: readonly Chunk[],
  ): Promise<unknown> {
    const { steps } = plan.planned.plan;
    const executed = steps.filter(({ step }) => phasesOf(this.#run).includes(step.phase));
    const breaksReaders = executed.some(({ hazards }) => hazards.includes('breaks_old_readers'));
    const comesBack = executed.every(({ step, reversible }) => reversible || step.kind === 'backfill');
    if (!isAuthoringError(error) || error.code === 'LEASE_LOST' || !breaksReaders || !comesBack) return error;
    const stored = await runById(this.#context.plane, this.#scope, this.#run.id);
    if (tookEffect(stored) || stored.fence !== this.#lease.fence) return error;
    await this.#save({ reversing: true, failure: failureOf(error) });
    await this.#reverse(target, plan, chunks);
    this.#takenBack = true;
    return takenBackBy(error, this.#run);
  }

  async #isOutdated(mark: TargetMark | null): Promise<boolean> {
    return (await outdatedDatabase(this.#context.plane, this.#scope, mark, this.#environment)) !== null;
  }

  /** Nothing is there that was touched. */
  async #giveUpUntouched(): Promise<RunRow> {
    this.#run = await giveUp(this.#context, this.#context.plane, this.#scope, this.#run);
    return this.#run;
  }

  /**
   * After an error: writes down why the run stopped, and gives the lease back.
   * @returns the run when it took effect and only the acknowledgement of that was lost @throws the error otherwise
   */
  async settle(error: unknown): Promise<DrivenRun> {
    let thrown = error;
    try {
      const stored = await runById(this.#context.plane, this.#scope, this.#run.id);
      // A runner that lost its lease may write nothing any more: another one has the run.
      const ours = stored.fence === this.#lease.fence && !isCode(error, 'LEASE_LOST');
      if (ours && tookEffect(stored) && !this.#takenBack) {
        await this.#context.plane.leases.release(this.#scope, this.#lease);
        return { run: stored, plan: this.#plan?.planned.plan ?? null };
      }
      if (ours && !isTerminal(stored.state)) thrown = await this.#fail(stored, error);
      await this.#context.plane.leases.release(this.#scope, this.#lease);
    } catch (unreachable) {
      // The journal cannot be written either. Whoever resumes finds the run where it stopped; why is worth more here.
      if (!isAuthoringError(unreachable)) throw unreachable;
    }
    throw thrown;
  }

  /** @returns the error to throw */
  async #fail(run: RunRow, error: unknown): Promise<unknown> {
    const state = stateAfter(error, run, this.#touched);
    await saveRun(this.#context, this.#context.plane, this.#scope, run, { state, failure: failureOf(error) });
    return stoppedBy(error, run, state);
  }

  async #save(change: RunChange): Promise<void> {
    this.#run = await saveRun(this.#context, this.#context.plane, this.#scope, this.#run, change);
  }

  #sayRows(rows: RunProgress, total: number): void {
    const { id, state, request, nextChunk } = this.#run;
    const message = `${stepTitle(rows.stepId)}: ${progressText(rows)}`;
    this.#onProgress({ run: id, kind: request.kind, state, done: nextChunk, total, message, rows });
  }

  #say(message: string, done = this.#run.nextChunk, total = done): void {
    const { id, state, request } = this.#run;
    this.#onProgress({ run: id, kind: request.kind, state, done, total, message });
  }
}
