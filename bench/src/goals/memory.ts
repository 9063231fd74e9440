/**
 * Owns the memory goal: a process that publishes 5,000 objects stays under 400 MB above where it started. A child of
 * its own is measured, by the highest resident size that the operating system saw; the package was staged before.
 */
import { execFileSync } from 'node:child_process';
import { openService, SCOPE } from '../open-service.ts';
import type { Workbench } from '../workbench.ts';
import type { Goal } from './goal.ts';

export const MEMORY_CHILD = '--memory-of-publish';
const TARGET_MB = 400;
const BYTES_PER_MB = 1024 * 1024;

interface Peak {
  readonly startMb: number;
  readonly peakMb: number;
  readonly seconds: number;
}

export const memoryGoal: Goal = {
  id: 'memory',
  async measure(bench) {
    for (const objects of bench.sizes) await measure(bench, objects);
  },
};

async function measure(bench: Workbench, objects: number): Promise<void> {
  const { control } = await bench.workspace(objects, 'staged');
  const output = execFileSync(
    process.execPath,
    [process.argv[1]!, MEMORY_CHILD, control, bench.stack(1).manifest.id],
    { encoding: 'utf8' },
  );
  const { startMb, peakMb } = JSON.parse(output) as Peak;
  const aboveMb = peakMb - startMb;
  bench.add({
    goal: 'memory',
    what: `publish in a process of its own: above its ${startMb.toFixed(0)} MB at the start, against ${TARGET_MB} MB`,
    objects,
    raw: `${TARGET_MB} MB`,
    ours: `${aboveMb.toFixed(0)} MB`,
    ratio: aboveMb / TARGET_MB,
    target: objects <= 5_000 ? 1 : null,
    pairs: 1,
    dropped: 0,
  });
}

/** What the child does. */
export async function publishAndReport(control: string, packageId: string): Promise<void> {
  const startMb = process.memoryUsage.rss() / BYTES_PER_MB;
  const start = performance.now();
  const { service, close } = await openService(`sqlite:${control}`);
  const draft = await service.openDraft(SCOPE, packageId);
  await service.publish(SCOPE, draft, { targetEnv: 'dev' });
  await close();
  // maxRSS is in kilobytes.
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const peak: Peak = { startMb, peakMb, seconds: (performance.now() - start) / 1_000 };
  process.stdout.write(JSON.stringify(peak));
}
