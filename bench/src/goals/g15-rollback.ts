/**
 * G15: a rollback without DDL ≤ 3 × three durable one-row commits (lease, fence, pointer), independent of the number of
 * objects and of rows. The process knows the sealed bytes of both versions, and nobody else writes (I-09).
 */
import Database from 'better-sqlite3';
import { interleave } from '../measure/interleave.ts';
import { openService, SCOPE } from '../open-service.ts';
import { openDurable } from '../raw/open-durable.ts';
import type { Workbench } from '../workbench.ts';
import { type Goal, rowOf } from './goal.ts';

const TARGET = 3;
const MANY_ROWS = 100_000;
/** In one run: those right after a collection of the whole heap, which no server makes, are up to twice as slow. */
const ROLLBACKS = 40;

export const rollbackGoal: Goal = {
  id: 'G15',
  async measure(bench) {
    for (const objects of bench.sizes) await measure(bench, objects, 0);
    await measure(bench, Math.min(...bench.sizes), MANY_ROWS);
  },
};

async function measure(bench: Workbench, objects: number, rows: number): Promise<void> {
  const [ours, raw] = [
    await bench.workspace(objects, 'published'),
    await bench.workspace(objects, 'published'),
  ];
  const { manifest, objects: bodies } = bench.stack(objects);
  const { service, close } = await openService(`sqlite:${ours.control}`);
  const body = bodies[0]!;
  if (rows > 0) fill(ours.environment, body.name, rows);
  const draft = await service.openDraft(SCOPE, manifest.id);
  await service.stage(SCOPE, {
    op: 'put',
    type: 'object',
    name: body.name,
    item: { ...body, label: 'Another label' },
    draft,
  });
  await service.publish(SCOPE, draft, { targetEnv: 'dev' });
  const versions = await service.versions(SCOPE, manifest.id);

  for (const version of [versions[1]!, versions[0]!])
    await service.rollback(SCOPE, { targetEnv: 'dev', toVersionId: version.id });
  const commits = threeCommits(raw.control, raw.environment);
  const comparison = await interleave(
    {
      run() {
        for (let i = 0; i < ROLLBACKS; i += 1) commits.run();
      },
    },
    {
      // An even number of them: each run starts and ends at the newest version.
      async run() {
        for (let i = 0; i < ROLLBACKS; i += 1)
          await service.rollback(SCOPE, { targetEnv: 'dev', toVersionId: versions[(i + 1) % 2]!.id });
      },
    },
    { pairs: 11, operations: ROLLBACKS },
  );
  commits.close();
  await close();
  const what =
    rows === 0
      ? 'rollback without DDL'
      : `rollback without DDL, ${rows.toLocaleString('en')} rows in a table`;
  bench.add(rowOf({ goal: 'G15', what, objects, target: TARGET }, comparison));
}

/** Lease and pointer in the control database, fence in the environment's. */
function threeCommits(control: string, environment: string) {
  const [plane, target] = [openDurable(control), openDurable(environment)];
  const lease = plane.prepare('UPDATE "_authoring_lease" SET "expires_at" = ?, "fence" = "fence" + 1');
  const fence = target.prepare('UPDATE "_authoring_env" SET "fence" = "fence" + 1');
  const pointer = plane.prepare('UPDATE "sys_package_installation" SET "package_version_id" = ?');
  let n = 0;
  return {
    run() {
      n += 1;
      lease.run(String(n));
      fence.run();
      pointer.run(String(n));
    },
    close() {
      plane.close();
      target.close();
    },
  };
}

function fill(path: string, table: string, rows: number): void {
  const db = new Database(path);
  const insert = db.prepare(`INSERT INTO "${table}" ("id") VALUES (?)`);
  db.transaction(() => {
    for (let i = 0; i < rows; i += 1) insert.run(`row-${i}`);
  })();
  db.close();
}
