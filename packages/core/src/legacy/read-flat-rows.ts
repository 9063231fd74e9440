/**
 * Owns reading all rows of one package from a runtime's own `sys_metadata`, within the limits of an artifact. Reads only.
 */
import { AuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { FlatRow, TargetDatabase } from '../ports/target-database.ts';

const TABLE = 'sys_metadata';
/** What the runtime's table has had since it has kept metadata. */
const COLUMNS = ['id', 'type', 'name', 'package_id', 'state', 'organization_id', 'metadata'] as const;
/** Few, because each body may be as long as an item may be. */
const ROWS_AT_ONCE = 100;

/**
 * @returns in the order of their ids
 * @throws USAGE_INVALID when the database keeps no metadata that can be read, PACKAGE_NOT_FOUND when it has no row of the
 * package, PAYLOAD_TOO_LARGE
 */
export async function readFlatRows(
  target: Pick<TargetDatabase, 'introspect' | 'flatRows' | 'flatPackages'>,
  manifestId: string,
): Promise<readonly FlatRow[]> {
  await assertReadable(target);
  const rows: FlatRow[] = [];
  let chars = 0;
  for (;;) {
    const page = await target.flatRows(manifestId, rows.at(-1)?.id ?? '', ROWS_AT_ONCE);
    rows.push(...page);
    for (const { body } of page) chars += body?.length ?? 0;
    if (chars > LIMITS.artifact_bytes) throw tooLarge(`more than ${LIMITS.artifact_bytes} bytes`, manifestId);
    if (rows.length > LIMITS.adopted_rows)
      throw tooLarge(`more than ${LIMITS.adopted_rows} rows`, manifestId);
    if (page.length < ROWS_AT_ONCE) break;
  }
  if (!rows.some(({ state }) => state === 'active')) throw await noRows(target, manifestId);
  return rows;
}

async function assertReadable(target: Pick<TargetDatabase, 'introspect'>): Promise<void> {
  const table = (await target.introspect([TABLE])).get(TABLE);
  if (!table)
    throw new AuthoringError('USAGE_INVALID', `the database has no table '${TABLE}'`, {
      suggestion:
        'give the URL of a database in which an ObjectStack runtime keeps metadata; an app that lives in files is taken in with: mda import PATH',
    });
  const missing = COLUMNS.filter((column) => !table.columns.has(column));
  if (missing.length > 0)
    throw new AuthoringError('USAGE_INVALID', `'${TABLE}' of the database has no column '${missing[0]}'`, {
      details: { missing },
      suggestion: 'let a runtime of ObjectStack 17 open the database once: it brings the table up to date',
    });
}

async function noRows(
  target: Pick<TargetDatabase, 'flatPackages'>,
  manifestId: string,
): Promise<AuthoringError> {
  const packages = await target.flatPackages();
  return new AuthoringError('PACKAGE_NOT_FOUND', `no active row of the database belongs to '${manifestId}'`, {
    details: { packages },
    suggestion:
      packages.length === 0
        ? 'bind the metadata to a package in Studio first: rows without one are overlays, and belong to none'
        : `there are rows of: ${packages.map(({ packageId, rows }) => `${packageId} (${rows})`).join(', ')}`,
  });
}

function tooLarge(what: string, manifestId: string): AuthoringError {
  return new AuthoringError('PAYLOAD_TOO_LARGE', `the metadata of '${manifestId}' is ${what}`, {
    details: { limit_bytes: LIMITS.artifact_bytes, limit_rows: LIMITS.adopted_rows },
    suggestion: 'move a part of it into a package of its own',
  });
}
