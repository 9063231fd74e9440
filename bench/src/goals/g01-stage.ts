/**
 * G1: staging one edit durably ≤ 1.5 × (the spec's parse + hashSpec of the same body + one raw transaction of the same
 * rows, same durability); with 1,000 objects in the draft ≤ 1.2 × its own time with 100.
 */

import { interleave } from '../measure/interleave.ts';
import { openService, SCOPE } from '../open-service.ts';
import { loadParseAndHash } from '../raw/parse-and-hash.ts';
import type { StageRows } from '../raw/stage-rows.ts';
import { postgresStageRows } from '../raw/stage-rows-postgres.ts';
import { sqliteStageRows } from '../raw/stage-rows-sqlite.ts';
import type { Workbench } from '../workbench.ts';
import { type Goal, milliseconds, rowOf } from './goal.ts';

const TARGET = 1.5;
const GROWTH_TARGET = 1.2;
const EDITS = 60;

export const stageGoal: Goal = {
  id: 'G1',
  async measure(bench) {
    const oursMs = new Map<number, number>();
    for (const objects of bench.sizes) oursMs.set(objects, await onSqlite(bench, objects));
    if (bench.postgres)
      for (const objects of bench.sizes.filter((size) => size <= 1_000)) await onPostgres(bench, objects);
    const [small, large] = [oursMs.get(100), oursMs.get(1_000)];
    if (small === undefined || large === undefined) return;
    bench.add({
      goal: 'G1',
      what: 'the same at 1,000 against itself at 100',
      objects: 1_000,
      raw: milliseconds(small),
      ours: milliseconds(large),
      ratio: large / small,
      target: GROWTH_TARGET,
      pairs: 1,
      dropped: 0,
    });
  },
};

async function onSqlite(bench: Workbench, objects: number): Promise<number> {
  const [ours, raw] = [await bench.workspace(objects, 'staged'), await bench.workspace(objects, 'staged')];
  await stageOnce(bench, `sqlite:${raw.control}`);
  const rows = await sqliteStageRows(raw.control);
  const oursMs = await measure(bench, objects, `sqlite:${ours.control}`, 'SQLite', rows);
  await rows.close();
  return oursMs;
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
): Promise<number> {
  const stack = bench.stack(objects);
  const parseAndHash = await loadParseAndHash();
  const { service, close } = await openService(url);
  const draft = await service.openDraft(SCOPE, stack.manifest.id);
  let edits = 0;
  /** A body that was never staged before: one label differs each time. */
  const edited = () => {
    edits += 1;
    const object = stack.objects[edits % stack.objects.length]!;
    return { ...object, label: `${String(object.label)} ${edits}` };
  };
  let bodies: ReturnType<typeof edited>[] = [];
  const prepare = () => {
    bodies = Array.from({ length: EDITS }, edited);
  };
  const comparison = await interleave(
    {
      prepare,
      async run() {
        for (const body of bodies)
          await rows.write({ type: 'object', name: body.name, ...parseAndHash(body) });
      },
    },
    {
      prepare,
      async run() {
        for (const body of bodies)
          await service.stage(SCOPE, { op: 'put', type: 'object', name: body.name, item: body, draft });
      },
    },
    { pairs: 9, operations: EDITS },
  );
  await close();
  bench.add(rowOf({ goal: 'G1', what: `stage one edit, ${engine}`, objects, target: TARGET }, comparison));
  return comparison.oursMs;
}
