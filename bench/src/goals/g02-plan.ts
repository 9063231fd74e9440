/**
 * G2: the plan of a one-field change at 1,000 objects, modules loaded, caches empty, ≤ 3 × JSON.parse of the artifact.
 * G3: the same with caches ≤ 0.1 ×, and from 100 to 1,000 objects ≤ 2 × its own time. What is timed is all of `diff`:
 * pointer, draft, plan, the statements for people, and the look at the real tables.
 */
import { ContentCache } from '@objectstack/metadata-authoring';
import { interleave } from '../measure/interleave.ts';
import { openService, SCOPE } from '../open-service.ts';
import type { Workbench } from '../workbench.ts';
import { atNamedSize, type Goal, rowOf } from './goal.ts';

const COLD_TARGET = 3;
const WARM_TARGET = 0.1;
const GROWTH_TARGET = 2;
/** In one run: a single one is shorter than what else the machine does. */
const WARM_DIFFS = 5;

export const planGoal: Goal = {
  id: 'G2',
  async measure(bench) {
    for (const objects of bench.sizes) await measure(bench, objects);
    if (bench.sizes.includes(100) && bench.sizes.includes(1_000)) await growth(bench);
  },
};

/** The same change in a small and a large package, taking turns. */
async function growth(bench: Workbench): Promise<void> {
  const [small, large] = [await changed(bench, 100), await changed(bench, 1_000)];
  const comparison = await interleave(warm(small), warm(large), { pairs: 9, operations: WARM_DIFFS });
  await small.close();
  await large.close();
  const what = 'the same, warm, at 1,000 against itself at 100';
  bench.add(rowOf({ goal: 'G3', what, objects: 1_000, target: GROWTH_TARGET }, comparison));
}

type Changed = Awaited<ReturnType<typeof changed>>;

function warm({ service, draft }: Changed) {
  return {
    async run() {
      for (let i = 0; i < WARM_DIFFS; i += 1) await service.diff(SCOPE, draft);
    },
  };
}

/** A published package with one more field in its draft. */
async function changed(bench: Workbench, objects: number) {
  const workspace = await bench.workspace(objects, 'published');
  const { service, withCache, close } = await openService(`sqlite:${workspace.control}`);
  const { manifest, objects: bodies } = bench.stack(objects);
  const { manifestJson } = await service.exportVersion(SCOPE, manifest.id);
  const draft = await service.openDraft(SCOPE, manifest.id);
  const body = bodies[Math.floor(bodies.length / 2)]!;
  const item = {
    ...body,
    fields: { ...body.fields, added_later: { type: 'text', label: 'Added later' } },
  };
  await service.stage(SCOPE, { op: 'put', type: 'object', name: item.name, item, draft });
  return { service, withCache, close, draft, manifestJson };
}

async function measure(bench: Workbench, objects: number): Promise<void> {
  const change = await changed(bench, objects);
  const { service, withCache, draft, manifestJson } = change;
  const raw = { run: () => JSON.parse(manifestJson) as unknown };
  let fresh = service;
  const cold = await interleave(
    raw,
    {
      prepare: () => {
        fresh = withCache(new ContentCache());
      },
      run: () => fresh.diff(SCOPE, draft),
    },
    { pairs: 7 },
  );
  bench.add(
    rowOf(
      {
        goal: 'G2',
        what: 'plan a one-field change, caches empty, against JSON.parse',
        objects,
        target: atNamedSize(objects, COLD_TARGET),
      },
      cold,
    ),
  );
  const { plan } = await service.diff(SCOPE, draft);
  if (plan.steps.length !== 1) throw new Error(`a one-field change took ${plan.steps.length} steps`);
  const comparison = await interleave(
    {
      run() {
        for (let i = 0; i < WARM_DIFFS; i += 1) raw.run();
      },
    },
    warm(change),
    { pairs: 9, operations: WARM_DIFFS },
  );
  bench.add(
    rowOf(
      {
        goal: 'G3',
        what: 'plan a one-field change, warm, against JSON.parse',
        objects,
        target: atNamedSize(objects, WARM_TARGET),
      },
      comparison,
    ),
  );
  await change.close();
}
