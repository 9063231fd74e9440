/** Owns reading the metadata that a runtime keeps in the database itself: rows of its `sys_metadata`. */
import { type FlatRow, LIMITS } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';

const ROWS = `SELECT id, coalesce(type, '') AS type, coalesce(name, '') AS name, state,
    organization_id AS organizationId,
    CASE WHEN length(CAST(metadata AS BLOB)) <= ${LIMITS.item_bytes} THEN CAST(metadata AS TEXT) END AS body
  FROM sys_metadata
  WHERE package_id = ? AND state IN ('active', 'draft') AND id > ?
  ORDER BY id LIMIT ?`;

const PACKAGES = `SELECT package_id AS packageId, count(*) AS "rows" FROM sys_metadata
  WHERE package_id <> '' AND state = 'active'
  GROUP BY package_id ORDER BY package_id LIMIT 100`;

export function readFlatRows(
  db: Database,
  packageId: string,
  afterId: string,
  limit: number,
): readonly FlatRow[] {
  return db.prepare(ROWS).all(packageId, afterId, limit) as FlatRow[];
}

export function readFlatPackages(
  db: Database,
): readonly { readonly packageId: string; readonly rows: number }[] {
  return db.prepare(PACKAGES).all() as { packageId: string; rows: number }[];
}
