/** A signed bundle from one workspace to another, on the command line. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { PACKAGE, shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let maker: TestWorkspace;
let taker: TestWorkspace;

beforeAll(async () => {
  [maker, taker] = await Promise.all([temporaryWorkspace(), temporaryWorkspace()]);
  await writeFile(maker.path('stack.json'), JSON.stringify(shop()));
  await maker.ok('import', 'stack.json');
  await maker.ok('publish', '--version', '1.0.0');
});
afterAll(() => Promise.all([maker.dispose(), taker.dispose()]));

describe('mda export --format bundle', () => {
  it('is signed, verified without a workspace, and taken in elsewhere under the same checksum', async () => {
    const { keyId } = await maker.ok('key', 'new', '--out', 'release');
    expect((await stat(maker.path('release.key'))).mode & 0o077).toBe(0);
    expect(await maker.fails(2, 'key', 'new', '--out', 'release')).toMatchObject({ code: 'USAGE_INVALID' });
    const { checksum } = await maker.ok(
      'export',
      '1.0.0',
      '--out',
      taker.path('shop.mda'),
      '--format',
      'bundle',
      '--sign',
      'release.key',
    );
    const key = ['--key', maker.path('release.pub')];
    const verified = { package: PACKAGE, version: '1.0.0', checksum, keyId };
    expect(await taker.ok('verify', 'shop.mda', ...key)).toMatchObject({ verified: true, ...verified });
    expect(await taker.ok('import', 'shop.mda', ...key)).toMatchObject({ ...verified, created: true });
    expect(await taker.ok('import', 'shop.mda', ...key)).toMatchObject({ created: false });
    await taker.ok('promote', '1.0.0', '--to', 'staging');
    expect((await taker.ok('env', 'show', 'staging')).installations[0]).toMatchObject({
      version: '1.0.0',
      checksum,
    });
  });

  it('is refused when it changed, when nobody signed it, and with a key of another kind', async () => {
    const key = ['--key', maker.path('release.pub')];
    const text = await readFile(taker.path('shop.mda'), 'utf8');
    const at = text.length - 40;
    await writeFile(
      taker.path('bad.mda'),
      `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`,
    );
    for (const command of ['verify', 'import'])
      expect(await taker.fails(9, command, 'bad.mda', ...key)).toMatchObject({ code: 'SIGNATURE_INVALID' });
    await writeFile(taker.path('half.mda'), text.slice(0, 500));
    expect(await taker.fails(2, 'verify', 'half.mda', ...key)).toMatchObject({ code: 'INPUT_UNPARSABLE' });
    await maker.ok('export', '1.0.0', '--out', taker.path('unsigned.mda'), '--format', 'bundle');
    expect(await taker.fails(9, 'import', 'unsigned.mda', ...key)).toMatchObject({
      code: 'SIGNATURE_INVALID',
    });
    expect(await taker.ok('import', 'unsigned.mda', '--allow-unsigned')).toMatchObject({
      keyId: null,
      created: false,
    });
    expect(await taker.fails(2, 'verify', 'shop.mda', '--key', 'shop.mda')).toMatchObject({
      code: 'USAGE_INVALID',
    });
    expect(await taker.fails(2, 'verify', 'nowhere.mda', ...key)).toMatchObject({ code: 'USAGE_INVALID' });
  });
});
