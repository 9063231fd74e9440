/** Owns docs/control-plane.md: the tables of a real control plane, opened in a throw-away folder and asked. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openControlPlane, systemClock, uuidv7Ids } from '@objectstack/metadata-authoring-sql';
import SqliteDatabase from 'better-sqlite3';
import { OWN_COLUMN_PROSE, TABLE_PROSE } from './control-plane-prose.ts';
import { filesUnder } from './files-under.ts';
import { code, GENERATED, table } from './markdown.ts';
import { type CatalogIndex, type CatalogTable, readCatalog } from './read-catalog.ts';
import { standardColumns } from './standard-columns.ts';

/** @param root of the repository: the stores are searched for who writes which table */
export async function controlPlanePage(root: string): Promise<string> {
  const catalog = await freshCatalog();
  const standard = await standardColumns();
  const written = writtenTables(root);
  const own = new Set<string>();
  const sections = [...catalog.values()].map((entry) => {
    const known = standard.get(entry.name) ?? null;
    const ours = known === null ? [] : entry.columns.filter((column) => !known.has(column.name));
    for (const column of ours) own.add(`${entry.name}.${column.name}`);
    return { name: entry.name, text: section(entry, new Set(ours.map((column) => column.name)), written) };
  });
  assertSame('columns of ours', own, Object.keys(OWN_COLUMN_PROSE));
  assertSame('tables', new Set(catalog.keys()), Object.keys(TABLE_PROSE));
  const of = (isPublic: boolean) =>
    sections
      .filter(({ name }) => name.startsWith('sys_') === isPublic)
      .map(({ text }) => text)
      .join('\n');
  return `${GENERATED}
# Tables of the control plane

The control plane is one database of its own, SQLite or PostgreSQL: where drafts, sealed versions, environments and
runs live. It is never the database of an environment. Types below are SQLite's; on PostgreSQL the same tables have
the same names. Timestamps are ISO-8601 text in UTC, JSON and sealed bytes are text, whole numbers are \`bigint\`.

An environment's own database holds two things of ours besides the app's tables: \`_authoring_env\`, one row with the
fence and the progress of the run, and what was put aside under \`_hold_…\`.

## Public tables

Named as ObjectStack names them (ADR-0003, \`@objectstack/spec/cloud\`, \`@objectstack/metadata-core\`). **Bold** columns
are ours: ObjectStack's schema of that table does not have them. The approval tables are not compared: their schema is
in none of the packages that this project depends on.

${of(true)}
## Private tables

No public interface: they may change with any release, and only migrations of this project touch them.

${of(false)}`;
}

async function freshCatalog(): Promise<ReadonlyMap<string, CatalogTable>> {
  const folder = mkdtempSync(join(tmpdir(), 'mda-docs-'));
  try {
    const path = join(folder, 'control.db');
    await (await openControlPlane(`sqlite:${path}`, { clock: systemClock, ids: uuidv7Ids })).close();
    const db = new SqliteDatabase(path, { readonly: true });
    try {
      return readCatalog(db);
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function section(entry: CatalogTable, ours: ReadonlySet<string>, written: ReadonlySet<string>): string {
  const { name, columns, primaryKey, unique, indexes, triggers } = entry;
  const keys = (all: readonly (readonly string[])[]) => all.map((key) => code(key.join(', '))).join(' · ');
  const facts = [
    `Primary key ${code(primaryKey.join(', '))}.`,
    ...(unique.length > 0 ? [`Unique ${keys(unique)}.`] : []),
    ...(indexes.length > 0 ? [`Indexed ${indexes.map(indexText).join(' · ')}.`] : []),
    ...(triggers.length > 0 ? [`Guarded by ${triggers.map(code).join(', ')}.`] : []),
    ...(written.has(name) ? [] : ['Made for the shape; this release writes no row into it.']),
  ];
  const rows = columns.map((column) => [
    ours.has(column.name) ? `**${column.name}**` : column.name,
    column.type,
    column.notNull ? 'not null' : '',
    OWN_COLUMN_PROSE[`${name}.${column.name}`] ?? '',
  ]);
  const header = ours.size > 0 ? ['column', 'type', '', 'ours'] : ['column', 'type', ''];
  return `### ${name}

${TABLE_PROSE[name]} ${facts.join(' ')}

${table(
  header,
  rows.map((row) => row.slice(0, header.length)),
)}
`;
}

function indexText({ columns, where }: CatalogIndex): string {
  const of = where === null ? '' : ` of rows with ${code(where.replaceAll('"', ''))}`;
  return `${code(columns.join(', '))}${of}`;
}

/** Tables that a statement of the stores inserts into. */
function writtenTables(root: string): ReadonlySet<string> {
  const written = new Set<string>();
  for (const file of filesUnder(root, 'packages/sql/src').filter((path) => path.endsWith('.ts')))
    for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(/insertInto\('(\w+)'\)/g))
      if (name !== undefined) written.add(name);
  return written;
}

function assertSame(what: string, found: ReadonlySet<string>, described: readonly string[]): void {
  const missing = [...found].filter((name) => !described.includes(name));
  const stale = described.filter((name) => !found.has(name));
  if (missing.length + stale.length > 0)
    throw new Error(
      `${what} without words: ${missing.join(', ') || 'none'}; words without one: ${stale.join(', ') || 'none'}`,
    );
}
