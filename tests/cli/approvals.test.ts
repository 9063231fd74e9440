/** Approvals on the command line, as people with different names use one workspace. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Json, mda, type TestWorkspace } from './support/mda.ts';
import { publishedShop } from './support/published-shop.ts';
import { PACKAGE } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: TestWorkspace;
beforeAll(async () => {
  at = await publishedShop();
});
afterAll(() => at.dispose());

const promote = ['promote', '1.0.0', '--to', 'prod'];
const words = async (...args: string[]) => (await mda(args, { cwd: at.cwd })).stdout;

describe('mda approvals', () => {
  it('alone, production takes --force, and the request says so', async () => {
    expect(await at.fails(6, ...promote)).toMatchObject({
      code: 'APPROVAL_REQUIRED',
      suggestion: expect.stringContaining('--force'),
    });
    expect(await words('approvals')).toContain('0 of 1 approvals (owner or admin)');
  });

  it('with another admin it takes their word, and the same command goes live', async () => {
    const config = JSON.parse(await readFile(at.path('mda.json'), 'utf8')) as Json;
    await writeFile(
      at.path('mda.json'),
      JSON.stringify({ ...config, members: { anna: 'admin', max: 'maker' } }),
    );
    const { code, details } = await at.fails(6, ...promote, '--force');
    expect(code).toBe('APPROVAL_REQUIRED');
    expect(await at.fails(3, 'approve', details.request)).toMatchObject({ code: 'ROLE_FORBIDDEN' });
    expect(await at.fails(3, 'approve', details.request, '--actor', 'max')).toMatchObject({
      code: 'ROLE_FORBIDDEN',
    });
    expect(await at.ok('approve', details.request, '--actor', 'anna', '--comment', 'looks right')).toEqual({
      request: details.request,
      status: 'approved',
    });
    expect(await words('approvals')).toContain('approved by anna');
    await at.ok(...promote);
    expect((await at.ok('approvals')).requests).toEqual([]);
    expect((await at.ok('approvals', '--all')).requests[0]).toMatchObject({
      status: 'consumed',
      submitter: expect.any(String),
    });
    expect((await at.ok('env', 'show', 'prod')).installations[0]).toMatchObject({ version: '1.0.0' });
  });

  it('refuses what there is not', async () => {
    expect(await at.fails(4, 'approve', '42', '--actor', 'anna')).toMatchObject({
      code: 'APPROVAL_NOT_FOUND',
    });
    expect(await at.fails(4, 'reject', '42', '--reason', 'no')).toMatchObject({ code: 'APPROVAL_NOT_FOUND' });
    expect(await at.fails(2, 'reject', '42')).toMatchObject({ code: 'USAGE_INVALID' });
  });
});

it('whoever answers is told of which package it is', async () => {
  const { requests } = await at.ok('approvals', '--all');
  expect(requests.length).toBeGreaterThan(0);
  for (const request of requests) {
    expect(request.packages).toEqual([PACKAGE]);
    expect(await words('approvals', '--all')).toContain(`promote ${PACKAGE} ${request.version} in prod`);
  }
});

describe('mda audit and mda why', () => {
  it('prints the log, proves it, and traces a value to its approver', async () => {
    const { events } = await at.ok('audit');
    expect(events[0]).toMatchObject({ seq: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { intact, rows, head } = await at.ok('audit', 'verify');
    expect({ intact, rows }).toEqual({ intact: true, rows: events.length });
    expect(await at.ok('audit', 'verify', '--anchor', head)).toMatchObject({ intact: true });
    expect(await at.fails(9, 'audit', 'verify', '--anchor', `${rows + 5}:${'0'.repeat(64)}`)).toMatchObject({
      code: 'AUDIT_BROKEN',
    });
    expect(await at.fails(2, 'audit', 'verify', '--anchor', 'x')).toMatchObject({ code: 'USAGE_INVALID' });
    const shown = await words('why', 'object/shop_customer.fields.name.label', '--env', 'prod');
    expect(shown).toContain('approved by anna');
    expect(shown).toContain('looks right');
  });
});

it('nobody acts under an empty name', async () => {
  for (const actor of ['', ' '])
    expect(await at.fails(2, 'status', '--actor', actor)).toMatchObject({ code: 'USAGE_INVALID' });
});

describe('mda policy', () => {
  it('freezes and thaws an environment', async () => {
    await at.ok('policy', 'set', '--env', 'staging', '--freeze', 'inventory');
    expect(await words('policy', 'show', '--env', 'staging')).toContain('frozen: inventory');
    expect(await at.fails(6, 'promote', '1.0.0', '--to', 'staging')).toMatchObject({ code: 'CHANGE_FROZEN' });
    for (const wrong of [
      ['--unfreeze', '--until', '2099-01-01'],
      ['--freeze', 'x', '--until', '2020-01-01'],
    ])
      expect(await at.fails(2, 'policy', 'set', '--env', 'staging', ...wrong)).toMatchObject({
        code: 'USAGE_INVALID',
      });
    await at.ok('policy', 'set', '--env', 'staging', '--unfreeze');
    await at.ok('promote', '1.0.0', '--to', 'staging');
  });

  it('reads parts of it from a file, and says what is wrong with them', async () => {
    await writeFile(at.path('policy.yaml'), 'approvals:\n  needed: 2\norder: pipeline\n');
    expect(await at.ok('policy', 'set', '--env', 'prod', '--file', 'policy.yaml')).toMatchObject({
      policy: { approvals: { needed: 2, roles: ['owner', 'admin'] }, order: 'pipeline' },
    });
    await writeFile(at.path('policy.yaml'), 'approvals:\n  needed: many\n');
    expect(await at.fails(2, 'policy', 'set', '--env', 'prod', '--file', 'policy.yaml')).toMatchObject({
      code: 'USAGE_INVALID',
      message: 'approvals.needed is no whole number from 0 to 20',
    });
    expect(await at.fails(3, 'policy', 'set', '--env', 'prod', '--reset', '--actor', 'anna')).toMatchObject({
      code: 'ROLE_FORBIDDEN',
    });
    expect(await at.fails(2, 'policy', 'set', '--env', 'prod')).toMatchObject({ code: 'USAGE_INVALID' });
  });
});
