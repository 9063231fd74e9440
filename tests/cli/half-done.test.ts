// A run whose tables are ahead of what is live is the first thing that a process says, on the channel for people.
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { mda, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { shop } from './support/shop.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: TestWorkspace;
beforeAll(async () => {
  at = await temporaryWorkspace();
  await writeFile(at.path('stack.json'), JSON.stringify(shop()));
  await at.ok('import', 'stack.json');
});
afterAll(() => at.dispose());

it('I-18: every command tells of a run that did not end, until it does', async () => {
  const { run } = await at.ok('publish', '--hold');
  const status = await mda(['status', '--json'], { cwd: at.cwd });
  expect(JSON.parse(status.stdout)).toBeTypeOf('object');
  expect(status.stderr).toContain(`note: run ${run} in 'dev' waits for its swap: mda activate --env dev`);
  expect((await mda(['env', 'show', 'dev'], { cwd: at.cwd })).stdout).toContain(
    `run ${run} in 'dev' waits for its swap`,
  );
  await at.ok('activate', '--env', 'dev');
  expect((await mda(['status'], { cwd: at.cwd })).stderr).toBe('');
});
