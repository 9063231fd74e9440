// An author says how values come about: the command line takes it in every form, shows it, and carries it on.
import { readFile, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mda, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const deal = (stages: readonly string[], more: Record<string, unknown> = {}) => ({
  name: 'shop_deal',
  label: 'Deal',
  sharingModel: 'public_read_write',
  fields: {
    name: { type: 'text', label: 'Name' },
    price: { type: 'number', label: 'Price' },
    stage: { type: 'select', label: 'Stage', options: stages.map((value) => ({ label: value, value })) },
    ...more,
  },
});

let at: TestWorkspace;
beforeAll(async () => {
  at = await temporaryWorkspace();
  const stack = shop();
  await writeFile(
    at.path('stack.json'),
    JSON.stringify({ ...stack, objects: [...stack.objects, deal(['new', 'won'])] }),
  );
  await at.ok('import', 'stack.json');
  await at.ok('publish', '--version', '1.0.0');
  run(
    `insert into "shop_deal" ("id", "name", "price", "stage") values ('a', 'Ada', 250, 'won'), ('b', 'Bob', 50, 'new')`,
  );
});
afterAll(() => at.dispose());

function run(sql: string): unknown[] {
  const db = new Database(at.path('.mda/env/dev.db'));
  try {
    const statement = db.prepare(sql);
    return statement.reader ? statement.all() : [statement.run()];
  } finally {
    db.close();
  }
}
const stage = async (body: unknown) => {
  await writeFile(at.path('deal.json'), JSON.stringify(body));
  await at.ok('stage', 'put', 'object', 'shop_deal', '--file', 'deal.json');
};
const words = async (...args: readonly string[]) => (await mda([...args], { cwd: at.cwd })).stdout;

describe('mda stage convert', () => {
  it('wants to be told in one way, and of fields that are there', async () => {
    const convert = ['stage', 'convert', 'shop_deal', 'stage'];
    expect(await at.fails(2, ...convert)).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await at.fails(2, ...convert, '--fill', 'x', '--clear')).toMatchObject({ code: 'USAGE_INVALID' });
    for (const half of ['won', 'won=', '=won'])
      expect(await at.fails(2, ...convert, '--map', half)).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await at.fails(2, ...convert, '--fill', '{"op":"column","name":"prize"}')).toMatchObject({
      code: 'EXPRESSION_INVALID',
      message: expect.stringContaining("reads 'prize'"),
      suggestion: "did you mean 'price'?",
    });
    expect(await at.fails(2, ...convert, '--map', 'won=closed')).toMatchObject({
      code: 'EXPRESSION_INVALID',
      message: expect.stringContaining('does not offer'),
    });
    expect(await at.ok('status')).toMatchObject({ changes: [], conversions: [] });
  });

  it('shows what the data asks for, takes the commands that it is told, and publishes what was stated', async () => {
    await stage(
      deal(['new', 'closed'], { label: { type: 'text', label: 'Label', storage: { notNull: true } } }),
    );
    const asked = await words('diff', '--preflight');
    expect(asked).toContain('mda stage convert shop_deal stage --map won=NEW');
    expect(asked).toContain('mda stage convert shop_deal label --fill VALUE');
    await at.ok('stage', 'convert', 'shop_deal', 'stage', '--map', 'won=closed');
    expect(await at.fails(2, 'publish')).toMatchObject({
      code: 'BACKFILL_REQUIRED',
      details: { fills: ['mda stage convert shop_deal label --fill VALUE'] },
    });
    await at.ok(
      'stage',
      'convert',
      'shop_deal',
      'label',
      '--fill',
      '{"op":"concat","values":["deal ",{"op":"column","name":"name"}]}',
    );
    await writeFile(
      at.path('price.json'),
      JSON.stringify({
        up: { op: 'arithmetic', operator: '/', left: { op: 'column', name: 'price' }, right: 100 },
        down: { op: 'arithmetic', operator: '*', left: { op: 'column', name: 'price' }, right: 100 },
      }),
    );
    await at.ok('stage', 'convert', 'shop_deal', 'price', '--file', 'price.json');
    expect(await at.ok('stage', 'convert', 'shop_deal', 'price', '--file', 'price.json')).toMatchObject({
      unchanged: true,
    });
    expect(await at.ok('status')).toMatchObject({
      conversions: [{ field: 'stage' }, { field: 'label' }, { field: 'price', down: { operator: '*' } }],
    });
    expect(await words('status')).toContain('shop_deal.price');
    const { backfills } = await at.ok('diff');
    expect(backfills).toContain('shop_deal.price ← (price / 100)');
    expect(await words('diff')).toContain('(price / 100)');
    await at.ok('publish', '--force', '--keep');
    expect(run('select id, price, stage, label from shop_deal order by id')).toEqual([
      { id: 'a', price: 2.5, stage: 'closed', label: 'deal Ada' },
      { id: 'b', price: 0.5, stage: 'new', label: 'deal Bob' },
    ]);
  });

  it.each(['file', 'folder'])('is carried by an export as a %s, with the same checksum', async (format) => {
    const target = format === 'file' ? 'sealed.json' : 'sealed';
    const { checksum } = await at.ok('export', '--format', format, '--out', target);
    const file = format === 'file' ? target : `${target}/mda.package.json`;
    expect(JSON.parse(await readFile(at.path(file), 'utf8')).conversions).toHaveLength(3);
    const other = await temporaryWorkspace();
    await other.ok('import', at.path(target));
    expect((await other.ok('publish')).checksum).toBe(checksum);
    await other.dispose();
  });

  it('takes back what was stated, and undo brings it again', async () => {
    await at.ok('stage', 'convert', 'shop_deal', 'name', '--fill', 'nobody');
    await at.ok('stage', 'convert', 'shop_deal', 'name', '--clear');
    expect(await at.ok('status')).toMatchObject({ conversions: [] });
    await at.ok('undo');
    expect(await at.ok('status')).toMatchObject({ conversions: [{ object: 'shop_deal', field: 'name' }] });
    await at.ok('stage', 'rename-field', 'shop_deal', 'name', 'title');
    expect(await at.ok('status')).toMatchObject({ conversions: [{ field: 'title' }] });
    await at.ok('discard', 'object', 'shop_deal');
    expect(await at.ok('status')).toMatchObject({ conversions: [], changes: [] });
    expect(JSON.stringify(await at.ok('history', 'object', 'shop_deal'))).toContain('convert');
  });
});
