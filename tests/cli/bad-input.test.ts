// What `mda` refuses: every refusal is one JSON document with code, kind, message and suggestion, and the exit code of
// its kind; nothing is changed by it.
import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mda, mdaJson, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { customerFields, object, PACKAGE, shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: TestWorkspace;
const put = (file: string, name = 'shop_customer', type = 'object') => [
  'stage',
  'put',
  type,
  name,
  '--file',
  file,
];
async function file(name: string, value: unknown): Promise<string> {
  await writeFile(at.path(name), typeof value === 'string' ? value : JSON.stringify(value));
  return name;
}

beforeAll(async () => {
  at = await temporaryWorkspace();
  await at.ok('import', await file('shop.json', shop()));
});
afterAll(() => at.dispose());

describe('a call that no command takes', () => {
  it('exits with 2, says what was meant, and keeps --json', async () => {
    const error = await at.fails(2, 'pubish');
    expect(error).toEqual({
      code: 'USAGE_INVALID',
      kind: 'invalid',
      message: "unknown command 'pubish'",
      details: {},
      suggestion: 'did you mean publish?',
    });
    expect((await at.fails(2, 'stage', 'put', 'object', 'a')).message).toContain('--file');
    expect((await at.fails(2, 'diff', '--sqll')).suggestion).toContain('--sql');
  });

  it('writes nothing on stdout without --json', async () => {
    const { code, stdout, stderr } = await mda(['pubish'], { cwd: at.cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('did you mean publish?');
  });

  it('names the missing server support', async () => {
    expect((await at.fails(2, 'status', '--server', 'https://x')).message).toContain('no server support');
    const { code, json } = await mdaJson(['status'], { cwd: at.cwd, env: { MDA_SERVER: 'https://x' } });
    expect([code, json.error.code]).toEqual([2, 'USAGE_INVALID']);
  });
});

describe('names that do not exist', () => {
  it('exit with 4', async () => {
    expect(await at.fails(4, 'status', '--package', 'com.acme.none')).toMatchObject({
      code: 'PACKAGE_NOT_FOUND',
      details: { packages: [PACKAGE] },
    });
    expect(await at.fails(4, 'diff', '--env', 'nowhere')).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
    expect(await at.fails(4, 'publish', '--env', 'nowhere')).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
    expect(await at.fails(4, 'promote', '9.9.9', '--to', 'staging')).toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
    expect(await at.fails(4, 'run', 'show', 'none')).toMatchObject({ code: 'RUN_NOT_FOUND' });
    expect(await at.fails(4, 'answer', 'none', '--replace')).toMatchObject({ code: 'QUESTION_NOT_FOUND' });
    expect(await at.fails(4, 'stage', 'delete', 'object', 'shop_none')).toMatchObject({
      code: 'ITEM_NOT_FOUND',
    });
    expect(await at.fails(4, 'stage', 'rename-field', 'shop_customer', 'none', 'some')).toMatchObject({
      code: 'ITEM_NOT_FOUND',
    });
    expect(await at.fails(4, 'artifact', '--env', 'dev')).toMatchObject({ code: 'VERSION_NOT_FOUND' });
  });

  it('so does a folder that is no workspace', async () => {
    const empty = await temporaryWorkspace({ init: false });
    expect(await empty.fails(4, 'status')).toMatchObject({ code: 'WORKSPACE_NOT_FOUND' });
    expect(await at.fails(4, 'status', '--workspace', empty.cwd)).toMatchObject({
      code: 'WORKSPACE_NOT_FOUND',
    });
    await empty.dispose();
  });
});

describe('an item', () => {
  it('of an unknown type is refused with the types there are', async () => {
    const error = await at.fails(2, ...put(await file('x.json', { name: 'x' }), 'x', 'table'));
    expect(error).toMatchObject({ code: 'TYPE_UNKNOWN', kind: 'invalid' });
    expect(error.suggestion).not.toBe('');
  });

  it('with several faults gets all of them, with paths', async () => {
    const body = object('shop_customer', { name: { type: 'nonsense' }, Bad: { type: 'text', label: 7 } });
    const error = await at.fails(2, ...put(await file('bad.json', body)));
    expect(error.code).toBe('ITEM_INVALID');
    const paths = error.details.problems.map((problem: { path: string }) => problem.path).join(' ');
    expect(paths).toContain('fields.name');
    expect(paths).toContain('fields.Bad');
    for (const problem of error.details.problems)
      expect(Object.keys(problem).sort()).toEqual([
        'code',
        'message',
        'path',
        'ref',
        'severity',
        'suggestion',
      ]);
  });

  it('that somebody changed meanwhile is refused with both checksums', async () => {
    const body = await file(
      'new.json',
      object('shop_customer', { ...customerFields, vip: { type: 'boolean', label: 'VIP' } }),
    );
    const { checksum } = await at.ok('show', 'object', 'shop_customer');
    const stale = `sha256:${'0'.repeat(64)}`;
    expect(await at.fails(5, ...put(body), '--if-match', stale)).toMatchObject({
      code: 'ITEM_CONFLICT',
      kind: 'conflict',
      details: { expected: stale, actual: checksum },
    });
    expect(await at.fails(5, ...put(body), '--if-match', 'none')).toMatchObject({ code: 'ITEM_CONFLICT' });
    expect((await at.ok(...put(body), '--if-match', checksum)).ref).toBe('object/shop_customer');
    await at.ok('undo');
    expect((await at.ok('show', 'object', 'shop_customer')).checksum).toBe(checksum);
  });

  it('cannot be renamed onto a name that is taken', async () => {
    expect(await at.fails(2, 'stage', 'rename', 'object', 'shop_customer', 'shop_order')).toMatchObject({
      code: 'NAME_TAKEN',
    });
    expect(await at.fails(2, 'stage', 'rename-field', 'shop_customer', 'phone', 'fax')).toMatchObject({
      code: 'NAME_TAKEN',
    });
    expect(await at.fails(2, 'stage', 'rename', 'object', 'shop_customer', 'Not A Name')).toMatchObject({
      code: 'IDENTIFIER_INVALID',
    });
  });
});

describe('text that is no item', () => {
  it.each([
    ['no JSON', '{"name": ', 'INPUT_UNPARSABLE'],
    ['a key twice', '{"name":"a","name":"b"}', 'INPUT_UNPARSABLE'],
    ['a key that reaches prototypes', '{"name":"a","__proto__":{"x":1}}', 'INPUT_UNPARSABLE'],
    ['the same key, escaped', '{"name":"a","\\u005f_proto__":{"x":1}}', 'INPUT_UNPARSABLE'],
    ['a thousand levels', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`, 'DEPTH_EXCEEDED'],
    ['nothing', '', 'INPUT_UNPARSABLE'],
  ])('%s', async (_name, text, code) => {
    expect(await at.fails(2, ...put(await file('text.json', text)))).toMatchObject({ code });
  });

  it('9 MB are refused, from a file and from standard input', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(9_000_000) });
    expect(await at.fails(2, ...put(await file('large.json', large)))).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      kind: 'too_large',
    });
    const { code, json } = await mdaJson(put('-'), { cwd: at.cwd, input: large });
    expect([code, json.error.code]).toEqual([2, 'PAYLOAD_TOO_LARGE']);
  });

  it('2 GB are refused before they are read, as a stack and as a bundle', async () => {
    for (const [name, begins] of [
      ['huge.json', '{"manifest":'],
      ['huge.mda', '{"payload":"'],
    ] as const) {
      await file(name, begins);
      await truncate(at.path(name), 2 * 1024 ** 3);
      const begun = performance.now();
      expect(await at.fails(2, 'import', name)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
      expect(performance.now() - begun).toBeLessThan(60_000);
    }
  });

  it('a folder is read inside of itself alone: links lead nowhere', async () => {
    await mkdir(at.path('app'));
    await file('app/manifest.json', shop().manifest);
    await file('secret.object.json', object('shop_secret', customerFields));
    await symlink(at.path('secret.object.json'), at.path('app/secret.object.json'));
    await symlink('/etc', at.path('app/objects'));
    const { staged, unchanged, skipped } = await at.ok('import', 'app');
    expect([staged + unchanged, skipped]).toEqual([1, []]);
    expect((await at.ok('status')).changes.map(({ ref }: { ref: string }) => ref)).not.toContain(
      'object/shop_secret',
    );
  });

  it('a file that is not there', async () => {
    expect(await at.fails(2, ...put('none.json'))).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await at.fails(2, 'import', 'none.json')).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await at.fails(2, 'import', await file('no-stack.json', []))).toMatchObject({ kind: 'invalid' });
  });
});

describe('an import with a faulty item', () => {
  it('stages the rest, prints its result with the problems, and exits with 2', async () => {
    const own = await temporaryWorkspace();
    const stack = shop();
    await writeFile(
      own.path('stack.json'),
      JSON.stringify({
        ...stack,
        objects: [...stack.objects, { name: 'shop_bad', fields: 7 }],
        functions: { run: 'x' },
      }),
    );
    const { code, json } = await mdaJson(['import', 'stack.json'], { cwd: own.cwd });
    expect(code).toBe(2);
    expect(json).toMatchObject({ package: PACKAGE, staged: 3, error: { code: 'ITEM_INVALID' } });
    const skipped = json.skipped.map((part: { ref: string }) => part.ref);
    expect(skipped).toContain('object/shop_bad');
    expect(skipped).toContain('function/run');
    await own.dispose();
  });
});

describe('a role', () => {
  it('that may not do it exits with 3', async () => {
    expect(await at.fails(3, 'publish', '--actor', 'eve')).toMatchObject({
      code: 'ROLE_FORBIDDEN',
      kind: 'forbidden',
    });
    expect(await at.fails(3, 'discard', '--actor', 'eve')).toMatchObject({ code: 'ROLE_FORBIDDEN' });
    expect((await at.ok('status', '--actor', 'eve')).changes.length).toBeGreaterThan(0);
  });
});

describe('a database that is gone', () => {
  it('exits with 8, for an environment and for the control plane', async () => {
    const own = await temporaryWorkspace();
    await writeFile(own.path('shop.json'), JSON.stringify(shop()));
    await own.ok('import', 'shop.json');
    await rm(own.path('.mda/env'), { recursive: true });
    expect(await own.fails(8, 'publish')).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      kind: 'unavailable',
    });
    // Nobody listens on the discard port.
    await own.ok('env', 'add', 'far', '--type', 'test', '--database', 'postgres://nobody@127.0.0.1:9/none');
    expect(await own.fails(8, 'diff', '--env', 'far')).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    for (const name of ['control.db', 'control.db-wal', 'control.db-shm'])
      await rm(own.path('.mda', name), { force: true });
    expect(await own.fails(8, 'status')).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await own.dispose();
  });
});

describe('a stack trace', () => {
  it('is printed with MDA_DEBUG=1 and never otherwise', async () => {
    const quiet = await mda(['status', '--package', 'com.acme.none'], { cwd: at.cwd });
    expect(quiet.stderr).not.toContain('    at ');
    const loud = await mda(['status', '--package', 'com.acme.none'], {
      cwd: at.cwd,
      env: { MDA_DEBUG: '1' },
    });
    expect(loud.stderr).toContain('    at ');
  });
});
