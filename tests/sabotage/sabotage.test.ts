// Do the tests notice? One promise is broken in a copy of the sources, and the test that is named for it must fail.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { PATCHES } from './patches.ts';
import { ROOT, runSabotaged, sabotaged } from './sabotaged-copy.ts';

const seed = inject('seed');
/** Everyday one whose test needs no database; deep all, and each test also in an untouched copy. */
const quick = PATCHES.filter(({ caughtBy }) => caughtBy.file.startsWith('packages/core/'));
const chosen = inject('deep') ? PATCHES : quick;

describe('a sabotage', () => {
  it.each(PATCHES.map((patch) => [patch.name, patch] as const))('can be done: %s', (_name, patch) => {
    expect(existsSync(join(ROOT, patch.caughtBy.file)), patch.caughtBy.file).toBe(true);
    expect(sabotaged(readFileSync(join(ROOT, patch.file), 'utf8'), patch)).toContain(patch.to);
  });

  it.each(chosen.map((patch) => [patch.name, patch] as const))(
    'is noticed: %s',
    (_name, patch) => {
      const broken = runSabotaged(patch, patch.caughtBy, seed);
      expect(broken.ran, broken.output).toBeGreaterThan(0);
      expect(broken.failed, `${patch.breaks} is broken and ${patch.caughtBy.file} passes`).toBe(true);
      if (inject('deep')) {
        const whole = runSabotaged(null, patch.caughtBy, seed);
        expect(whole.failed, whole.output).toBe(false);
      }
      tally('sabotage', { caught: 1 });
    },
    300_000,
  );
});
