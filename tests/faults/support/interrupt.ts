/**
 * Owns one round: a copy of the template, the planned fault, a look from outside, a fresh process that finishes, and
 * the comparison with the history in which nothing failed.
 */
import { isAuthoringError, isTerminal, type RunRow } from '@objectstack/metadata-authoring';
import type { FaultInjector, FaultPlan, SeenStatement } from '@objectstack/metadata-authoring-testkit';
import { expect } from 'vitest';
import { ownerIsGone } from '../../../packages/cli/src/workspace/process-owner.ts';
import { controlDump, type Dump, differences, environmentDump } from './dump.ts';
import { expectControlSound, expectServing, pointerOf, serves } from './invariants.ts';
import type { Scenario } from './scenarios.ts';
import type { ServerDatabase } from './server-database.ts';
import { copyOf, environment, newWorld, type Process, scope, startProcess, type World } from './world.ts';

export interface Prepared {
  readonly scenario: Scenario;
  readonly template: World;
  readonly before: string;
  readonly runsBefore: ReadonlySet<string>;
  readonly clean: { readonly control: Dump; readonly environment: Dump };
  /** What the clean run sent. */
  readonly statements: readonly SeenStatement[];
}

/**
 * @param server where the environment lives; null: a file. One prepared history at a time on it
 * @param locks as the processes to be interrupted have them: without session locks a run sends fewer statements
 */
export async function prepared(
  scenario: Scenario,
  server: ServerDatabase | null = null,
  locks: { readonly sessionLocks?: false } = {},
): Promise<Prepared> {
  const template = newWorld(server);
  await server?.empty();
  const builder = await startProcess(template, { owner: 'builder' });
  await scenario.prepare(builder, template);
  const runsBefore = new Set((await builder.service.runs(scope)).map(({ id }) => id));
  await builder.close();
  await server?.save();
  const world = await copyOf(template);
  const process = await startProcess(world, locks);
  await scenario.act(process);
  await process.close();
  const clean = { control: controlDump(world), environment: await environmentDump(world, environment) };
  const statements = process.statements.seen;
  world.dispose();
  return { scenario, template, before: pointerOf(template), runsBefore, clean, statements };
}

/** Interrupts a copy of the world. @returns the world as the dead process left it */
export async function interrupted(from: Prepared, plan: FaultPlan): Promise<World> {
  const world = await copyOf(from.template);
  const first = await startProcess(world, { plan, owner: 'first' });
  let failure: unknown;
  try {
    await from.scenario.act(first);
  } catch (error) {
    failure = error;
  }
  expect(first.statements.fired, 'the planned statement was reached').not.toBeNull();
  if (first.statements.ended) expect(failure, 'a process that ended reports nothing').toBeDefined();
  await first.close();
  return world;
}

export async function look(from: Prepared, world: World): Promise<void> {
  const observer = await startProcess(world, {
    owner: 'observer',
    // What a process holds that is not known to be gone is not told as half done.
    ownerIsGone: (owner) => owner === 'first' || ownerIsGone(owner),
  });
  await expectServing(world, from.scenario, from.before, observer);
  await observer.close();
}

/** What is known of a history before it was interrupted. */
export type Begun = Pick<Prepared, 'scenario' | 'before' | 'runsBefore'>;

const mine = (from: Begun, runs: readonly RunRow[]) =>
  runs.filter(({ id }) => !from.runsBefore.has(id)).reverse();

/** What a person does after a crash: resume what is told and what is open; when nothing was begun, do it again. */
async function recover(from: Begun, process: Process): Promise<void> {
  const { service } = process;
  const { kind } = from.scenario;
  const runs = async () => mine(from, await service.runs(scope));
  for (const { run } of await service.halfDoneRuns(scope)) await service.driveRun(scope, run);
  for (const run of await runs()) if (!isTerminal(run.state)) await service.driveRun(scope, run.id);
  const live = (await runs()).some(
    (run) => run.request.kind === kind && (run.state === 'finished' || run.state === 'committed'),
  );
  if (!live) await from.scenario.act(process);
  expect(await service.halfDoneRuns(scope), 'what is told').toEqual([]);
}

