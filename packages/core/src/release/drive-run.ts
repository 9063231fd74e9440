/**
 * Owns driving a run to its next resting state, from wherever it stands: this process, another one, after a crash.
 *
 * requested → lease → freeze and plan → expand and switch steps → applied → commit. Every boundary is durable. Work
 * before the first DDL can be refused without a trace; a failure after it leaves the old version serving and the run
 * in schema_ahead, to be resumed or abandoned. Contract and purge runs walk the same way through contracting.
 */
import type { Context } from '../context.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { MigrationPlan } from '../plan/migration-plan.ts';
import type { Phase, Step } from '../plan/steps/step.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Lease } from '../ports/lease.ts';
import type { Chunk, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { applyChunks, chunksOf } from './apply-chunks.ts';
import { assertPreflight, checkSchema, runPreflight, schemaDrift } from './check-target.ts';
import { commitRun } from './commit-run.ts';
import { environmentByName } from './environments.ts';
import { externalMismatch } from './external-schema.ts';
import { finishContracts } from './finish-contracts.ts';
import { assertAllowed } from './gates.ts';
import { assertSamePlan, planRun, type RunPlan } from './plan-run.ts';
import { reverseRun } from './reverse-run.ts';
import type { RunRow, RunState, StoredStep } from './run.ts';
import { failureOf, runById, saveRun } from './run-record.ts';
import { isTerminal } from './run-state.ts';
import { withTarget } from './with-target.ts';

export interface DrivenRun {
  readonly run: RunRow;
  /** Present when this call planned it. */
  readonly plan: MigrationPlan | null;
}

const DDL_STATES: ReadonlySet<RunState> = new Set(['applying', 'applied', 'contracting', 'schema_ahead']);

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
  options: { readonly activate?: boolean } = {},
): Promise<DrivenRun> {
  const run = await runById(context.plane, scope, runId);
  if (isTerminal(run.state) || run.state === 'committed') return { run, plan: null };
  if (run.state === 'applied' && run.request.hold && !options.activate && !run.reversing)
    return { run, plan: null };
  const environment = await environmentByName(context.plane, scope, run.request.environmentId);
  context.authorize(scope, 'drive_run', environment);
  const lease = await context.plane.leases.acquire(
    scope,
    environment.id,
    run.id,
    context.owner,
    LIMITS.lease_ttl_ms,
  );
  const driver = new RunDriver(context, scope, environment, lease, onProgress, options.activate === true);
  try {
    return await driver.drive(run);
  } catch (error) {
    throw await driver.fail(error);
  } finally {
    await context.plane.leases.release(scope, lease);
  }
}

class RunDriver {
  #run: RunRow | null = null;
  #plan: RunPlan | null = null;
  readonly #context: Context;
  readonly #scope: Scope;
  readonly #environment: EnvironmentRow;
  readonly #lease: Lease;
  readonly #onProgress: OnProgress;
  readonly #activate: boolean;

  constructor(
    context: Context,
    scope: Scope,
    environment: EnvironmentRow,
    lease: Lease,
    onProgress: OnProgress,
    activate: boolean,
  ) {
    this.#context = context;
    this.#scope = scope;
    this.#environment = environment;
    this.#lease = lease;
    this.#onProgress = onProgress;
    this.#activate = activate;
  }

