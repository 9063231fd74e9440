/** Owns reading the metadata that a runtime keeps in the database itself: rows of its `sys_metadata`. */
import { type FlatRow, LIMITS } from '@objectstack/metadata-authoring';
import type { ObservedClient } from './observed-client.ts';

const ROWS = `SELECT id, COALESCE(type, ''), COALESCE(name, ''), state, organization_id,
    CASE WHEN LENGTH(metadata) <= ${LIMITS.item_bytes} THEN CAST(metadata AS CHAR) END
  FROM sys_metadata
  WHERE package_id = ? AND state IN ('active', 'draft') AND id > ?
  ORDER BY id LIMIT ?`;

const PACKAGES = `SELECT package_id, COUNT(*) FROM sys_metadata
  WHERE package_id <> '' AND state = 'active'
  GROUP BY package_id ORDER BY package_id LIMIT 100`;

type Row = [
  id: string,
  type: string,
  name: string,
  state: FlatRow['state'],
  organizationId: string | null,
  body: string | null,
];

export async function readFlatRows(
  client: ObservedClient,
  packageId: string,
  afterId: string,
  limit: number,
): Promise<readonly FlatRow[]> {
  const rows = await client.query<Row>(ROWS, [packageId, afterId, limit]);
  return rows.map(([id, type, name, state, organizationId, body]) => ({
    id,
    type,
    name,
    state,
    organizationId,
    body,
  }));
}

export async function readFlatPackages(
  client: ObservedClient,
): Promise<readonly { readonly packageId: string; readonly rows: number }[]> {
  const rows = await client.query<[packageId: string, rows: number]>(PACKAGES);
  return rows.map(([packageId, count]) => ({ packageId, rows: Number(count) }));
}
