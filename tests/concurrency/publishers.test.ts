// C1: several publishers at once, in one process and in several, on one environment and on different ones.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { app, edit, stackOf } from '../faults/support/app.ts';
import { describeServerPlaces } from '../faults/support/places.ts';
import { importApp } from '../faults/support/scenarios.ts';
import { buildChild, type Child } from '../faults/support/start-child.ts';
import { PACKAGE, scope, startProcess, type World } from '../faults/support/world.ts';
import { tally } from '../support/tally.ts';
import { roundInProcess, roundOfEnvironments } from './publisher-rounds.ts';
import { closeAll, expectOrderly, processes, publishedWorld, refusals } from './support.ts';

const BUSY = new Set(['ENVIRONMENT_LOCKED', 'DRAFT_SEALED', 'NOTHING_TO_PUBLISH', 'PLAN_STALE']);
const wider = edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } });

async function staged(world: World): Promise<void> {
  const process = await startProcess(world, { owner: 'author' });
  await importApp(process, stackOf(wider));
  await process.close();
}

async function versionsOf(world: World): Promise<readonly string[]> {
  const process = await startProcess(world);
  const versions = await process.service.versions(scope, PACKAGE);
  const open = (await process.service.environment(scope, 'a')).openRuns;
  expect(open).toEqual([]);
  expect(await process.service.drift(scope, 'a')).toEqual([]);
  await process.close();
  return versions.map(({ version }) => version).sort();
}

describe('publishers of one draft on one environment (I-11, I-21, I-48)', () => {
  it.each([2, 4, 16])('%i in one process: one seals, the others are told', async (count) => {
    const world = await publishedWorld(['a']);
    await staged(world);
    const process = await startProcess(world);
    const draft = await process.service.openDraft(scope, PACKAGE);
    const outcomes = await Promise.allSettled(
      Array.from({ length: count }, () => process.service.publish(scope, draft, { targetEnv: 'a' })),
    );
    const refused = refusals(outcomes);
    expect(refused.length).toBe(count - 1);
    expect(
      refused.filter(({ code }) => !BUSY.has(code)).map(({ code, message }) => `${code} ${message}`),
    ).toEqual([]);
    await process.close();
    expect(await versionsOf(world)).toHaveLength(2);
    expectOrderly(world);
    world.dispose();
  });

  it('several processes', async () => {
    const world = await publishedWorld(['a']);
    await staged(world);
    const all = await processes(world, 4);
    const draft = await (all[0] as (typeof all)[0]).service.openDraft(scope, PACKAGE);
    const outcomes = await Promise.allSettled(
      all.map((process) => process.service.publish(scope, draft, { targetEnv: 'a' })),
    );
    expect(
      refusals(outcomes)
        .filter(({ code }) => !BUSY.has(code))
        .map(({ code, message }) => `${code} ${message}`),
    ).toEqual([]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await closeAll(all);
    expect(await versionsOf(world)).toHaveLength(2);
    expectOrderly(world);
    world.dispose();
  });
});

describe('publishers of different environments (I-22, I-37)', () => {
  it('progress independently: the same version arrives in each', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const world = await publishedWorld(names);
    await staged(world);
    const [author, ...others] = await processes(world, 4);
    if (!author) throw new Error('no process');
    await author.service.publish(scope, await author.service.openDraft(scope, PACKAGE), { targetEnv: 'a' });
    const [version] = await author.service.versions(scope, PACKAGE);
    const id = version?.id as string;
    const outcomes = await Promise.allSettled(
      others.map((process, n) => process.service.promote(scope, id, { targetEnv: names[n + 1] as string })),
    );
    expect(refusals(outcomes).map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    for (const name of names) {
      const detail = await author.service.environment(scope, name);
      expect(detail.installations.map(({ versionId, checksum }) => [versionId, checksum])).toEqual([
        [id, version?.checksum],
      ]);
    }
    await closeAll([author, ...others]);
    expectOrderly(world);
    world.dispose();
  });
});

describe('real processes', () => {
  let child: Child;
  beforeAll(async () => {
    child = await buildChild();
  });
  afterAll(() => child.dispose());

  it('publish at once on one environment: one seals, the others are told', async () => {
    const world = await publishedWorld(['a']);
    await staged(world);
    const task = { do: 'publish', packageId: PACKAGE, environment: 'a' } as const;
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => child.run({ folder: world.folder, task })));
    expect(outcomes.filter((outcome) => outcome?.done)).toHaveLength(1);
    for (const outcome of outcomes) if (outcome && !outcome.done) expect(BUSY).toContain(outcome.code);
    expect(await versionsOf(world)).toHaveLength(2);
    expectOrderly(world);
    world.dispose();
  });

  it('publish while others stage: every accepted edit is sealed or in the next draft, exactly once (I-08)', async () => {
    const world = await publishedWorld(['a']);
    await staged(world);
    const folder = world.folder;
    const [sealed, ...stagers] = await Promise.all([
      child.run({ folder, task: { do: 'publish', packageId: PACKAGE, environment: 'a' } }),
      ...[0, 100].map((from) => child.run({ folder, task: { do: 'stage', from, count: 10 } })),
    ]);
    expect(sealed).toMatchObject({ done: true });
    const accepted = stagers.flatMap((outcome) => (outcome?.done ? (outcome.result as string[]) : []));
    expect(accepted).toHaveLength(20);
    const process = await startProcess(world);
    const { manifestJson } = await process.service.exportVersion(scope, PACKAGE);
    const names = (JSON.parse(manifestJson) as { stack: { objects: { name: string }[] } }).stack.objects.map(
      ({ name }) => name,
    );
    const draft = await process.service.openDraft(scope, PACKAGE);
    const next = (await process.service.status(scope, draft)).changes.map(({ ref }) =>
      ref.replace('object/', ''),
    );
    expect([...names, ...next].filter((name) => name.startsWith('shop_late')).sort()).toEqual(
      [...accepted].sort(),
    );
    await process.close();
    expectOrderly(world);
    world.dispose();
  });

  it('open the draft at once: there is one (I-06)', async () => {
    const world = await publishedWorld(['a']);
    const task = { do: 'open', count: 10 } as const;
    const outcomes = await Promise.all([1, 2, 3].map(() => child.run({ folder: world.folder, task })));
    const ids = outcomes.flatMap((outcome) => (outcome?.done ? (outcome.result as string[]) : []));
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(1);
    world.dispose();
  });
}, 180_000);

describeServerPlaces('publishers of one environment on a server (I-11, I-21, I-22)', (place) => {
  it('4 in one process: one seals, the others are told', async () => {
    await roundInProcess(place.server(), 4);
    tally(`C1 publishers · ${place.engine}`, { rounds: 1 });
  }, 60_000);

  it('beside publishers of another environment', async () => {
    await roundOfEnvironments(place.server());
    tally(`C1 publishers · ${place.engine}`, { rounds: 1 });
  }, 60_000);
});
