// The example CRM: three versions of one app, and rows to put into its tables between publishes.
import { rowsV1 } from './v1/rows/index.ts';
import { stackV1 } from './v1/stack.ts';
import { rowsV2 } from './v2/rows/index.ts';
import { renamesV2, stackV2 } from './v2/stack.ts';
import { rowsV3 } from './v3/rows/index.ts';
import { renamesV3, stackV3 } from './v3/stack.ts';
import type { AppVersion, Rows } from './version.ts';

export type { AppVersion, Rename, Row, Rows } from './version.ts';

/** Oldest first. */
export const versions: readonly AppVersion[] = [
  { version: '1.0.0', stack: stackV1, renames: [] },
  { version: '1.1.0', stack: stackV2, renames: renamesV2 },
  { version: '2.0.0', stack: stackV3, renames: renamesV3 },
];

const rows: Readonly<Record<string, Rows>> = { '1.0.0': rowsV1, '1.1.0': rowsV2, '2.0.0': rowsV3 };

/**
 * The rows that a runtime writes while it serves `version`, by object. Each version adds its own: ids and unique
 * values never clash with those of another, and relations stay within the version, so that any one of them can
 * be inserted alone or after the others.
 *
 * @throws Error for a version that this app does not have.
 */
export function sampleRows(version: string): Rows {
  const found = rows[version];
  if (!found) throw new Error(`no rows for version ${version}; there are ${Object.keys(rows).join(', ')}`);
  return found;
}