  async drive(run: RunRow): Promise<DrivenRun> {
    this.#run = run;
    if (run.state === 'requested') await this.#save({ state: 'leased', fence: this.#lease.fence });
    else await this.#save({ fence: this.#lease.fence });
    return withTarget(this.#context, this.#environment, (target) => this.#work(target));
  }

  async #work(target: TargetDatabase): Promise<DrivenRun> {
    const { plan, chunks } = await this.#planned(target);
    const steps = plan.planned.plan.steps.map(({ step }) => step);
    await target.enter(this.#environment.id, this.#current.id, this.#lease.fence, plan.planned.plan.planHash);
    try {
      if (this.#current.reversing) {
        await this.#reverse(target, plan, chunks);
        return { run: this.#current, plan: plan.planned.plan };
      }
      const isContract = this.#isContractRun();
      const held = this.#current.request.hold === true && !this.#activate;
      const due = held ? chunks.filter((chunk) => chunk.phase === 'expand') : chunks;
      if (chunks.length > 0) await this.#save({ state: isContract ? 'contracting' : 'applying' });
      await this.#apply(target, plan, due);
      if (held) {
        await this.#save({ state: 'applied', failure: null });
        this.#say('ready: the swap waits for activate');
        return { run: this.#current, plan: plan.planned.plan };
      }
      if (!isContract && chunks.length > 0) await this.#save({ state: 'applied', failure: null });
      return await this.#commit(plan, steps);
    } finally {
      await target.leave();
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
      state: leftover ? ('committed' as const) : ('finished' as const),
    };
    this.#run =
      this.#current.request.kind === 'finalize'
        ? await finishContracts(this.#context, this.#scope, input)
        : await commitRun(this.#context, this.#scope, input);
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
    if (fixed) {
      assertSamePlan(plan.planned.plan.planHash, fixed.planHash, 'this run began with');
      return { plan, chunks };
    }
    assertSamePlan(plan.planned.plan.planHash, request.expectPlanHash, 'was shown');
    assertAllowed(this.#environment, request, plan.planned.plan);
    if (this.#environment.schemaMode !== 'managed') await this.#assertExternalFits(target, plan);
    const baseFingerprint =
      this.#environment.schemaMode === 'managed' ? await checkSchema(target, plan.planned) : '';
    assertPreflight(await runPreflight(target, plan.planned));
    await this.#save({
      state: 'planned',
      frozen: {
        contents: plan.frozen.map((frozen) => frozen.content),
        steps: steps.map(stored),
        planHash: plan.planned.plan.planHash,
        destructive: plan.planned.plan.destructive,
        baseFingerprint,
      },
    });
    this.#say(`planned: ${steps.length} steps`, 0, chunks.length);
    return { plan, chunks };
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
      onChunk: async (done, total, chunk) => {
        await this.#save({ nextChunk: done });
        this.#say(`${chunk.phase}: ${chunk.steps.length} steps`, done, total);
      },
    });
  }

  /** Takes the steps of this run back; the version before it keeps serving. */
  async #reverse(target: TargetDatabase, plan: RunPlan, chunks: readonly Chunk[]): Promise<void> {
    this.#run = await reverseRun({
      context: this.#context,
      scope: this.#scope,
      run: this.#current,
      lease: this.#lease,
      environment: this.#environment,
      target,
      before: plan.planned.before,
      chunks,
    });
    this.#say('given up: its steps were taken back');
  }

  /** Writes down why the run stopped. @returns the error to throw */
  async fail(error: unknown): Promise<unknown> {
    const run = this.#run;
    if (!run || isTerminal(run.state)) return error;
    // A runner that lost its lease may write nothing any more: another one has the run.
    if (isAuthoringError(error) && error.code === 'LEASE_LOST') return error;
    const failure = failureOf(error);
    const touched = DDL_STATES.has(run.state) && (run.nextChunk > 0 || !isClean(error));
    const gentle = isAuthoringError(error) && (error.kind === 'busy' || error.kind === 'unavailable');
    const state: RunState =
      run.state === 'requested' || !DDL_STATES.has(run.state)
        ? gentle
          ? 'failed_clean'
          : 'refused'
        : touched
          ? 'schema_ahead'
          : 'failed_clean';
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

/** The statement's outcome is known: it did nothing. A lost connection leaves it unknown. */
function isClean(error: unknown): boolean {
  return isAuthoringError(error) && error.code !== 'DATABASE_UNAVAILABLE' && error.kind !== 'bug';
}

function stored(step: Step): StoredStep {
  if (step.kind !== 'create_table') return step;
  const { spec: _spec, ...rest } = step;
  return rest;
}
