/** Owns which actors meet in every order, and what must hold whoever was first; in memory, and on SQLite files. */
import {
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
import { copyOf, newWorld, PACKAGE, scope, type World } from '../faults/support/world.ts';
import { type Gate, gatedPlane, gatedTargets, type Trial } from './orderings.ts';

export const PAIRS = [
  'publish ∥ stage',
  'publish ∥ publish',
  'publish ∥ rollback',
  'publish ∥ cancel, abandon',
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

async function told(work: Promise<unknown>): Promise<string | null> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error === null) return null;
  if (!isAuthoringError(error) || !REFUSALS.has(error.code)) throw error;
  return error.code;
}

export async function trialOf(stage: Stage, pair: Pair): Promise<Trial> {
  const desk = await stage.desk();
  const outside = serviceOf(desk, 'outside');
  const draft = await outside.openDraft(scope, PACKAGE);
  const acting = (gate: Gate, owner: string) =>
    serviceOf({ plane: gatedPlane(desk.plane, gate), targets: gatedTargets(desk.targets, gate) }, owner);
  const publish = (owner: string) => async (gate: Gate) => {
    await told(acting(gate, owner).publish(scope, draft, { targetEnv: 'env' }));
  };
  let staged = false;
  const others: Readonly<Record<Pair, (gate: Gate) => Promise<void>>> = {
    'publish ∥ publish': publish('other'),
    async 'publish ∥ stage'(gate) {
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
    async 'publish ∥ rollback'(gate) {
      const service = acting(gate, 'other');
      const [first] = [...(await service.versions(scope, PACKAGE))].reverse();
      await told(service.rollback(scope, { targetEnv: 'env', toVersionId: first?.id as string }));
    },
    async 'publish ∥ cancel, abandon'(gate) {
      const service = acting(gate, 'other');
      await gate();
      const [run] = await service.runs(scope);
      if (!run || isTerminal(run.state) || run.state === 'committed') return;
      await told(service.cancelRun(scope, run.id));
      await told(service.abandonRun(scope, run.id));
    },
  };
  return {
    actors: [publish('publisher'), others[pair]],
    check: () => expectOrder(outside, pair),
    dispose: () => desk.close(),
  };
}

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
}
