// I-08 at chosen instants: an edit that comes while a publish runs is in the sealed bytes or in the next draft, once.
// I-23: a runner that somebody took the environment from writes nothing any more, in neither database.
import {
  allowAll,
  ContentCache,
  isAuthoringError,
  MetadataAuthoringService,
  type TargetDatabases,
} from '@objectstack/metadata-authoring';
import { openTargetDatabases, systemClock, uuidv7Ids } from '@objectstack/metadata-authoring-sql';
import { describe, expect, it } from 'vitest';
import { app, edit, stackOf } from '../faults/support/app.ts';
import { controlDump, differences, environmentDump } from '../faults/support/dump.ts';
import { hookedTargets, type Instant, onceAt } from '../faults/support/hooked-targets.ts';
import { importApp } from '../faults/support/scenarios.ts';
import { PACKAGE, type Process, scope, startProcess, type World } from '../faults/support/world.ts';
import { expectOrderly, publishedWorld } from './support.ts';

const INSTANTS: readonly Instant[] = ['open', 'introspect', 'enter', 'before execute', 'after execute'];

/** A service of its own that calls `meanwhile` at one instant of its first run, and waits for it. */
function interleaved(
  process: Process,
  world: World,
  at: Instant,
  meanwhile: () => Promise<void>,
): MetadataAuthoringService {
  const real = openTargetDatabases({ lockTimeoutMs: 50, lockRetryMs: 200 });
  const targets: TargetDatabases = {
    open: (row) => real.open({ ...row, databaseUrl: `sqlite:${world.database(row.name)}` }),
  };
  return new MetadataAuthoringService({
    plane: process.plane,
    targets: hookedTargets(targets, onceAt(at, 1, meanwhile)),
    clock: systemClock,
    ids: uuidv7Ids,
    authorize: allowAll,
    members: null,
    cache: new ContentCache(),
    owner: 'slow',
  });
}

const wider = edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } });
const [customer, order] = stackOf(wider).objects as readonly Record<string, unknown>[];

interface LateEdit {
  readonly name: string;
  make(process: Process): Promise<void>;
  /** What the effective set must hold once the next draft is published, too. */
  expected(names: ReadonlyMap<string, Record<string, unknown>>): void;
}

const openDraft = (process: Process) => process.service.openDraft(scope, PACKAGE);

const lateEdits: readonly LateEdit[] = [
  {
    name: 'a new object',
    async make(process) {
      const item = { ...order, name: 'shop_late', label: 'Late', pluralLabel: 'Late' };
      await process.service.stage(scope, {
        op: 'put',
        type: 'object',
        name: 'shop_late',
        item,
        draft: await openDraft(process),
      });
    },
    expected: (objects) => expect([...objects.keys()]).toEqual(['shop_customer', 'shop_late', 'shop_order']),
  },
  {
    name: 'another edit of an item that is being published',
    async make(process) {
      const item = { ...customer, description: 'late' };
      await process.service.stage(scope, {
        op: 'put',
        type: 'object',
        name: 'shop_customer',
        item,
        draft: await openDraft(process),
      });
    },
    expected: (objects) => expect(objects.get('shop_customer')?.description).toBe('late'),
  },
  {
    name: 'a delete',
    async make(process) {
      await process.service.stage(scope, {
        op: 'delete',
        type: 'object',
        name: 'shop_order',
        draft: await openDraft(process),
      });
    },
    expected: (objects) => expect([...objects.keys()]).toEqual(['shop_customer']),
  },
  {
    name: 'a rename of an object',
    async make(process) {
      await process.service.rename(
        scope,
        await openDraft(process),
        { type: 'object', name: 'shop_order' },
        'shop_purchase',
      );
    },
    expected: (objects) => expect([...objects.keys()]).toEqual(['shop_customer', 'shop_purchase']),
  },
  {
    name: 'a rename of a field of an item that is being published',
    async make(process) {
      await process.service.renameField(scope, await openDraft(process), 'shop_customer', 'email', 'mail');
    },
    expected: (objects) =>
      expect(Object.keys(objects.get('shop_customer')?.fields as object)).toContain('mail'),
  },
  {
    name: 'the discard of an edit that is being published',
    async make(process) {
      await process.service.discard(scope, await openDraft(process), {
        type: 'object',
        name: 'shop_customer',
      });
    },
    expected: (objects) =>
      expect(Object.keys(objects.get('shop_customer')?.fields as object)).not.toContain('email'),
  },
];

