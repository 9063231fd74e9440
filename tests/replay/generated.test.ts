/** Generated packages through generated releases on every engine, judged by the real runtime after each publish. */
import { nextVersion, packageOf } from '@objectstack/metadata-authoring-testkit';
import { beforeAll, describe, inject, it, vi } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { Replay, type ReplayedVersion } from './replay.ts';
import { rowsFor } from './stored-rows.ts';
import { openWorkbench } from './workbench.ts';

const { deep, seed } = { deep: inject('deep'), seed: inject('seed') };
const packages = deep ? 40 : 2;
const releases = 3;

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe('generated releases on sqlite', () => histories(null));
describeServers('generated releases', histories);

function histories(server: DatabaseServer | null): void {
  const plainer = (stack: ReplayedVersion['stack']) =>
    withoutRowRules(server?.engine === 'mysql' ? withoutWideKeys(stack) : stack);

  it.each(Array.from({ length: packages }, (_, at) => (seed % 100_000) + at))(
    'I-30: package %i keeps every value through its releases',
    { timeout: 180_000 },
    async (packageSeed) => {
      const bench = await openWorkbench(server);
      const replay = new Replay(bench);
      try {
        let stack = packageOf({
          objects: 4,
          fieldsPerObject: 7,
          seed: packageSeed,
          packageId: 'com.example.shop',
        });
        await replay.advance(replayed('1', plainer(stack), [], 0));
        for (let release = 1; release <= releases; release++) {
          const next = nextVersion(stack, { seed: packageSeed + release, changes: 5 });
          await replay.advance(
            replayed(
              `${release + 1} (${next.changes.join(' ')})`,
              plainer(next.stack),
              next.renames,
              release,
            ),
          );
          stack = next.stack;
        }
      } finally {
        await bench.dispose();
      }
    },
  );
}

function replayed(
  label: string,
  stack: ReplayedVersion['stack'],
  renames: ReplayedVersion['renames'],
  at: number,
): ReplayedVersion {
  return { label, stack, renames, rows: (running) => rowsFor(running, at) };
}

/** On MySQL a text without a length fills a key by itself. */
function withoutWideKeys(stack: ReplayedVersion['stack']): ReplayedVersion['stack'] {
  const objects = structuredClone(stack.objects) as { indexes: { readonly fields: readonly unknown[] }[] }[];
  for (const object of objects) object.indexes = object.indexes.filter(({ fields }) => fields.length === 1);
  return { ...stack, objects: objects as ReplayedVersion['stack']['objects'] };
}

/** Rules on rows (required, read-only, unique) decide what a judge may write, not what a migration must keep. */
function withoutRowRules(stack: ReplayedVersion['stack']): ReplayedVersion['stack'] {
  const objects = structuredClone(stack.objects) as {
    name?: unknown;
    fields: Record<string, Record<string, unknown>>;
    indexes: Record<string, unknown>[];
  }[];
  for (const object of objects) {
    for (const field of Object.values(object.fields))
      for (const rule of ['required', 'readonly', 'unique']) delete field[rule];
    for (const index of object.indexes) delete index.unique;
  }
  return { ...stack, objects };
}
