/** Owns what target databases promise of the metadata that a runtime keeps in the database itself. */
import { LIMITS } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import type { TableRow, Workbench } from './target-database-subject.ts';
import { column, string, table, text } from './target-database-zoo.ts';

const metadata = table('sys_metadata', [
  column('type', string(100)),
  column('name', string(255)),
  column('package_id', string(255)),
  column('state', string(20)),
  column('organization_id', string(255)),
  column('metadata', text),
]);

const flat = (id: string, more: TableRow = {}): TableRow => ({
  id,
  type: 'view',
  name: `crm_lead.${id}`,
  package_id: 'com.acme.crm',
  state: 'active',
  organization_id: null,
  metadata: `{"label":"${id} ✓ '"}`,
  ...more,
});

export function targetDatabaseFlatContract(bench: () => Workbench): void {
  it('gives the rows of one package page by page, in the order of their ids', async () => {
    const { database, subject } = bench();
    await bench().create(metadata);
    await subject.insert('sys_metadata', [
      flat('c', { state: 'draft', organization_id: 'org' }),
      flat('a'),
      flat('b', { name: null, metadata: null }),
      flat('d', { state: 'archived' }),
      flat('e', { state: null }),
      flat('f', { package_id: 'com.acme.other' }),
      flat('g', { package_id: null }),
      flat('h', { package_id: '' }),
    ]);
    const first = await database.flatRows('com.acme.crm', '', 2);
    expect(first).toEqual([
      {
        id: 'a',
        type: 'view',
        name: 'crm_lead.a',
        state: 'active',
        organizationId: null,
        body: `{"label":"a ✓ '"}`,
      },
      { id: 'b', type: 'view', name: '', state: 'active', organizationId: null, body: null },
    ]);
    expect(await database.flatRows('com.acme.crm', 'b', 2)).toEqual([
      expect.objectContaining({ id: 'c', state: 'draft', organizationId: 'org' }),
    ]);
    expect(await database.flatRows('com.acme.crm', 'c', 2)).toEqual([]);
    expect(await database.flatRows("com.acme' OR '1'='1", '', 2)).toEqual([]);
    expect(await database.flatPackages()).toEqual([
      { packageId: 'com.acme.crm', rows: 2 },
      { packageId: 'com.acme.other', rows: 1 },
    ]);
  });

  it('leaves a body out that is longer than an item may be', async () => {
    const { database, subject } = bench();
    await bench().create(metadata);
    // Texts of MySQL end at 64 KB: there none can be too long.
    if (database.engine === 'mysql') return;
    const body = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
    await subject.insert('sys_metadata', [
      flat('a', { metadata: body(LIMITS.item_bytes) }),
      flat('b', { metadata: body(LIMITS.item_bytes + 1) }),
    ]);
    const rows = await database.flatRows('com.acme.crm', '', 10);
    expect(rows.map((row) => row.body?.length ?? null)).toEqual([LIMITS.item_bytes, null]);
  });
}