async function sealedObjects(process: Process): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  const { manifestJson } = await process.service.exportVersion(scope, PACKAGE);
  const { stack } = JSON.parse(manifestJson) as { stack: { objects: Record<string, unknown>[] } };
  return new Map(stack.objects.map((object) => [String(object.name), object]));
}

async function stagedWorld(): Promise<World> {
  const world = await publishedWorld(['a']);
  const author = await startProcess(world, { owner: 'author' });
  await importApp(author, stackOf({ ...wider }));
  // A second staged change, so that the draft is never empty.
  await author.service.stage(scope, {
    op: 'put',
    type: 'object',
    name: 'shop_order',
    item: { ...order, description: 'staged' },
    draft: await openDraft(author),
  });
  await author.close();
  return world;
}

describe.each(lateEdits.map((late) => [late.name, late] as const))(
  'a late edit is in the next draft (I-08): %s',
  (_name, late) => {
    it.each(INSTANTS)('at: %s', async (instant) => {
      const world = await stagedWorld();
      const publisher = await startProcess(world, { owner: 'slow' });
      const author = await startProcess(world, { owner: 'author' });
      let made = 0;
      const service = interleaved(publisher, world, instant, async () => {
        await late.make(author);
        made += 1;
      });
      await service.publish(scope, await service.openDraft(scope, PACKAGE), { targetEnv: 'a' });
      expect(made, 'the instant was met').toBe(1);
      expect(await author.service.drift(scope, 'a')).toEqual([]);
      const draft = await openDraft(author);
      const { changes, questions } = await author.service.status(scope, draft);
      expect(questions).toEqual([]);
      if (changes.length > 0) {
        await author.service.publish(scope, draft, { targetEnv: 'a', force: true });
        expect((await author.service.drift(scope, 'a')).filter(({ kind }) => kind !== 'extra')).toEqual([]);
      }
      const objects = await sealedObjects(author);
      late.expected(objects);
      expect((await author.service.status(scope, await openDraft(author))).changes).toEqual([]);
      await publisher.close();
      await author.close();
      expectOrderly(world);
      world.dispose();
    });
  },
);

describe('a runner that slept while another one took over (I-23)', () => {
  const sleeps: readonly Instant[] = ['introspect', 'enter', 'before execute', 'after execute'];
  it.each(sleeps)('writes nothing after: %s', async (instant) => {
    const world = await stagedWorld();
    const slow = await startProcess(world, { owner: 'slow' });
    const quick = await startProcess(world, { owner: 'quick', gone: ['slow'] });
    let taken: {
      control: ReturnType<typeof controlDump>;
      target: Awaited<ReturnType<typeof environmentDump>>;
    } | null = null;
    const service = interleaved(slow, world, instant, async () => {
      const open = (await quick.service.runs(scope)).filter(({ state }) => state !== 'finished');
      expect(open).toHaveLength(1);
      await quick.service.driveRun(scope, open[0]?.id as string);
      taken = { control: controlDump(world), target: await environmentDump(world, 'a') };
    });
    const outcome = await service
      .publish(scope, await service.openDraft(scope, PACKAGE), { targetEnv: 'a' })
      .catch((error: unknown) => error);
    if (taken === null) throw new Error('the instant was not met');
    const { control, target } = taken as {
      control: ReturnType<typeof controlDump>;
      target: Awaited<ReturnType<typeof environmentDump>>;
    };
    expect(isAuthoringError(outcome) && outcome.code).toBe('LEASE_LOST');
    expect(differences(controlDump(world), control)).toEqual([]);
    expect(differences(await environmentDump(world, 'a'), target)).toEqual([]);
    const [last] = await quick.service.runs(scope);
    expect(last).toMatchObject({ state: 'finished', failure: null });
    await slow.close();
    await quick.close();
    expectOrderly(world);
    world.dispose();
  });
}, 60_000);
