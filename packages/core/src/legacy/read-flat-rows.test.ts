import { describe, expect, it } from 'vitest';
import { LIMITS } from '../limits.ts';
import type { FlatRow, TargetDatabase } from '../ports/target-database.ts';
import { readFlatRows } from './read-flat-rows.ts';

const column = { type: 'text', notNull: false, default: null };
const columns = ['id', 'type', 'name', 'package_id', 'state', 'organization_id', 'metadata'];

/** A database with so many rows of the package, each with a body of so many characters. */
function databaseOf(count: number, chars = 2) {
  let asked = 0;
  const body = 'x'.repeat(chars);
  const target: Pick<TargetDatabase, 'introspect' | 'flatRows' | 'flatPackages'> = {
    introspect: async () =>
      new Map([
        ['sys_metadata', { columns: new Map(columns.map((name) => [name, column])), indexes: new Map() }],
      ]),
    flatPackages: async () => [],
    async flatRows(_package, afterId, limit) {
      asked += 1;
      const from = afterId === '' ? 0 : Number(afterId) + 1;
      return Array.from({ length: Math.max(0, Math.min(limit, count - from)) }, (_, at): FlatRow => {
        const id = String(from + at).padStart(7, '0');
        return { id, type: 'view', name: `v${id}`, state: 'active', organizationId: null, body };
      });
    },
  };
  return { target, pages: () => asked };
}

describe('readFlatRows', () => {
  it(`takes ${LIMITS.adopted_rows} rows page by page, each once, and not one more`, async () => {
    const { target, pages } = databaseOf(LIMITS.adopted_rows);
    const rows = await readFlatRows(target, 'com.acme.crm');
    expect(new Set(rows.map(({ id }) => id)).size).toBe(LIMITS.adopted_rows);
    expect(pages()).toBe(LIMITS.adopted_rows / 100 + 1);
    await expect(
      readFlatRows(databaseOf(LIMITS.adopted_rows + 1).target, 'com.acme.crm'),
    ).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
  });

  it('stops reading where the bodies together are longer than an artifact may be', async () => {
    const { target, pages } = databaseOf(10_000, 1024 * 1024);
    await expect(readFlatRows(target, 'com.acme.crm')).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(pages()).toBe(3);
  });
});
