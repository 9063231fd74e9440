/** Tokens on the command line: made, used without a server, revoked; and the secret is nowhere but where it was printed. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mda, mdaJson, type TestWorkspace } from './support/mda.ts';
import { publishedShop } from './support/published-shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: TestWorkspace;
beforeAll(async () => {
  at = await publishedShop();
});
afterAll(() => at.dispose());

const create = (...args: string[]) => at.ok('token', 'create', 'ci', '--expires', '30d', ...args);
const by = (token: string, ...args: string[]) => mdaJson(args, { cwd: at.cwd, env: { MDA_TOKEN: token } });

describe('mda token', () => {
  it('makes one that acts without a server, within its scope, under its own name', async () => {
    const made = await create('--role', 'admin', '--env', 'staging', '--operations', 'promote,finalize');
    expect(made).toMatchObject({
      ...{ name: 'ci', kind: 'service', role: 'admin', environments: ['staging'], status: 'live' },
      operations: ['read', 'promote', 'finalize'],
    });
    const promoted = await by(made.token, 'promote', '1.0.0', '--to', 'staging');
    expect(promoted.code, promoted.stdout).toBe(0);
    const { events } = await at.ok('log');
    expect(events.at(-1)).toMatchObject({ op: 'environment.activated', actor: `token/ci/${made.id}` });
    const elsewhere = await by(made.token, 'promote', '1.0.0', '--to', 'prod');
    expect([elsewhere.code, elsewhere.json.error.code]).toEqual([3, 'ROLE_FORBIDDEN']);
    expect((await by(made.token, 'token', 'list')).json.error.code).toBe('ROLE_FORBIDDEN');
    expect((await at.fails(3, 'status', '--token', made.token.slice(0, -1))).code).toBe('TOKEN_INVALID');
    expect((await at.fails(2, 'status', '--token', made.token, '--actor', 'anna')).code).toBe(
      'USAGE_INVALID',
    );
  });

  it('ends one with the next call, and shows who ended it', async () => {
    const { token, id } = await create('--role', 'reader', '--kind', 'agent');
    expect((await by(token, 'versions')).code).toBe(0);
    await at.ok('token', 'revoke', id);
    const { code, json } = await by(token, 'versions');
    expect([code, json.error.code]).toEqual([3, 'TOKEN_REVOKED']);
    const { tokens } = await at.ok('token', 'list');
    expect(tokens[0]).toMatchObject({ id, kind: 'agent', status: 'revoked', revokedBy: expect.any(String) });
    expect((await at.fails(4, 'token', 'revoke', 'nobody')).code).toBe('TOKEN_NOT_FOUND');
    expect((await mda(['token', 'list'], { cwd: at.cwd })).stdout).toContain('reader as agent');
  });

  it('leaves the secret in no file of the workspace, and in nothing that is printed later', async () => {
    const { token } = await create('--role', 'maker');
    await by(token, 'status');
    const secret = token.slice(token.lastIndexOf('_') + 1, -8);
    const printed = [
      ...[await by(token, 'token', 'list'), await by(`${token}0`, 'status'), await by(token, 'rollback')],
      ...(await Promise.all(
        [['log'], ['audit'], ['token', 'list']].map((args) => mda([...args, '--json'], { cwd: at.cwd })),
      )),
    ];
    for (const { stdout, stderr } of printed) expect(stdout + stderr).not.toContain(secret);
    const files = (await readdir(at.cwd, { recursive: true, withFileTypes: true })).filter((it) =>
      it.isFile(),
    );
    expect(files.map(({ name }) => name)).toContain('control.db');
    for (const { parentPath, name } of files)
      expect((await readFile(join(parentPath, name), 'latin1')).includes(secret), name).toBe(false);
  });

  it('says what it takes', async () => {
    expect((await at.fails(2, 'token', 'create', 'ci', '--role', 'admin')).message).toContain('--expires');
    expect((await at.fails(2, 'token', 'create', 'ci', '--role', 'root', '--expires', '1d')).code).toBe(
      'USAGE_INVALID',
    );
    expect((await at.fails(2, 'token', 'create', 'ci', '--role', 'admin', '--expires', 'soon')).code).toBe(
      'USAGE_INVALID',
    );
    expect(
      (await at.fails(4, 'token', 'create', 'ci', '--role', 'admin', '--expires', '1d', '--env', 'x')).code,
    ).toBe('ENVIRONMENT_NOT_FOUND');
  });
});
