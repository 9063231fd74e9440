/**
 * Owns which rows one staged edit writes: those that the service wrote last, with new keys. The raw side writes them
 * into the same tables, with their indexes and triggers, and reads nothing.
 */
import { randomUUID } from 'node:crypto';
import type { Accepted } from './parse-and-hash.ts';

export interface Edit extends Accepted {
  readonly type: string;
  readonly name: string;
}

export interface StageRows {
  /** One durable transaction. */
  write(edit: Edit): Promise<void> | void;
  close(): Promise<void> | void;
}

export type Values = Readonly<Record<string, unknown>>;

interface StagedRow {
  readonly table: string;
  /** Newest row first. */
  readonly newest: string;
  /** The values in which one edit differs from another; `n` was never given before. */
  readonly fresh: (edit: Edit, n: number) => Values;
  readonly onConflict?: string;
}

/** Above every number that the service gave. */
const FIRST_NUMBER = 10_000_000;

const STAGED_ROWS: readonly StagedRow[] = [
  {
    table: '_authoring_body',
    newest: 'checksum',
    fresh: ({ checksum, canonical }, n) => ({ checksum: `${checksum}#${n}`, bytes: canonical }),
  },
  {
    table: 'sys_metadata',
    newest: 'updated_at',
    fresh: ({ checksum, name }) => ({ id: randomUUID(), name, body_checksum: checksum, checksum }),
    onConflict: `("organization_id", "package_version_id", "type", "name") DO UPDATE SET
      "version" = "sys_metadata"."version" + 1, "body_checksum" = excluded."body_checksum",
      "checksum" = excluded."checksum", "updated_at" = excluded."updated_at"`,
  },
  {
    table: 'sys_metadata_history',
    newest: 'event_seq',
    fresh: ({ checksum, name }, n) => ({
      id: randomUUID(),
      name,
      checksum,
      event_seq: n,
      version: n,
      draft_seq: n,
    }),
  },
  { table: '_authoring_commit', newest: 'seq', fresh: (_, n) => ({ id: randomUUID(), seq: n }) },
  { table: '_authoring_event', newest: 'seq', fresh: (_, n) => ({ seq: n }) },
  {
    table: 'sys_metadata_audit',
    newest: 'seq',
    fresh: ({ name }, n) => ({ id: randomUUID(), name, seq: n }),
  },
];

export const BUMP_DRAFT = `UPDATE "_authoring_draft" SET "revision" = "revision" + 1, "history_seq" = "history_seq" + 1`;

export interface PreparedRow {
  readonly sql: string;
  bind(edit: Edit, n: number): unknown[];
}

/** @param newestRow the row that the query gives first */
export async function prepareRows(
  newestRow: (sql: string) => Promise<Values | undefined> | Values | undefined,
  placeholder: (position: number) => string,
): Promise<readonly PreparedRow[]> {
  const prepared: PreparedRow[] = [];
  for (const { table, newest, fresh, onConflict } of STAGED_ROWS) {
    const row = await newestRow(`SELECT * FROM "${table}" ORDER BY "${newest}" DESC LIMIT 1`);
    if (row === undefined) throw new Error(`nothing was staged into ${table}`);
    const columns = Object.keys(row);
    const names = columns.map((column) => `"${column}"`).join(', ');
    const values = columns.map((_, position) => placeholder(position + 1)).join(', ');
    prepared.push({
      sql: `INSERT INTO "${table}" (${names}) VALUES (${values})${onConflict === undefined ? '' : ` ON CONFLICT ${onConflict}`}`,
      bind(edit, n) {
        const all = { ...row, ...fresh(edit, n) };
        return columns.map((column) => all[column]);
      },
    });
  }
  return prepared;
}

export function numbers(): () => number {
  let last = FIRST_NUMBER;
  return () => {
    last += 1;
    return last;
  };
}
