/**
 * G1: staging one edit durably ≤ 1.5 × (the spec's parse + hashSpec of the same body + one raw transaction of the same
 * rows, same durability); with 1,000 objects in the draft ≤ 1.2 × its own time with 100.
 */
import type { GeneratedStack } from '@objectstack/metadata-authoring-testkit';
import { interleave } from '../measure/interleave.ts';
import { openService, SCOPE } from '../open-service.ts';
import { loadParseAndHash } from '../raw/parse-and-hash.ts';
import type { StageRows } from '../raw/stage-rows.ts';
import { postgresStageRows } from '../raw/stage-rows-postgres.ts';
import { sqliteStageRows } from '../raw/stage-rows-sqlite.ts';
import type { Workbench } from '../workbench.ts';
import { type Goal, rowOf } from './goal.ts';

const TARGET = 1.5;
const GROWTH_TARGET = 1.2;
const EDITS = 60;

export const stageGoal: Goal = {
  id: 'G1',
  async measure(bench) {
    for (const objects of bench.sizes) await onSqlite(bench, objects);
    if (bench.postgres)
      for (const objects of bench.sizes.filter((size) => size <= 1_000)) await onPostgres(bench, objects);
    if (bench.sizes.includes(100) && bench.sizes.includes(1_000)) await growth(bench);
  },
};

/** The same edits into a small and a large draft, taking turns. */
async function growth(bench: Workbench): Promise<void> {
  const bodies = bench.stack(EDITS).objects;
  const sides = [];
  for (const objects of [100, 1_000]) {
    const { control } = await bench.workspace(objects, 'staged');
    sides.push(await stager(`sqlite:${control}`, bench.stack(1).manifest.id, bodies));
  }
  const [small, large] = sides as [Stager, Stager];
  const comparison = await interleave(small, large, { pairs: 9, operations: EDITS });
  for (const { close } of sides) await close();
  const what = 'the same at 1,000 against itself at 100';
  bench.add(rowOf({ goal: 'G1', what, objects: 1_000, target: GROWTH_TARGET }, comparison));
}

interface Stager {
  prepare(): void;
  run(): Promise<void>;
  close(): Promise<void>;
}

/** Stages bodies that were never staged before: one label differs each time. */
async function stager(url: string, packageId: string, objects: GeneratedStack['objects']): Promise<Stager> {
  const { service, close } = await openService(url);
  const draft = await service.openDraft(SCOPE, packageId);
  const edits = editsOf(objects);
  let bodies = edits();
  return {
    prepare() {
      bodies = edits();
    },
    async run() {
      for (const body of bodies)
        await service.stage(SCOPE, { op: 'put', type: 'object', name: body.name, item: body, draft });
    },
    close,
  };
}

function editsOf(objects: GeneratedStack['objects']) {
  let edits = 0;
  return () =>
    Array.from({ length: EDITS }, () => {
      edits += 1;
      const object = objects[edits % objects.length]!;
      return { ...object, label: `${String(object.label)} ${edits}` };
    });
}

async function onSqlite(bench: Workbench, objects: number): Promise<void> {
  const [ours, raw] = [await bench.workspace(objects, 'staged'), await bench.workspace(objects, 'staged')];
  await stageOnce(bench, `sqlite:${raw.control}`);
  const rows = await sqliteStageRows(raw.control);
  await measure(bench, objects, `sqlite:${ours.control}`, 'SQLite', rows);
  await rows.close();
}

async function onPostgres(bench: Workbench, objects: number): Promise<void> {
  const [ours, raw] = [await bench.postgres!.database(), await bench.postgres!.database()];
  try {
    for (const { url } of [ours, raw]) {
      const { service, close } = await openService(url);
      await service.importStack(SCOPE, { stack: bench.stack(objects) });
      await close();
    }
    await stageOnce(bench, raw.url);
    const rows = await postgresStageRows(raw.url);
    await measure(bench, objects, ours.url, 'PostgreSQL', rows);
    await rows.close();
  } finally {
    await ours.dispose();
    await raw.dispose();
  }
}

/** So that the raw side has rows to copy. */
async function stageOnce(bench: Workbench, url: string): Promise<void> {
  const { manifest, objects } = bench.stack(1);
  const { service, close } = await openService(url);
  const draft = await service.openDraft(SCOPE, manifest.id);
  const item = { ...objects[0]!, name: 'bench_raw' };
  await service.stage(SCOPE, { op: 'put', type: 'object', name: item.name, item, draft });
  await close();
}

async function measure(
  bench: Workbench,
  objects: number,
  url: string,
  engine: string,
  rows: StageRows,
): Promise<void> {
  const stack = bench.stack(objects);
  const parseAndHash = await loadParseAndHash();
  const ours = await stager(url, stack.manifest.id, stack.objects);
  const edits = editsOf(stack.objects);
  let bodies = edits();
  const comparison = await interleave(
    {
      prepare() {
        bodies = edits();
      },
      async run() {
        for (const body of bodies)
          await rows.write({ type: 'object', name: body.name, ...parseAndHash(body) });
      },
    },
    ours,
    { pairs: 9, operations: EDITS },
  );
  await ours.close();
  bench.add(rowOf({ goal: 'G1', what: `stage one edit, ${engine}`, objects, target: TARGET }, comparison));
}
