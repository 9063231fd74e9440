/** Variables and secrets on the command line: a value comes in by file or standard input, and goes out to one file. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { mda, mdaJson, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { PACKAGE, shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const SECRET = 'tr0ub4dor&3-horse';
const MDA_SECRET_KEY = Buffer.alloc(32, 7).toString('base64');
const configurationSchema = {
  properties: { SMTP_PASSWORD: { type: 'string', writeOnly: true }, SMTP_PORT: { type: 'integer' } },
  required: ['SMTP_PASSWORD', 'SMTP_PORT'],
};

let at: TestWorkspace;
beforeAll(async () => {
  at = await temporaryWorkspace();
  const stack = shop();
  const manifest = { ...stack.manifest, configurationSchema };
  await writeFile(at.path('stack.json'), JSON.stringify({ ...stack, manifest }));
  await at.ok('import', 'stack.json');
});
afterAll(() => at.dispose());

const keyed = (args: readonly string[], input = '') =>
  mdaJson(args, { cwd: at.cwd, input, env: { MDA_SECRET_KEY } });

it('are named before anything runs, set, listed masked, and handed to the runtime alone', async () => {
  expect(await at.fails(2, 'publish', '--version', '1.0.0')).toMatchObject({
    code: 'VARIABLE_MISSING',
    details: { variables: [{ name: 'SMTP_PASSWORD' }, { name: 'SMTP_PORT' }] },
  });
  expect(await at.fails(2, 'var', 'set', 'SMTP_PASSWORD', '--env', 'dev')).toMatchObject({
    code: 'SECRET_KEY_REQUIRED',
  });
  expect(
    await at.fails(2, 'var', 'set', 'SMTP_PASSWORD', '--env', 'dev', '--value', 'on-the-line-1'),
  ).toMatchObject({ code: 'USAGE_INVALID' });
  const set = await keyed(['var', 'set', 'SMTP_PASSWORD', '--env', 'dev', '--file', '-'], `${SECRET}\n`);
  expect(set.json).toMatchObject({ variable: { name: 'SMTP_PASSWORD', value: '•••', set: true } });
  await at.ok('var', 'set', 'SMTP_PORT', '--env', 'dev', '--value', '587');
  await at.ok('publish', '--version', '1.0.0');

  const listed = await mda(['var', 'list', '--env', 'dev'], { cwd: at.cwd });
  expect(listed.stdout).toContain('•••');
  expect(listed.stdout).toContain('587');
  const written = await keyed(['var', 'file', '--env', 'dev', '--out', 'dev.json']);
  expect(written.json).toMatchObject({ names: ['SMTP_PASSWORD', 'SMTP_PORT'] });
  expect((await stat(at.path('dev.json'))).mode & 0o077).toBe(0);
  expect(JSON.parse(await readFile(at.path('dev.json'), 'utf8'))).toEqual({
    SMTP_PASSWORD: SECRET,
    SMTP_PORT: 587,
  });
  const twice = await keyed(['var', 'file', '--env', 'dev', '--out', 'dev.json']);
  expect(twice.code).toBe(2);
  for (const { stdout, stderr } of [set, listed, written, twice])
    expect(stdout + stderr).not.toContain(SECRET);
});

it('survive a change of keys, go away when unset, and travel as a declaration only', async () => {
  const former = {
    MDA_SECRET_KEY: Buffer.alloc(32, 9).toString('base64'),
    MDA_SECRET_KEY_FORMER: MDA_SECRET_KEY,
  };
  const rekeyed = await mdaJson(['var', 'rekey', '--env', 'dev'], { cwd: at.cwd, env: former });
  expect(rekeyed.json).toMatchObject({ rekeyed: 1 });
  const old = await keyed(['var', 'file', '--env', 'dev', '--out', 'old.json']);
  expect(old.json.error).toMatchObject({ code: 'SECRET_KEY_REQUIRED' });
  await at.ok('var', 'unset', 'SMTP_PORT', '--env', 'dev');
  expect((await at.ok('var', 'list', '--env', 'dev')).variables[1]).toMatchObject({
    set: false,
    value: null,
  });

  const { checksum } = await at.ok('export', '1.0.0', '--out', 'shop.json');
  await at.ok('export', '1.0.0', '--out', 'folder', '--format', 'folder');
  for (const path of ['shop.json', 'folder'])
    expect(await at.ok('import', path, '--prune'), path).toMatchObject({
      package: PACKAGE,
      staged: 0,
      deleted: 0,
    });
  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
});
