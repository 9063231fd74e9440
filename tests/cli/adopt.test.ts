/** An app that a runtime made itself, taken over on the command line. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startRuntime } from '../legacy/runtime.ts';
import { customer, openTickets, PACKAGE, ticket } from '../legacy/sample-app.ts';
import { mda, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let workspace: TestWorkspace;

beforeAll(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  workspace = await temporaryWorkspace();
  const runtime = await startRuntime(`sqlite:${workspace.path('live.db')}`);
  for (const object of [customer, ticket]) await runtime.save('object', object.name, object, PACKAGE);
  await runtime.save('view', openTickets.name, openTickets, PACKAGE);
  await runtime.close();
});
afterAll(() => workspace.dispose());

describe('mda adopt', () => {
  it('makes a baseline, tells what changes afterwards, and stages it', async () => {
    const from = ['--from', 'sqlite:live.db', '--package', PACKAGE];
    expect(await workspace.fails(2, 'adopt', '--from', 'sqlite:live.db')).toMatchObject({
      code: 'USAGE_INVALID',
    });
    expect(
      await workspace.fails(8, 'adopt', '--from', 'sqlite:nowhere.db', '--package', PACKAGE),
    ).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await workspace.fails(4, 'adopt', ...from, '--check')).toMatchObject({
      code: 'PACKAGE_NOT_FOUND',
    });
    const { stdout, code } = await mda(
      ['adopt', ...from, '--env', 'live', '--type', 'staging', '--version', '2.0.0', '--namespace', 'desk'],
      { cwd: workspace.cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toContain(`${PACKAGE} 2.0.0 is live in live: 3 items`);
    expect(stdout).toContain('No drift');
    expect((await workspace.ok('drift', '--env', 'live')).drift).toEqual([]);
    const { environments } = await workspace.ok('env', 'list');
    expect(environments.at(-1)).toMatchObject({
      name: 'live',
      type: 'staging',
      installations: [{ package: PACKAGE, version: '2.0.0' }],
    });
    expect(
      (await workspace.ok('why', 'object/desk_customer.fields.code.unique', '--env', 'live')).since,
    ).toMatchObject({ version: '2.0.0' });
    const runtime = await startRuntime(`sqlite:${workspace.path('live.db')}`);
    const label = { ...customer, label: 'Client' };
    await runtime.save('object', customer.name, label, PACKAGE);
    await runtime.close();
    expect((await workspace.ok('adopt', ...from, '--check')).changes).toEqual([
      { ref: 'object/desk_customer', change: 'changed' },
    ]);
    expect((await workspace.ok('drift', '--env', 'live')).adopted).toMatchObject([
      { package: PACKAGE, changes: [{ ref: 'object/desk_customer', change: 'changed' }] },
    ]);
    expect(await workspace.ok('adopt', '--env', 'live', '--package', PACKAGE)).toMatchObject({
      mode: 'draft',
      staged: ['object/desk_customer'],
    });
    expect((await workspace.ok('status', '--package', PACKAGE)).changes).toMatchObject([
      { ref: 'object/desk_customer', op: 'put' },
    ]);
    expect((await workspace.ok('adopt', ...from, '--check')).changes).toEqual([]);
  });
});
