/** How the control plane's own schema comes to be: once, also when two open it at once, and never by an older release. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ControlSubject, describeControl } from './support/control-planes.ts';

const publicTables = [
  'sys_approval_action',
  'sys_approval_request',
  'sys_environment',
  'sys_environment_credential',
  'sys_environment_member',
  'sys_metadata',
  'sys_metadata_audit',
  'sys_metadata_commit',
  'sys_metadata_history',
  'sys_package',
  'sys_package_installation',
  'sys_package_version',
];

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
}

async function columnsOf(subject: ControlSubject): Promise<readonly Column[]> {
  const sql = subject.url.startsWith('sqlite:')
    ? `SELECT m."name" AS "table", c."name" AS "name", lower(c."type") AS "type", c."notnull" AS "strict"
       FROM "sqlite_master" m JOIN pragma_table_info(m."name") c WHERE m."type" = 'table'`
    : `SELECT "table_name" AS "table", "column_name" AS "name", "data_type" AS "type",
       CASE "is_nullable" WHEN 'NO' THEN 1 ELSE 0 END AS "strict"
       FROM information_schema.columns WHERE table_schema = 'public'`;
  const rows = await subject.raw(sql);
  return rows.map((row) => ({
    table: String(row.table),
    name: String(row.name),
    type: String(row.type),
    notNull: Number(row.strict) === 1,
  }));
}

describeControl('control plane migrations', (make) => {
  let subject: ControlSubject;

  beforeEach(async () => {
    subject = await make();
  });

  afterEach(() => subject.dispose());

  it('runs each migration once when five processes open a new database at once', async () => {
    const planes = await Promise.all(Array.from({ length: 5 }, () => subject.open()));
    await Promise.all(planes.map((plane) => plane.close()));
    const rows = await subject.raw('SELECT "number" FROM "_authoring_migration" ORDER BY "number"');
    expect(rows.map((row) => Number(row.number))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ]);
  });

  it('keeps data when it opens again', async () => {
    const scope = { orgId: 'o', principal: { kind: 'user', id: 'ada' } } as const;
    const first = await subject.open();
    const row = {
      id: 'p',
      manifestId: 'com.acme.crm',
      displayName: 'CRM',
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    await first.packages.insert(scope, row);
    await first.close();
    const second = await subject.open();
    expect(await second.packages.list(scope)).toEqual([row]);
    await second.close();
  });

  it('refuses a database that a newer release has migrated', async () => {
    await (await subject.open()).close();
    await subject.raw(
      `INSERT INTO "_authoring_migration" ("number", "name", "applied_at") VALUES (99, 'future', 'x')`,
    );
    await expect(subject.open()).rejects.toMatchObject({ code: 'SCHEMA_AHEAD' });
  });

  it('has the tables of the ADRs, each with its organization, NOT NULL, and no lossy type', async () => {
    await (await subject.open()).close();
    const columns = await columnsOf(subject);
    const tables = [...new Set(columns.map((column) => column.table))].sort();
    expect(tables.filter((table) => table.startsWith('sys_'))).toEqual(publicTables);
    const tenant = columns.filter(
      (column) => column.name === (column.table === 'sys_package' ? 'owner_org_id' : 'organization_id'),
    );
    expect(tenant.map((column) => column.table).sort()).toEqual(
      tables.filter((table) => table !== '_authoring_migration'),
    );
    expect(tenant.filter((column) => !column.notNull)).toEqual([]);
    expect([...new Set(columns.map((column) => column.type))].sort()).toEqual(['bigint', 'boolean', 'text']);
    if (subject.url.startsWith('sqlite:')) return;
    const collations = await subject.raw(
      `SELECT DISTINCT "collation_name" AS "name" FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'text'`,
    );
    expect(collations).toEqual([{ name: 'C' }]);
  });
});
