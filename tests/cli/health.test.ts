// A version that its app's health check refuses is gone again when `mda publish` ends, with exit code 6 and no secret shown.
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { mda, mdaJson, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { customerFields, object, shop } from './support/shop.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: TestWorkspace;
let server: Server;
let status = 503;

beforeAll(async () => {
  at = await temporaryWorkspace();
  server = createServer((_request, response) => response.writeHead(status).end('no database'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await stage({});
  await at.ok('publish');
  const { port } = server.address() as AddressInfo;
  const url = `http://ops:pw-s3cret@127.0.0.1:${port}/health?token=t0k-s3cret`;
  const health = { checks: [{ kind: 'schema' }, { kind: 'http', name: 'app', url }], onFailure: 'rollback' };
  await writeFile(at.path('policy.json'), JSON.stringify({ health }));
  await at.ok('policy', 'set', '--env', 'dev', '--file', 'policy.json');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await at.dispose();
});

async function stage(fields: Record<string, object>): Promise<void> {
  const stack = shop();
  const first = object('shop_customer', { ...customerFields, ...fields } as never);
  await writeFile(
    at.path('stack.json'),
    JSON.stringify({ ...stack, objects: [first, ...stack.objects.slice(1)] }),
  );
  await at.ok('import', 'stack.json', '--prune');
}

it('brings the version before back, and says so without a secret', async () => {
  await stage({ code: { type: 'text', label: 'Code' } });
  const outcome = await mdaJson(['publish'], { cwd: at.cwd });
  expect(outcome.code).toBe(6);
  expect(outcome.json.error).toMatchObject({
    code: 'HEALTH_FAILED',
    kind: 'gated',
    details: { rolledBack: true },
  });
  const shown = await Promise.all(
    [
      ['policy', 'show', '--env', 'dev'],
      ['env', 'show', 'dev'],
      ['log'],
      ['audit'],
      ['health', '--env', 'dev'],
    ].map((words) => mda(words, { cwd: at.cwd })),
  );
  const all = JSON.stringify([outcome, shown]);
  expect(all).not.toContain('s3cret');
  expect(shown[1]?.stdout).toMatch(/failing since .*app: answers 503 instead of 200/);
  expect(shown[4]?.code).toBe(6);
  expect((await at.ok('env', 'show', 'dev')).health).toMatchObject([{ observed: 'failing' }]);
});

it('keeps the corrected one when the app answers', async () => {
  status = 200;
  await stage({ code: { type: 'text', label: 'Code' }, note: { type: 'text', label: 'Note' } });
  const published = await at.ok('publish');
  expect(published.health).toMatchObject({ state: 'healthy' });
  expect((await at.ok('health', '--env', 'dev')).installations).toMatchObject([
    { version: published.semver, observed: 'healthy', failing: [] },
  ]);
});
