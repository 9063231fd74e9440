/** G6: sealing 1,000 objects, from pieces made when they were staged, ≤ 1 × JSON.stringify of the artifact. */
import { type ItemKey, keyOf, openManifest, sealManifest } from '@objectstack/metadata-authoring';
import { interleave } from '../measure/interleave.ts';
import type { Workbench } from '../workbench.ts';
import { atNamedSize, type Goal, rowOf } from './goal.ts';

const TARGET = 1;

export const sealGoal: Goal = {
  id: 'G6',
  async measure(bench) {
    for (const objects of bench.sizes) await measure(bench, objects);
  },
};

async function measure(bench: Workbench, objects: number): Promise<void> {
  const { manifest, objects: bodies } = bench.stack(objects);
  const { canonicalize } = await import('@objectstack/metadata-core');
  const items: [ItemKey, string][] = [
    [keyOf({ type: 'stack', name: 'manifest' }), canonicalize(manifest)],
    ...bodies.map((body): [ItemKey, string] => [
      keyOf({ type: 'object', name: body.name }),
      flat(canonicalize(body)),
    ]),
  ];
  const sealed = sealManifest({ items, facts: [], version: '1.0.0' });
  const artifact = openManifest(sealed.bytes.toString()).stack;
  const comparison = await interleave(
    { run: () => JSON.stringify(artifact) },
    { run: () => sealManifest({ items, facts: [], version: '1.0.0' }) },
    { pairs: 9 },
  );
  bench.add(
    rowOf(
      { goal: 'G6', what: 'seal, against JSON.stringify', objects, target: atNamedSize(objects, TARGET) },
      comparison,
    ),
  );
}

/** One piece of text, as it comes from a database. */
function flat(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
