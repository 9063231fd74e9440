/** Previews on the command line: made from the draft or a version, listed, told when they end, and taken away. */
import { existsSync, readdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { mda, type TestWorkspace } from './support/mda.ts';
import { publishedShop } from './support/published-shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let at: TestWorkspace;
beforeAll(async () => {
  at = await publishedShop();
});
afterAll(() => at.dispose());

describe('mda promote --rehearse', () => {
  it('says how long each step took, changes nothing, and is shown to whoever has to agree', async () => {
    const asked = ['promote', '1.0.0', '--to', 'prod'];
    expect(await at.fails(2, ...asked, '--rehearse', '--dry-run')).toMatchObject({ code: 'USAGE_INVALID' });
    const rehearsed = await at.ok(...asked, '--rehearse');
    expect(rehearsed).toMatchObject({ environment: 'prod', kind: 'promote', outcome: 'passed' });
    expect(rehearsed.steps.map(({ step }: { step: string }) => step)).toContain(
      'expand:create_table:shop_customer',
    );
    expect((await at.ok('env', 'list')).environments).toHaveLength(3);
    const { rehearsals } = await at.ok('rehearsals', '--env', 'prod');
    expect(rehearsals).toMatchObject([{ rehearsal: rehearsed.rehearsal, longestLockMs: expect.any(Number) }]);
    const { stdout } = await mda([...asked, '--rehearse'], { cwd: at.cwd });
    expect(stdout).toContain('passed on a copy of prod');
    expect(stdout).toContain('writers waited');
    const { plan } = await at.ok(...asked, '--force');
    expect(plan.planHash).toBe(rehearsed.planHash);
    const [request] = (await at.ok('approvals', '--all')).requests;
    if (request) expect(request.rehearsal).toMatchObject({ planHash: plan.planHash, outcome: 'passed' });
  });
});

describe('mda env preview', () => {
  it('makes one, tells when it has expired, and collects it', async () => {
    const made = await at.ok(
      'env',
      'preview',
      '--from',
      'dev',
      '--version',
      '1.0.0',
      '--name',
      'look',
      '--data',
      'full',
      '--ttl',
      '1h',
    );
    expect(made).toMatchObject({
      environment: 'look',
      from: 'dev',
      data: 'full',
      form: 'whole',
      version: '1.0.0',
    });
    const file = made.database.replace('sqlite:', '');
    expect(file.startsWith(at.path('.mda'))).toBe(true);
    expect(existsSync(file)).toBe(true);
    expect((await at.ok('env', 'list')).environments.at(-1)).toMatchObject({
      name: 'look',
      type: 'preview',
      state: 'ready',
      expiresAt: made.expiresAt,
    });
    expect(await at.ok('env', 'collect')).toEqual({ collected: [], left: [] });
    const control = new Database(at.path('.mda', 'control.db'));
    control.exec(`UPDATE sys_environment SET expires_at = '2020-01-01T00:00:00.000Z' WHERE name = 'look'`);
    control.close();
    expect((await mda(['status'], { cwd: at.cwd })).stderr).toContain(
      'look can be taken away: mda env collect',
    );
    expect((await at.ok('env', 'collect')).collected).toMatchObject([{ name: 'look' }]);
    expect(existsSync(file)).toBe(false);
  });

  it('leaves nothing after kill -9 at any of its points, once somebody collects', async () => {
    const folder = at.path('.mda', 'env');
    const made = () => readdirSync(folder).filter((file) => file.startsWith('mda_preview_'));
    const states = () => {
      const control = new Database(at.path('.mda', 'control.db'), { readonly: true });
      try {
        const sql = 'SELECT ephemeral_state FROM sys_environment WHERE ephemeral_state IS NOT NULL';
        return control.prepare(sql).pluck().all() as string[];
      } finally {
        control.close();
      }
    };
    const points: Readonly<Record<string, () => boolean>> = {
      'its row is there': () => states().length > 0,
      'the file grows': () => made().some((file) => file.endsWith('.making')),
      'the file is there': () => made().some((file) => file.endsWith('.db')),
    };
    const commands = [
      ['promote', '1.0.0', '--to', 'staging', '--rehearse'],
      ['env', 'preview', '--from', 'dev', '--version', '1.0.0', '--data', 'full', '--name', 'cut-off'],
    ];
    let killed = 0;
    for (const [no, [point, killWhen]] of Object.entries(points).entries())
      for (const args of inject('deep') ? commands : commands.slice(no % 2).slice(0, 1)) {
        const { code } = await mda(args, { cwd: at.cwd, killWhen });
        if (code === -1) killed += 1;
        else if (args[0] === 'env') await at.ok('env', 'remove', 'cut-off');
        const { left } = await at.ok('env', 'collect');
        expect({ left, made: made(), states: states() }, `${args[0]}, ${point}`).toEqual({
          ...{ left: [], made: [], states: [] },
        });
      }
    expect(killed).toBeGreaterThan(0);
  });

  it('says how to look at the version itself where the draft holds no change, before it copies anything', async () => {
    const rows = ['--data', 'sample', '--rows', '5'];
    const { code, suggestion } = await at.fails(2, 'env', 'preview', '--from', 'dev', ...rows);
    expect(code).toBe('NOTHING_TO_PUBLISH');
    const [, command = ''] = suggestion.split('look at the version itself with: mda ');
    const made = await at.ok(...command.split(' '));
    expect(made).toMatchObject({ from: 'dev', version: '1.0.0', data: 'sample' });
    await at.ok('env', 'remove', made.environment);
  });

  it('refuses what makes no sense, and leaves nothing', async () => {
    for (const wrong of [
      ['--ttl', 'soon'],
      ['--ttl', '90d'],
      ['--draft', '--version', '1.0.0'],
      ['--data', 'sample', '--rows', 'few'],
      ['--data', 'full', '--rows', '5'],
    ])
      expect(await at.fails(2, 'env', 'preview', '--from', 'dev', ...wrong)).toMatchObject({
        code: 'USAGE_INVALID',
      });
    expect(await at.fails(3, 'env', 'preview', '--from', 'dev', '--actor', 'nobody')).toMatchObject({
      code: 'ROLE_FORBIDDEN',
    });
    expect((await at.ok('env', 'list')).environments).toHaveLength(3);
  });

  it('removes an empty environment, never one that runs something', async () => {
    expect(await at.fails(5, 'env', 'remove', 'dev')).toMatchObject({
      code: 'ENVIRONMENT_IN_USE',
      suggestion: expect.stringContaining('mda uninstall com.acme.shop --env dev'),
    });
    expect(await at.ok('env', 'remove', 'staging')).toEqual({ name: 'staging', databaseDropped: false });
    expect((await at.ok('env', 'list')).environments.map(({ name }: { name: string }) => name)).toEqual([
      'dev',
      'prod',
    ]);
  });
});
