/** Owns which actors meet in every order, and what must hold whoever was first; in memory, and on SQLite files. */
import {
  AuthoringError,
  allowAll,
  ContentCache,
  type ControlPlane,
  isAuthoringError,
  isTerminal,
  MetadataAuthoringService,
  type TargetDatabases,
} from '@objectstack/metadata-authoring';
import {
  openControlPlane,
  openTargetDatabases,
  systemClock,
  uuidv7Ids,
} from '@objectstack/metadata-authoring-sql';
import {
  MemoryDatabase,
  MemoryTargetDatabases,
  memoryControlPlane,
} from '@objectstack/metadata-authoring-testkit';
import { expect } from 'vitest';
import { app, edit, stackOf } from '../faults/support/app.ts';
import { hookedTargets, onceAt } from '../faults/support/hooked-targets.ts';
import { copyOf, newWorld, PACKAGE, scope, type World } from '../faults/support/world.ts';
import { steppedPlane } from '../support/stepped-plane.ts';
import { type Gate, gatedTargets, type Trial } from './orderings.ts';

export const PAIRS = [
  'publish ∥ stage',
  'publish ∥ publish',
  'publish ∥ rollback',
  'publish ∥ cancel, abandon',
  'finalize ∥ publish',
  'purge ∥ rollback',
  'resume ∥ resume',
] as const;
export type Pair = (typeof PAIRS)[number];
export type Store = 'memory' | 'sqlite';

const wider = edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } });
const widest = edit(wider, 'shop_order', { note: { type: 'textarea', label: 'Note' } });

interface Desk {
  readonly plane: ControlPlane;
  readonly targets: TargetDatabases;
  close(): Promise<void>;
}

const clock = { ...systemClock, every: () => () => {} };

function serviceOf({ plane, targets }: Omit<Desk, 'close'>, owner: string): MetadataAuthoringService {
  return new MetadataAuthoringService({
    plane,
    targets,
    clock,
    ids: uuidv7Ids,
    authorize: allowAll,
    members: null,
    cache: new ContentCache(),
    owner,
  });
}

async function importApp(service: MetadataAuthoringService, objects: typeof app): Promise<void> {
  const { problems } = await service.importStack(scope, { stack: stackOf(objects), prune: true });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
}

/** Two versions are published, a third one is staged. */
async function build(service: MetadataAuthoringService): Promise<void> {
  await service.addEnvironment(scope, { name: 'env', type: 'staging', databaseUrl: 'sqlite:env.db' });
  for (const version of [app, wider]) {
    await importApp(service, version);
    await service.publish(scope, await service.openDraft(scope, PACKAGE), { targetEnv: 'env' });
  }
  await importApp(service, widest);
}

/** Makes the starting point once, and fresh copies of it. */
export interface Stage {
  desk(): Promise<Desk>;
  dispose(): Promise<void>;
}

export async function openStage(store: Store): Promise<Stage> {
  if (store === 'memory')
    return {
      async desk() {
        const plane = memoryControlPlane({ database: new MemoryDatabase() });
        const desk = { plane, targets: new MemoryTargetDatabases(), close: () => plane.close() };
        await build(serviceOf(desk, 'builder'));
        return desk;
      },
      dispose: async () => {},
    };
  const template = newWorld();
  const builder = await fileDesk(template);
  await build(serviceOf(builder, 'builder'));
  await builder.close();
  return {
    async desk() {
      const world = await copyOf(template);
      const desk = await fileDesk(world);
      return {
        ...desk,
        async close() {
          await desk.close();
          world.dispose();
        },
      };
    },
    dispose: async () => template.dispose(),
  };
}

async function fileDesk(world: World): Promise<Desk> {
  const plane = await openControlPlane(`sqlite:${world.control()}`, { clock, ids: uuidv7Ids });
  const real = openTargetDatabases({ lockTimeoutMs: 50, lockRetryMs: 0 });
  return {
    plane,
    targets: { open: (row) => real.open({ ...row, databaseUrl: `sqlite:${world.database(row.name)}` }) },
    close: () => plane.close(),
  };
}

/** What one of two may be told because of the other one. */
const REFUSALS = new Set([
  'ENVIRONMENT_LOCKED',
  'DRAFT_SEALED',
  'NOTHING_TO_PUBLISH',
  'PLAN_STALE',
  'SCHEMA_AHEAD',
  'LEASE_LOST',
  'RUN_CANCELLED',
  'RUN_STATE',
  'ROLLBACK_TARGET',
]);

async function told(work: Promise<unknown>, also: readonly string[] = []): Promise<string | null> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error === null) return null;
  if (!isAuthoringError(error) || !(REFUSALS.has(error.code) || also.includes(error.code))) throw error;
  return error.code;
}

type Act = (gate: Gate) => Promise<void>;

