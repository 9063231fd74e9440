/** G5: publishing one new field at 1,000 objects ≤ 2 × (one ALTER + one durable insert of the sealed manifest). */
import { join } from 'node:path';
import { interleave } from '../measure/interleave.ts';
import { openService, SCOPE } from '../open-service.ts';
import { openDurable } from '../raw/open-durable.ts';
import type { Workbench } from '../workbench.ts';
import { atNamedSize, type Goal, rowOf } from './goal.ts';

const TARGET = 2;

export const publishOneFieldGoal: Goal = {
  id: 'G5',
  async measure(bench) {
    for (const objects of bench.sizes) await measure(bench, objects);
  },
};

async function measure(bench: Workbench, objects: number): Promise<void> {
  const [ours, raw] = [
    await bench.workspace(objects, 'published'),
    await bench.workspace(objects, 'published'),
  ];
  const { manifest, objects: bodies } = bench.stack(objects);
  const { service, close } = await openService(`sqlite:${ours.control}`);
  const { manifestJson } = await service.exportVersion(SCOPE, manifest.id);

  const tables = openDurable(raw.environment);
  const manifests = openDurable(join(raw.folder, 'manifests.db'));
  manifests.exec('CREATE TABLE manifest (id INTEGER PRIMARY KEY, manifest_json TEXT NOT NULL)');
  const insert = manifests.prepare('INSERT INTO manifest (manifest_json) VALUES (?)');

  const object = (round: number) => bodies[round % bodies.length]!;
  let publish = async (): Promise<unknown> => undefined;
  const comparison = await interleave(
    {
      run(round) {
        tables.exec(`ALTER TABLE "${object(round).name}" ADD COLUMN "added_raw_${round}" text`);
        insert.run(manifestJson);
      },
    },
    {
      async prepare(round) {
        const draft = await service.openDraft(SCOPE, manifest.id);
        const before = object(round);
        const fields = { ...before.fields, [`added_${round}`]: { type: 'text', label: `Added ${round}` } };
        await service.stage(SCOPE, {
          op: 'put',
          type: 'object',
          name: before.name,
          item: { ...before, fields },
          draft,
        });
        publish = () => service.publish(SCOPE, draft, { targetEnv: 'dev' });
      },
      run: () => publish(),
    },
    { pairs: 9 },
  );
  tables.close();
  manifests.close();
  await close();
  bench.add(
    rowOf(
      { goal: 'G5', what: 'publish one new field, SQLite', objects, target: atNamedSize(objects, TARGET) },
      comparison,
    ),
  );
}
