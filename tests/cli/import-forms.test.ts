// The forms that `mda import` takes, and the way back: an export imported elsewhere seals to the same checksum.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versions } from '@objectstack/metadata-authoring-example-crm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mdaJson, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { customerFields, object, orderFields, PACKAGE, shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: TestWorkspace;
beforeEach(async () => {
  at = await temporaryWorkspace();
});
afterEach(() => at.dispose());

async function files(tree: Readonly<Record<string, string | object>>): Promise<void> {
  for (const [name, content] of Object.entries(tree)) {
    await mkdir(dirname(at.path(name)), { recursive: true });
    await writeFile(at.path(name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

async function refs(): Promise<string[]> {
  return (await at.ok('status')).changes.map((change: { ref: string }) => change.ref);
}

const ITEMS = ['object/shop_customer', 'object/shop_order', 'stack/manifest'];

describe('import', () => {
  it('takes standard input', async () => {
    const { code, json } = await mdaJson(['import', '-'], { cwd: at.cwd, input: JSON.stringify(shop()) });
    expect([code, json.staged]).toEqual([0, 3]);
  });

  it('takes a folder of JSON, YAML and TypeScript, and reports data files that it does not know', async () => {
    const { manifest } = shop();
    await files({
      'app/manifest.yml': `id: ${manifest.id}\nnamespace: shop\ntype: app\nname: Shop\nversion: 0.1.0\n`,
      'app/objects/shop_customer.json': object('shop_customer', customerFields),
      'app/src/order.object.ts': `const fields: Record<string, object> = ${JSON.stringify(orderFields)};
        export const order = { name: 'shop_order', label: 'Order', pluralLabel: 'Orders', fields };`,
      'app/src/index.ts': `export * from './order.object.ts';`,
      'app/notes.json': { not: 'metadata' },
      'app/package.json': { name: 'app' },
    });
    const result = await at.ok('import', 'app');
    expect(result).toMatchObject({ package: PACKAGE, staged: 3 });
    expect(result.skipped).toEqual([{ ref: 'file/notes.json', reason: expect.any(String) }]);
    expect(await refs()).toEqual(ITEMS);
  });

  it('takes an app by its config, and names the functions that it leaves out', async () => {
    await files({
      'app/src/objects.ts': `export const order = ${JSON.stringify(object('shop_order', orderFields))} as const;`,
      'app/objectstack.config.ts': `import { order } from './src/objects.ts';
        export default { ...${JSON.stringify({ ...shop({ order: null }), objects: undefined })},
          objects: [${JSON.stringify(object('shop_customer', customerFields))}, order],
          functions: { computeTotal: () => 1 } };
        export const onEnable = () => {};`,
    });
    const result = await at.ok('import', 'app');
    expect(result.skipped).toEqual([expect.objectContaining({ ref: 'function/computeTotal' })]);
    expect(await refs()).toEqual(ITEMS);
  });

  it('takes the example app by its folder, by its file, and as JSON: it is the same', async () => {
    const example = (path: string) =>
      fileURLToPath(new URL(`../../examples/crm/src/${path}`, import.meta.url));
    const first = await at.ok('import', example('v1'));
    expect(first).toMatchObject({ package: 'com.example.crm', deleted: 0, skipped: [] });
    expect(first.staged).toBeGreaterThan(20);
    // What defineStack returns has the defaults of the schema in it; the file beside it is as somebody wrote it.
    const authored = await at.ok('import', example('v1/stack.ts'), '--prune');
    expect([authored.staged + authored.unchanged, authored.deleted]).toEqual([first.staged, 0]);
    await files({ 'v1.json': versions[0]?.stack ?? {} });
    expect(await at.ok('import', 'v1.json', '--prune')).toMatchObject({ staged: 0, deleted: 0 });
    expect((await at.ok('import', example('v2/objectstack.config.ts'))).staged).toBeGreaterThan(0);
    await files({ 'both.ts': 'export const a = { manifest: {} }; export const b = { manifest: {} };' });
    expect(await at.fails(2, 'import', 'both.ts')).toMatchObject({
      code: 'USAGE_INVALID',
      message: 'both.ts exports several stack definitions',
    });
  });

  it('says which file is at fault', async () => {
    await files({ 'app/manifest.json': shop().manifest, 'app/objects/a.yml': 'name: a\nname: b\n' });
    expect(await at.fails(2, 'import', 'app')).toMatchObject({
      code: 'INPUT_UNPARSABLE',
      details: { file: 'objects/a.yml' },
    });
    await files({ 'app/objects/a.yml': '', 'app/x.object.ts': 'throw new Error("no database here")' });
    const error = await at.fails(2, 'import', 'app');
    expect(error.message).toContain('no database here');
    expect(await at.fails(2, 'import', '.mda')).toMatchObject({ code: 'USAGE_INVALID' });
  });

  it('--prune stages the removal of what is gone', async () => {
    await files({ 'all.json': shop(), 'less.json': shop({ order: null }) });
    await at.ok('import', 'all.json');
    await at.ok('publish');
    expect(await at.ok('import', 'less.json')).toMatchObject({ deleted: 0 });
    expect(await at.ok('import', 'less.json', '--prune')).toMatchObject({ deleted: 1 });
    expect((await at.ok('status')).changes).toContainEqual({ ref: 'object/shop_order', op: 'delete' });
  });
});

describe('an export', () => {
  const versions = async () => {
    await files({ 'one.json': { ...shop(), views: [view('shop_customer'), view('shop_customer')] } });
    await at.ok('import', 'one.json');
    await at.ok('publish');
    await at.ok('stage', 'rename-field', 'shop_customer', 'phone', 'main_phone');
    await at.ok('stage', 'rename', 'object', 'shop_order', 'shop_sale');
    return at.ok('publish', '--version', '1.0.0');
  };
  const view = (name: string) => ({
    list: {
      type: 'grid',
      label: 'All',
      data: { provider: 'object', object: name },
      columns: [{ field: 'name' }],
    },
  });

  it.each(['file', 'folder'])(
    'as a %s comes back with the same checksum, renames included',
    async (format) => {
      const sealed = await versions();
      const path = at.path('out', 'app');
      await mkdir(at.path('out'));
      expect(await at.ok('export', '1.0.0', '--out', path, '--format', format)).toMatchObject({
        version: '1.0.0',
        checksum: sealed.checksum,
        path,
      });
      const other = await temporaryWorkspace();
      await other.ok('import', path);
      expect(await other.ok('publish')).toMatchObject({ semver: '1.0.0', checksum: sealed.checksum });
      await other.dispose();
    },
  );

  it('without a version is the newest, and the file is the sealed bytes', async () => {
    const sealed = await versions();
    expect(await at.ok('export', '--out', 'app.json')).toMatchObject({ version: '1.0.0' });
    const { createHash } = await import('node:crypto');
    expect(
      createHash('sha256')
        .update(await readFile(at.path('app.json')))
        .digest('hex'),
    ).toBe(sealed.checksum);
    expect(await at.fails(2, 'export', '--out', 'none/app.json')).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await at.fails(2, 'export', '--out', '.', '--format', 'folder')).toMatchObject({
      code: 'USAGE_INVALID',
    });
  });
});