export async function trialOf(stage: Stage, pair: Pair): Promise<Trial> {
  const desk = await stage.desk();
  const outside = serviceOf(desk, 'outside');
  const begun = await beginnings[pair]?.(desk, outside);
  const draft = await outside.openDraft(scope, PACKAGE);
  const acting = (gate: Gate, owner: string) =>
    serviceOf({ plane: steppedPlane(desk.plane, gate), targets: gatedTargets(desk.targets, gate) }, owner);
  const act =
    (owner: string, work: (service: MetadataAuthoringService, gate: Gate) => Promise<unknown>): Act =>
    async (gate) => {
      await told(work(acting(gate, owner), gate));
    };
  const publish = (owner: string) =>
    act(owner, (service) => service.publish(scope, draft, { targetEnv: 'env' }));
  const rollback = (to: 'first' | 'last') =>
    act('other', async (service) => {
      const versions = await service.versions(scope, PACKAGE);
      const version = to === 'first' ? versions.at(-1) : versions[1];
      await service.rollback(scope, { targetEnv: 'env', toVersionId: version?.id as string, force: true });
    });
  const resume = (owner: string) => act(owner, (service) => service.driveRun(scope, begun as string));
  let staged = false;
  const actors: Readonly<Record<Pair, readonly [Act, Act]>> = {
    'publish ∥ publish': [publish('publisher'), publish('other')],
    'publish ∥ stage': [
      publish('publisher'),
      async (gate) => {
        const service = acting(gate, 'author');
        const item = {
          name: 'shop_late',
          label: 'Late',
          pluralLabel: 'Late',
          fields: { a: { type: 'text', label: 'A' } },
        };
        while (!staged) {
          const open = await service.openDraft(scope, PACKAGE);
          const put = { op: 'put', type: 'object', name: 'shop_late', item, draft: open } as const;
          staged = (await told(service.stage(scope, put))) === null;
        }
      },
    ],
    'publish ∥ rollback': [publish('publisher'), rollback('first')],
    'publish ∥ cancel, abandon': [
      publish('publisher'),
      async (gate) => {
        const service = acting(gate, 'other');
        await gate();
        const [run] = await service.runs(scope);
        if (!run || isTerminal(run.state) || run.state === 'committed') return;
        await told(service.cancelRun(scope, run.id));
        await told(service.abandonRun(scope, run.id));
      },
    ],
    'finalize ∥ publish': [
      act('finalizer', (service) => service.finalize(scope, { targetEnv: 'env' })),
      publish('publisher'),
    ],
    'purge ∥ rollback': [
      act('purger', (service) => service.purge(scope, { targetEnv: 'env', force: true })),
      rollback('last'),
    ],
    'resume ∥ resume': [resume('one'), resume('other')],
  };
  return {
    actors: actors[pair],
    check: () => expectOrder(outside, pair),
    dispose: () => desk.close(),
  };
}

const narrower = edit(wider, 'shop_customer', { fax: null });

async function publishNarrower(service: MetadataAuthoringService): Promise<void> {
  await importApp(service, narrower);
  await service.publish(scope, await service.openDraft(scope, PACKAGE), { targetEnv: 'env' });
}

/** What a pair begins from beside the stage that all have. @returns a run that stopped half way */
const beginnings: Partial<
  Record<Pair, (desk: Desk, service: MetadataAuthoringService) => Promise<string | undefined>>
> = {
  /** The last version dropped a column, which still stands; the next one is staged. */
  async 'finalize ∥ publish'(_desk, service) {
    await publishNarrower(service);
    await importApp(service, edit(widest, 'shop_customer', { fax: null }));
    return undefined;
  },
  /** That column is held. */
  async 'purge ∥ rollback'(_desk, service) {
    await publishNarrower(service);
    await service.finalize(scope, { targetEnv: 'env' });
    await importApp(service, edit(widest, 'shop_customer', { fax: null }));
    return undefined;
  },
  /** The publish of what is staged, with a rename in its switch, which was cut off before that. */
  async 'resume ∥ resume'(desk, service) {
    const draft = await service.openDraft(scope, PACKAGE);
    await service.renameField(scope, draft, 'shop_customer', 'phone', 'telephone');
    const cut = onceAt('before execute', 2, async () => {
      throw new AuthoringError('DATABASE_UNAVAILABLE', 'the database is gone', {});
    });
    const first = serviceOf({ plane: desk.plane, targets: hookedTargets(desk.targets, cut) }, 'first');
    const stopped = first.publish(scope, await first.openDraft(scope, PACKAGE), { targetEnv: 'env' });
    expect(await told(stopped, ['DATABASE_UNAVAILABLE'])).not.toBeNull();
    const [run] = await service.runs(scope);
    expect(run?.state).toBe('schema_ahead');
    return run?.id;
  },
};

/** I-06, I-08, I-11, I-14, I-16, I-21: one end, whole, and everything that was accepted is in it or still to come. */
async function expectOrder(service: MetadataAuthoringService, pair: Pair): Promise<void> {
  for (const run of await service.runs(scope))
    if (!isTerminal(run.state) && run.state !== 'committed') await service.driveRun(scope, run.id);
  const drift = async () => (await service.drift(scope, 'env')).filter(({ kind }) => kind !== 'extra');
  expect(await drift()).toEqual([]);
  const draft = await service.openDraft(scope, PACKAGE);
  if ((await service.status(scope, draft)).changes.length > 0)
    await service.publish(scope, draft, { targetEnv: 'env' });
  expect(await drift()).toEqual([]);
  const versions = (await service.versions(scope, PACKAGE)).map(({ version }) => version);
  expect(new Set(versions).size).toBe(versions.length);
  const { manifestJson } = await service.exportVersion(scope, PACKAGE);
  const { stack } = JSON.parse(manifestJson) as { stack: { objects: { name: string; fields: object }[] } };
  const names = stack.objects.map(({ name }) => name);
  expect(names).toEqual([
    'shop_customer',
    ...(pair === 'publish ∥ stage' ? ['shop_late'] : []),
    'shop_order',
  ]);
  expect(Object.keys(stack.objects.at(-1)?.fields ?? {})).toContain('note');
  await expectNothingHeld(service);
}

/** What is told to be held is held, and nothing else: all of it goes, once. */
async function expectNothingHeld(service: MetadataAuthoringService): Promise<void> {
  await service.finalize(scope, { targetEnv: 'env' });
  await service.purge(scope, { targetEnv: 'env', force: true });
  expect((await service.environment(scope, 'env')).held).toEqual([]);
  expect(await service.drift(scope, 'env')).toEqual([]);
}
