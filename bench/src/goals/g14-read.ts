/**
 * G14: one object of the active version ≤ 2 × (a raw read of its row + JSON.parse), cached ≤ 0.5 ×; the whole package
 * as a runtime loads it ≤ 1.5 × JSON.parse of the artifact.
 */
import { ContentCache, type MetadataAuthoringService } from '@objectstack/metadata-authoring';
import { interleave } from '../measure/interleave.ts';
import { openService, SCOPE } from '../open-service.ts';
import { openDurable } from '../raw/open-durable.ts';
import type { Workbench } from '../workbench.ts';
import { type Goal, rowOf } from './goal.ts';

const READ_TARGET = 2;
const CACHED_TARGET = 0.5;
const PACKAGE_TARGET = 1.5;
/** Objects read in one run, each once. */
const READS = 90;

export const readGoal: Goal = {
  id: 'G14',
  async measure(bench) {
    for (const objects of bench.sizes) await measure(bench, objects);
  },
};

async function measure(bench: Workbench, objects: number): Promise<void> {
  const workspace = await bench.workspace(objects, 'published');
  const { withCache, service, close } = await openService(`sqlite:${workspace.control}`);
  const { manifest, objects: bodies } = bench.stack(objects);
  const names = bodies.slice(0, READS + 1).map((body) => body.name);
  const [first, ...others] = names;
  const read = (from: MetadataAuthoringService, name: string) =>
    from.readItem(SCOPE, { ref: { type: 'object', name }, environment: 'dev' });

  const db = openDurable(workspace.control);
  const row = db
    .prepare('SELECT "bytes" FROM "_authoring_body" WHERE "organization_id" = ? AND "checksum" = ?')
    .pluck();
  const checksums: string[] = [];
  for (const name of others) checksums.push((await read(service, name)).checksum);
  const raw = {
    run() {
      for (const checksum of checksums) JSON.parse(row.get(SCOPE.orgId, checksum) as string);
    },
  };
  const options = { pairs: 15, operations: checksums.length };
  let fresh = service;
  const uncached = await interleave(
    raw,
    {
      // The version that the environment runs is known, the body is not: one other object was read before.
      async prepare() {
        fresh = withCache(new ContentCache());
        await read(fresh, first!);
      },
      async run() {
        for (const name of others) await read(fresh, name);
      },
    },
    options,
  );
  bench.add(
    rowOf(
      { goal: 'G14', what: 'read an active object, its body not cached', objects, target: READ_TARGET },
      uncached,
    ),
  );
  const cached = await interleave(
    raw,
    {
      async run() {
        for (const name of others) await read(service, name);
      },
    },
    options,
  );
  bench.add(
    rowOf({ goal: 'G14', what: 'read an active object, cached', objects, target: CACHED_TARGET }, cached),
  );

  const { manifestJson } = await service.exportVersion(SCOPE, manifest.id);
  const whole = await interleave(
    { run: () => JSON.parse(manifestJson) as unknown },
    {
      prepare: () => {
        fresh = withCache(new ContentCache());
      },
      run: () => fresh.artifact(SCOPE, 'dev'),
    },
    { pairs: 7 },
  );
  bench.add(
    rowOf(
      {
        goal: 'G14',
        what: 'the whole package, caches empty, against JSON.parse',
        objects,
        target: PACKAGE_TARGET,
      },
      whole,
    ),
  );
  db.close();
  await close();
}
