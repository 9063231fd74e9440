/**
 * Owns driving a run to its next resting state, from wherever it stands: this process, another one, after a crash.
 *
 * requested → lease → freeze and plan → expand and switch steps → applied → commit. Every boundary is durable. Work
 * before the first DDL can be refused without a trace; a failure after it leaves the old version serving and the run
 * in schema_ahead, to be resumed or abandoned. Contract and purge runs walk the same way through contracting.
 */
import type { Context } from '../context.ts';
import { AuthoringError, type ErrorCode, isAuthoringError } from '../error.ts';
import type { MigrationPlan } from '../plan/migration-plan.ts';
import type { Phase, Step } from '../plan/steps/step.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Lease } from '../ports/lease.ts';
import type { Chunk, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { applyChunks, chunksOf } from './apply-chunks.ts';
import { assertPaired, assertPreflight, checkSchema, runPreflight, schemaDrift } from './check-target.ts';
import { commitRun } from './commit-run.ts';
import { externalMismatch } from './external-schema.ts';
import { environmentByName } from './find-environment.ts';
import { finishContracts } from './finish-contracts.ts';
import { assertAllowed } from './gates.ts';
import { assertNothingHalfDone } from './half-done.ts';
import { assertSamePlan, assertSameTables, planRun, type RunPlan } from './plan-run.ts';
import { giveUp, reverseRun } from './reverse-run.ts';
import type { FrozenRun, RunRow, RunState, StoredStep } from './run.ts';
import { failureOf, runById, saveRun } from './run-record.ts';
import { assertAbandonable, isTerminal, tookEffect, touchesTables } from './run-state.ts';
import { takeLease } from './take-lease.ts';
import { withTarget } from './with-target.ts';

export interface DrivenRun {
  readonly run: RunRow;
  /** Present when this call planned it. */
  readonly plan: MigrationPlan | null;
}

export interface DriveOptions {
  /** Swap the pointer of a run that was held. */
  readonly activate?: boolean;
  /** Take back what the run did instead of finishing it. */
  readonly abandon?: boolean;
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
  const lease = await takeLease(context, scope, environment.id, asked.id);
  const driver = new RunDriver(context, scope, environment, lease, onProgress, options);
  let driven: DrivenRun;
  try {
    // Until the lease was ours, somebody else may have driven the run: only now its row stands still.
    const run = await runById(context.plane, scope, runId);
    driven = rests(run, options) ? { run, plan: null } : await driver.drive(run);
  } catch (error) {
    driven = await driver.settle(error);
  }
  if (!driver.gaveLeaseBack) await context.plane.leases.release(scope, lease);
  return driven;
}

/** Nothing is left to do for who asks so. @throws RUN_STATE when the run can only go forward and is to be given up */
function rests(run: RunRow, options: DriveOptions): boolean {
  if (options.abandon) assertAbandonable(run);
  if (isTerminal(run.state) || run.state === 'committed') return true;
  const held = run.state === 'applied' && run.request.hold === true && !run.reversing;
  return held && !options.activate && !options.abandon;
}

class RunDriver {
  #run: RunRow | null = null;
  #plan: RunPlan | null = null;
  /** Some step of this run may have taken effect; a run that somebody else left behind gets no benefit of the doubt. */
  #touched = false;
  #gaveLeaseBack = false;
  /** The swap failed and the steps were taken back: that is how it ended, and the error stands. */
  #takenBack = false;
  readonly #context: Context;
  readonly #scope: Scope;
  readonly #environment: EnvironmentRow;
  readonly #lease: Lease;
  readonly #onProgress: OnProgress;
  readonly #options: DriveOptions;

  constructor(
    context: Context,
    scope: Scope,
    environment: EnvironmentRow,
    lease: Lease,
    onProgress: OnProgress,
    options: DriveOptions,
  ) {
    this.#context = context;
    this.#scope = scope;
    this.#environment = environment;
    this.#lease = lease;
    this.#onProgress = onProgress;
    this.#options = options;
  }

  /** In the transaction in which the run took effect. */
  get gaveLeaseBack(): boolean {
    return this.#gaveLeaseBack;
  }

  async drive(run: RunRow): Promise<DrivenRun> {
    this.#run = run;
    this.#touched = touchesTables(run);
    const { fence } = this.#lease;
    if (this.#options.abandon) {
      await this.#save({ fence, reversing: true });
      if (!touchesTables(run)) return { run: await this.#giveUpUntouched(), plan: null };
    } else {
      if (!touchesTables(run))
        await assertNothingHalfDone(this.#context.plane, this.#scope, this.#environment, run);
      await this.#save({ fence, state: run.state === 'requested' ? 'leased' : run.state });
    }
    return withTarget(this.#context, this.#environment, (target) => this.#work(target));
  }

  async #work(target: TargetDatabase): Promise<DrivenRun> {
    const { plan, chunks } = await this.#planned(target);
    const steps = plan.planned.plan.steps.map(({ step }) => step);
    // A database whose tables are not ours to change does not even get our mark.
    const managed = this.#environment.schemaMode === 'managed';
    const { planHash } = plan.planned.plan;
    if (managed) await target.enter(this.#environment.id, this.#current.id, this.#lease.fence, planHash);
    try {
      if (this.#current.reversing) {
        await this.#reverse(target, plan, chunks);
        return { run: this.#current, plan: plan.planned.plan };
      }
      const isContract = this.#isContractRun();
      const held = this.#current.request.hold === true && !this.#options.activate;
      const due = held ? chunks.filter((chunk) => chunk.phase === 'expand') : chunks;
      if (chunks.length > 0) await this.#save({ state: isContract ? 'contracting' : 'applying' });
      await this.#apply(target, plan, due);
      if (held) {
        await this.#save({ state: 'applied', failure: null });
        this.#say('ready: the swap waits for activate');
        return { run: this.#current, plan: plan.planned.plan };
      }
      if (!isContract && chunks.length > 0) await this.#save({ state: 'applied', failure: null });
      try {
        return await this.#commit(plan, steps);
      } catch (error) {
        throw await this.#takeBack(error, target, plan, chunks);
      }
    } finally {
      if (managed) await target.leave();
    }
  }

  async #commit(plan: RunPlan, steps: readonly Step[]): Promise<DrivenRun> {
    const isContract = this.#isContractRun();
    const executed = steps.filter((step) => isContract || step.phase !== 'contract');
    const leftover = !isContract && steps.some((step) => step.phase === 'contract');
    const input = {
      run: this.#current,
      lease: this.#lease,
      environment: this.#environment,
      frozen: plan.frozen,
      executed,
      covered: new Set(plan.planned.before.keys()),
      state: leftover ? ('committed' as const) : ('finished' as const),
    };
    this.#run =
      this.#current.request.kind === 'finalize'
        ? await finishContracts(this.#context, this.#scope, input)
        : await commitRun(this.#context, this.#scope, input);
    this.#gaveLeaseBack = true;
    this.#say(
      this.#current.state === 'committed' ? 'live: old columns and tables stay until finalize' : 'done',
    );
    return { run: this.#current, plan: plan.planned.plan };
  }

  /** The plan, fixed once. A run that was planned before must come out the same. */
  async #planned(
    target: TargetDatabase,
  ): Promise<{ readonly plan: RunPlan; readonly chunks: readonly Chunk[] }> {
    const { request } = this.#current;
    const plan = await planRun(
      this.#context,
      this.#context.plane,
      this.#scope,
      this.#environment,
      this.#current,
    );
    this.#plan = plan;
    const steps = plan.planned.plan.steps.map(({ step }) => step);
    const phases: readonly Phase[] = this.#isContractRun() ? ['contract'] : ['expand', 'switch'];
    const chunks = this.#environment.schemaMode === 'managed' ? chunksOf(target, steps, phases) : [];
    const fixed = this.#current.frozen;
    if (fixed) assertSamePlan(plan.planned.plan.planHash, fixed.planHash, 'this run began with');
    else assertSamePlan(plan.planned.plan.planHash, request.expectPlanHash, 'was shown');
    if (fixed && touchesTables(this.#current)) return { plan, chunks };
    assertAllowed(this.#environment, request, plan.planned.plan);
    if (this.#environment.schemaMode !== 'managed') await this.#assertExternalFits(target, plan);
    const managed = this.#environment.schemaMode === 'managed';
    if (managed) await assertPaired(this.#context.plane, this.#scope, target, this.#environment);
    const baseFingerprint = managed ? await checkSchema(target, plan.planned) : '';
    assertPreflight(await runPreflight(target, plan.planned));
    if (fixed) {
      assertSameTables(baseFingerprint, fixed.baseFingerprint);
      return { plan, chunks };
    }
    await this.#freeze(plan, {
      contents: plan.frozen.map((frozen) => frozen.content),
      steps: steps.map(stored),
      planHash: plan.planned.plan.planHash,
      destructive: plan.planned.plan.destructive,
      baseFingerprint,
    });
    this.#say(`planned: ${steps.length} steps`, 0, chunks.length);
    return { plan, chunks };
  }

  /** Whoever goes on finds every body that the frozen index names, also the manifest with its release number. */
  async #freeze(plan: RunPlan, frozen: FrozenRun): Promise<void> {
    const manifests = plan.frozen.flatMap(({ manifestBody }) => (manifestBody ? [manifestBody] : []));
    this.#run = await this.#context.plane.transaction(async (tx) => {
      if (manifests.length > 0) await tx.bodies.putAll(this.#scope, manifests);
      return saveRun(this.#context, tx, this.#scope, this.#current, { state: 'planned', frozen });
    });
  }

  async #assertExternalFits(target: TargetDatabase, plan: RunPlan): Promise<void> {
    const drift = await externalMismatch(target, plan.planned.after);
    if (drift.length > 0) throw schemaDrift(drift);
  }

  async #apply(target: TargetDatabase, plan: RunPlan, chunks: readonly Chunk[]): Promise<void> {
    await applyChunks({
      context: this.#context,
      scope: this.#scope,
      run: this.#current,
      lease: this.#lease,
      target,
      chunks,
      before: plan.planned.before,
      next: this.#current.nextChunk,
      onTouch: (touched) => {
        this.#touched = touched;
      },
      onChunk: async (done, total, chunk) => {
        await this.#save({ nextChunk: done });
        this.#say(`${chunk.phase}: ${chunk.steps.length} steps`, done, total);
      },
    });
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

  #reversed(target: TargetDatabase, plan: RunPlan, chunks: readonly Chunk[]): Promise<RunRow> {
    return reverseRun({
      context: this.#context,
      scope: this.#scope,
      run: this.#current,
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
    const executed = steps.filter(({ step }) => step.phase !== 'contract');
    const breaksReaders = executed.some(({ hazards }) => hazards.includes('breaks_old_readers'));
    const comesBack = executed.every(({ step, reversible }) => reversible || step.kind === 'backfill');
    if (!isAuthoringError(error) || error.code === 'LEASE_LOST' || !breaksReaders || !comesBack) return error;
    const stored = await runById(this.#context.plane, this.#scope, this.#current.id);
    if (tookEffect(stored) || stored.fence !== this.#lease.fence) return error;
    await this.#save({ reversing: true, failure: failureOf(error) });
    await this.#reverse(target, plan, chunks);
    this.#takenBack = true;
    return new AuthoringError(error.code, `${error.message}; the tables are as the old version knows them`, {
      details: { ...error.details, run: this.#current.id, state: this.#current.state },
      suggestion: 'remove the cause, then publish again',
      cause: error,
    });
  }

  /** Nothing was planned, so nothing was touched. */
  async #giveUpUntouched(): Promise<RunRow> {
    this.#run = await giveUp(this.#context, this.#context.plane, this.#scope, this.#current);
    return this.#current;
  }

  /**
   * After an error: writes down why the run stopped, and gives the lease back.
   * @returns the run when it took effect and only the acknowledgement of that was lost @throws the error otherwise
   */
  async settle(error: unknown): Promise<DrivenRun> {
    let thrown = error;
    try {
      const stored = this.#run && (await runById(this.#context.plane, this.#scope, this.#run.id));
      // A runner that lost its lease may write nothing any more: another one has the run.
      const ours = stored?.fence === this.#lease.fence && !isCode(error, 'LEASE_LOST');
      if (stored && ours && tookEffect(stored) && !this.#takenBack) {
        await this.#context.plane.leases.release(this.#scope, this.#lease);
        return { run: stored, plan: this.#plan?.planned.plan ?? null };
      }
      if (stored && ours && !isTerminal(stored.state)) thrown = await this.#fail(stored, error);
      await this.#context.plane.leases.release(this.#scope, this.#lease);
    } catch (unreachable) {
      // The journal cannot be written either. Whoever resumes finds the run where it stopped; why is worth more here.
      if (!isAuthoringError(unreachable)) throw unreachable;
    }
    throw thrown;
  }

  /** @returns the error to throw */
  async #fail(run: RunRow, error: unknown): Promise<unknown> {
    const failure = failureOf(error);
    const touched = touchesTables(run) && (this.#touched || run.nextChunk > 0);
    const gentle = isAuthoringError(error) && (error.kind === 'busy' || error.kind === 'unavailable');
    const untouched: RunState = gentle || touchesTables(run) ? 'failed_clean' : 'refused';
    const state = touched ? 'schema_ahead' : untouched;
    await saveRun(this.#context, this.#context.plane, this.#scope, run, { state, failure });
    if (state === 'schema_ahead' && isAuthoringError(error))
      return new AuthoringError(
        error.code,
        `${error.message}; run '${run.id}' stopped after it changed tables, the old version still serves`,
        {
          details: { ...error.details, run: run.id, state },
          suggestion: `go on with: mda run resume ${run.id}, or take its steps back with: mda run abandon ${run.id}`,
          cause: error,
        },
      );
    return error;
  }

  #isContractRun(): boolean {
    return this.#current.request.kind === 'finalize' || this.#current.request.kind === 'purge';
  }

  get #current(): RunRow {
    return this.#run as RunRow;
  }

  async #save(change: Partial<Omit<RunRow, 'id' | 'request'>>): Promise<void> {
    this.#run = await saveRun(this.#context, this.#context.plane, this.#scope, this.#current, change);
  }

  #say(message: string, done = this.#current.nextChunk, total = done): void {
    const { id, state, request } = this.#current;
    this.#onProgress({ run: id, kind: request.kind, state, done, total, message });
  }
}

function isCode(error: unknown, code: ErrorCode): boolean {
  return isAuthoringError(error) && error.code === code;
}

function stored(step: Step): StoredStep {
  if (step.kind !== 'create_table') return step;
  const { spec: _spec, ...rest } = step;
  return rest;
}
