/** Owns reading the metadata that a runtime keeps in the database itself: rows of its `sys_metadata`. */
import { type FlatRow, LIMITS } from '@objectstack/metadata-authoring';
import type { Client } from 'pg';

const ROWS = `SELECT id, coalesce(type, '') AS type, coalesce(name, '') AS name, state,
    organization_id AS "organizationId",
    CASE WHEN octet_length(metadata::text) <= ${LIMITS.item_bytes} THEN metadata::text END AS body
  FROM sys_metadata
  WHERE package_id = $1 AND state IN ('active', 'draft') AND id > $2
  ORDER BY id LIMIT $3`;

const PACKAGES = `SELECT package_id AS "packageId", count(*)::int AS "rows" FROM sys_metadata
  WHERE package_id <> '' AND state = 'active'
  GROUP BY package_id ORDER BY package_id LIMIT 100`;

export async function readFlatRows(
  client: Client,
  packageId: string,
  afterId: string,
  limit: number,
): Promise<readonly FlatRow[]> {
  return (await client.query<FlatRow>(ROWS, [packageId, afterId, limit])).rows;
}

export async function readFlatPackages(
  client: Client,
): Promise<readonly { readonly packageId: string; readonly rows: number }[]> {
  return (await client.query<{ packageId: string; rows: number }>(PACKAGES)).rows;
}