/** Resume leads to where the clean history led; resuming again changes nothing; nothing is left to plan. */
export async function expectResumable(from: Prepared, world: World): Promise<void> {
  const next = await startProcess(world, { owner: 'next', gone: ['first', 'second', 'next'] });
  await recover(from, next);
  const takenBack = mine(from, await next.service.runs(scope)).some(({ state }) => state === 'abandoned');
  if (takenBack) await expectDoneAgain(from, next, world);
  await next.close();
  expectControlSound(world);
  // How often something was tried stands in the log; after a run that was taken back that is one event more.
  if (takenBack) return;
  expect(differences(await environmentDump(world, environment), from.clean.environment)).toEqual([]);
  expect(differences(controlDump(world), from.clean.control)).toEqual([]);
  const again = await startProcess(world, { owner: 'again', gone: ['first', 'second', 'next'] });
  for (const run of mine(from, await again.service.runs(scope))) await again.service.driveRun(scope, run.id);
  const draft = await again.service.openDraft(scope, from.scenario.packageId);
  if (from.scenario.kind === 'publish') {
    const { plan } = await again.service.diff(scope, draft, { targetEnv: environment });
    expect(plan.steps, 'the plan after it').toEqual([]);
  }
  await again.close();
  expect(differences(controlDump(world), from.clean.control)).toEqual([]);
  expect(differences(await environmentDump(world, environment), from.clean.environment)).toEqual([]);
}

/** A living process takes back what it did when the swap fails; the same change then goes through as if for the first time. */
async function expectDoneAgain(from: Prepared, { service }: Process, world: World): Promise<void> {
  const drift = await service.drift(scope, environment);
  expect(drift.filter(({ column, table }) => !(column ?? table).startsWith('_hold_'))).toEqual([]);
  expect(pointerOf(world)).not.toBe(from.before);
  const checksums = (dump: Dump) =>
    dump.rows.sys_package_version?.map((row) => /checksum=\w+/.exec(row)?.[0]).sort();
  expect(checksums(controlDump(world))).toEqual(checksums(from.clean.control));
}

/** Giving up leads back to the version before, with its values; afterwards the same change goes through. */
export async function expectAbandonable(from: Begun, world: World): Promise<boolean> {
  const { scenario } = from;
  const next = await startProcess(world, { owner: 'next', gone: ['first', 'second'] });
  try {
    const open = mine(from, await next.service.runs(scope)).filter(
      ({ request, state }) => request.kind === scenario.kind && !isTerminal(state) && state !== 'committed',
    );
    if (open.length === 0) return false;
    for (const run of open) {
      const given = await next.service.abandonRun(scope, run.id).catch((error: unknown) => error);
      // What cannot be taken back can still be finished.
      if (isAuthoringError(given) && given.code === 'IRREVERSIBLE') return false;
      expect(given).toMatchObject({ state: 'abandoned' });
    }
    for (const run of open) expect((await next.service.abandonRun(scope, run.id)).state).toBe('abandoned');
    expect(pointerOf(world)).toBe(from.before);
    expectControlSound(world);
    const drift = await next.service.drift(scope, environment);
    expect(drift.filter(({ kind }) => kind !== 'extra')).toEqual([]);
    expect(drift.filter(({ column, table }) => !(column ?? table).startsWith('_hold_'))).toEqual([]);
    if (Object.keys(scenario.before).length > 0) expect(await serves(world, scenario.before)).toBe(true);
    await scenario.act(next);
    const after = await next.service.drift(scope, environment);
    expect(after.filter(({ column, table }) => !(column ?? table).startsWith('_hold_'))).toEqual([]);
    expect(pointerOf(world)).not.toBe(from.before);
    return true;
  } finally {
    await next.close();
  }
}

/** What a process sends that resumes, or gives up, after the first fault. */
export async function secondPath(
  from: Prepared,
  first: FaultPlan,
  giveUp: boolean,
): Promise<Pick<FaultInjector, 'seen' | 'done'>> {
  const world = await interrupted(from, first);
  const next = await startProcess(world, { owner: 'second', gone: ['first'] });
  try {
    if (giveUp) await abandonOpen(from, next);
    else await recover(from, next);
    return next.statements;
  } catch (error) {
    if (giveUp && isAuthoringError(error) && error.code === 'IRREVERSIBLE') return next.statements;
    throw error;
  } finally {
    await next.close();
    world.dispose();
  }
}

/** The process that resumes, or gives up, stops, too; a third one ends it. */
export async function expectTwice(
  from: Prepared,
  first: FaultPlan,
  second: FaultPlan,
  giveUp: boolean,
): Promise<void> {
  const world = await interrupted(from, first);
  try {
    const next = await startProcess(world, { owner: 'second', gone: ['first'], plan: second });
    try {
      if (giveUp) await abandonOpen(from, next);
      else await recover(from, next);
    } catch (error) {
      // The planned end of this process; what it did until then is looked at next.
      if (!next.statements.ended) throw error;
    }
    await next.close();
    expect(next.statements.fired, 'the second fault was reached').not.toBeNull();
    expectControlSound(world);
    if (!giveUp || !(await expectAbandonable(from, world))) await expectResumable(from, world);
  } finally {
    world.dispose();
  }
}

async function abandonOpen(from: Prepared, { service }: Process): Promise<void> {
  for (const run of mine(from, await service.runs(scope)))
    if (run.request.kind === from.scenario.kind && !isTerminal(run.state) && run.state !== 'committed')
      await service.abandonRun(scope, run.id);
}
