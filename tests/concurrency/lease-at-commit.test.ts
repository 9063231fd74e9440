// I-23 in the control plane: whether a run may take effect there is decided by its lease, in the transaction itself.
import {
  allowAll,
  ContentCache,
  type ControlPlane,
  LIMITS,
  MetadataAuthoringService,
} from '@objectstack/metadata-authoring';
import { systemClock, uuidv7Ids } from '@objectstack/metadata-authoring-sql';
import {
  MemoryDatabase,
  MemoryTargetDatabases,
  memoryControlPlane,
} from '@objectstack/metadata-authoring-testkit';
import { describe, expect, it } from 'vitest';
import { app, stackOf } from '../faults/support/app.ts';
import { PACKAGE, scope } from '../faults/support/world.ts';

interface World {
  readonly plane: ControlPlane;
  /** Moves the database's clock on. */
  later(ms: number): void;
}

/** A first publish on its way. @param before each of its transactions, with the number that it has */
async function publish(before: (no: number, world: World) => Promise<void>) {
  let aheadMs = 0;
  const world: World = {
    plane: memoryControlPlane({
      database: new MemoryDatabase(),
      databaseNowMs: () => Date.now() + aheadMs,
    }),
    later: (ms) => {
      aheadMs += ms;
    },
  };
  const targets = new MemoryTargetDatabases();
  const serviceOn = (plane: ControlPlane, owner: string) =>
    new MetadataAuthoringService({
      plane,
      targets,
      clock: { ...systemClock, every: () => () => {} },
      ids: uuidv7Ids,
      authorize: allowAll,
      members: null,
      cache: new ContentCache(),
      owner,
    });
  const author = serviceOn(world.plane, 'author');
  await author.addEnvironment(scope, { name: 'env', type: 'staging', databaseUrl: 'sqlite:env.db' });
  await author.importStack(scope, { stack: stackOf(app), prune: true });
  const draft = await author.openDraft(scope, PACKAGE);
  const sealed = async () => (await author.versions(scope, PACKAGE)).length;
  let [no, committedBy] = [0, 0];
  const watched: ControlPlane = {
    ...world.plane,
    async transaction(work) {
      no += 1;
      const own = no;
      await before(own, world);
      const result = await world.plane.transaction(work);
      if (committedBy === 0 && (await sealed()) > 0) committedBy = own;
      return result;
    },
  };
  const outcome = await serviceOn(watched, 'slow')
    .publish(scope, draft, { targetEnv: 'env' })
    .then(
      () => null,
      (error: unknown) => error,
    );
  return { outcome, committedBy, sealed: await sealed() };
}

describe('a runner that comes to its commit too late (I-23)', () => {
  /** Its lease ran out after the last word of the environment's database, and before the commit. */
  const late = async (meanwhile: (world: World) => Promise<void>) => {
    const { committedBy } = await publish(async () => {});
    expect(committedBy).toBeGreaterThan(1);
    return publish(async (no, world) => {
      if (no !== committedBy) return;
      world.later(LIMITS.lease_ttl_ms + 1);
      await meanwhile(world);
    });
  };

  it('seals nothing when another run holds the lease', async () => {
    const { outcome, sealed } = await late(async ({ plane }) => {
      const [environment] = await plane.environments.list(scope);
      const id = environment?.id as string;
      await plane.leases.acquire(scope, id, 'another run', 'quick', LIMITS.lease_ttl_ms);
    });
    expect(outcome).toMatchObject({ code: 'LEASE_LOST' });
    expect(sealed).toBe(0);
  });

  it('seals what it made when nobody came', async () => {
    const { outcome, sealed } = await late(async () => {});
    expect(outcome).toBeNull();
    expect(sealed).toBe(1);
  });
});
