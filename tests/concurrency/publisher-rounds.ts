/** Owns one round of publishers who all want the same: one seals, the others are told, and nothing is done twice. */
import { expect } from 'vitest';
import { app, edit, stackOf } from '../faults/support/app.ts';
import { importApp } from '../faults/support/scenarios.ts';
import type { ServerDatabase } from '../faults/support/server-database.ts';
import type { Child } from '../faults/support/start-child.ts';
import { environment, PACKAGE, scope, startProcess, type World } from '../faults/support/world.ts';
import { expectOrderly, publishedWorld, refusals } from './support.ts';

const BUSY = new Set(['ENVIRONMENT_LOCKED', 'DRAFT_SEALED', 'NOTHING_TO_PUBLISH', 'PLAN_STALE']);
const wider = edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } });

async function stagedWorld(server: ServerDatabase | null): Promise<World> {
  const world = await publishedWorld([environment, 'other'], server);
  const author = await startProcess(world, { owner: 'author' });
  await importApp(author, stackOf(wider));
  await author.close();
  return world;
}

/** `count` calls in one process, on one environment. */
export async function roundInProcess(server: ServerDatabase | null, count: number): Promise<void> {
  const world = await stagedWorld(server);
  const process = await startProcess(world);
  const draft = await process.service.openDraft(scope, PACKAGE);
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, () => process.service.publish(scope, draft, { targetEnv: environment })),
  );
  const refused = refusals(outcomes);
  expect(refused.length).toBe(count - 1);
  for (const { code, message } of refused) expect(BUSY, message).toContain(code);
  await process.close();
  await expectOneVersion(world);
}

/** `count` processes, each its own, on one environment. */
export async function roundOfProcesses(
  server: ServerDatabase | null,
  child: Child,
  count: number,
): Promise<void> {
  const world = await stagedWorld(server);
  const task = { do: 'publish', packageId: PACKAGE, environment } as const;
  const at = server && { server: { engine: server.engine, url: server.url } };
  const outcomes = await Promise.all(
    Array.from({ length: count }, () => child.run({ folder: world.folder, ...at, task })),
  );
  expect(outcomes.filter((outcome) => outcome?.done)).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome && !outcome.done) expect(BUSY, outcome.message).toContain(outcome.code);
  await expectOneVersion(world);
}

/** The sealed version goes to one environment while another one gets it, too. */
export async function roundOfEnvironments(server: ServerDatabase | null): Promise<void> {
  const world = await stagedWorld(server);
  const [first, second] = [
    await startProcess(world, { owner: 'a' }),
    await startProcess(world, { owner: 'b' }),
  ];
  await first.service.publish(scope, await first.service.openDraft(scope, PACKAGE), { targetEnv: 'other' });
  await importApp(first, stackOf(edit(wider, 'shop_order', { note: { type: 'textarea', label: 'Note' } })));
  const [sealed] = await first.service.versions(scope, PACKAGE);
  const outcomes = await Promise.allSettled([
    first.service.promote(scope, sealed?.id as string, { targetEnv: environment }),
    second.service.publish(scope, await second.service.openDraft(scope, PACKAGE), { targetEnv: 'other' }),
  ]);
  expect(refusals(outcomes).map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  for (const name of [environment, 'other']) expect(await second.service.drift(scope, name)).toEqual([]);
  await first.close();
  await second.close();
  expectOrderly(world);
  world.dispose();
}

async function expectOneVersion(world: World): Promise<void> {
  const process = await startProcess(world);
  expect(await process.service.versions(scope, PACKAGE)).toHaveLength(2);
  expect((await process.service.environment(scope, environment)).openRuns).toEqual([]);
  expect(await process.service.drift(scope, environment)).toEqual([]);
  await process.close();
  expectOrderly(world);
  world.dispose();
}
