/** The judges can say no: each damage done to tables that the real driver built itself is found, and only it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { insertRows, rowsFor } from '../replay/stored-rows.ts';
import { compareValues, readValues } from '../replay/table-values.ts';
import { buildTables, serve } from '../storage/real-driver.ts';
import { type DatabaseServer, describeServers, freshDatabase } from '../support/servers.ts';
import { openJudged } from './database.ts';
import { judgeDrift } from './drift.ts';
import { judgeCrud } from './engine.ts';

const objects = [
  {
    name: 'jd_team',
    label: 'Team',
    sharingModel: 'public_read_write',
    fields: {
      name: { type: 'text', label: 'Name', maxLength: 80, unique: 'global' },
      size: { type: 'number', label: 'Size' },
      founded: { type: 'date', label: 'Founded' },
      settings: { type: 'json', label: 'Settings' },
    },
    indexes: [{ fields: ['founded'] }],
  },
  {
    name: 'jd_member',
    label: 'Member',
    sharingModel: 'public_read_write',
    fields: {
      name: { type: 'text', label: 'Name' },
      team: { type: 'lookup', label: 'Team', reference: 'jd_team' },
      friends: { type: 'lookup', label: 'Friends', reference: 'jd_team', multiple: true },
    },
  },
];
const packages = [{ packageId: 'com.acme.judged', objects }];

const damages = [
  {
    name: 'a dropped column',
    sql: ['ALTER TABLE jd_team DROP COLUMN size'],
    find: /jd_team.size.*actual none/,
  },
  {
    name: 'a column too many',
    sql: ['ALTER TABLE jd_team ADD COLUMN spare text'],
    find: /jd_team.spare: expected none/,
  },
  {
    name: 'another type',
    sql: ['ALTER TABLE jd_team DROP COLUMN size', 'ALTER TABLE jd_team ADD COLUMN size text'],
    find: /jd_team.size: expected (float|real)(\(8,2\))?, actual text/,
  },
  {
    name: 'a dropped index',
    sql: ['DROP INDEX idx_jd_team_founded'],
    mysql: ['DROP INDEX idx_jd_team_founded ON jd_team'],
    find: /idx_jd_team_founded.*actual none/,
  },
  {
    name: 'an index too many',
    sql: ['CREATE INDEX spare ON jd_member (name)'],
    mysql: ['CREATE INDEX spare ON jd_member (name(9))'],
    find: /index jd_member.spare: expected none/,
  },
  { name: 'a dropped table', sql: ['DROP TABLE jd_member'], find: /missing table jd_member/ },
  { name: 'a table left behind', sql: ['CREATE TABLE _hold_jd (id text)'], find: /extra table _hold_jd/ },
];

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe('the judges on sqlite', () => judged(null));
describeServers('the judges', judged);

function judged(server: DatabaseServer | null): void {
  const folder = mkdtempSync(join(tmpdir(), 'mda-judge-'));
  const disposals: (() => Promise<void>)[] = [];
  let count = 0;

  /** A database of its own with the tables as the real driver builds them, then `damage`. */
  async function damaged(damage: readonly string[]): Promise<string> {
    count += 1;
    const database = server && (await freshDatabase(server));
    if (database) disposals.push(database.dispose);
    const url = database?.url ?? `sqlite:${join(folder, `${count}.db`)}`;
    await run(url, async ({ driver, query }) => {
      await buildTables(driver, serve(packages));
      for (const sql of damage) await query(sql);
    });
    return url;
  }

  afterAll(async () => {
    for (const dispose of disposals) await dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('find nothing in tables that the real driver built', async () => {
    const url = await damaged([]);
    expect(await judgeDrift(url, objects)).toEqual({ findings: [], driverErrors: [] });
    const { stats, failures } = await judgeCrud(url, objects, 'a');
    expect(failures).toEqual([]);
    expect(stats).toMatchObject({ objects: 2, create: 2, read: 2, find: 2, update: 2, delete: 2 });
    expect(stats.plainDeletes).toBe(server?.engine === 'postgres' ? 1 : 0);
  });

  it.each(damages)('find $name', async ({ sql, mysql, find }) => {
    const spelled = server?.engine === 'mysql' ? (mysql ?? sql) : sql;
    const { findings } = await judgeDrift(await damaged(spelled), objects);
    expect(findings).toContainEqual(expect.stringMatching(find));
  });

  it('see the engine fail where a table is not what it expects', async () => {
    const url = await damaged(['ALTER TABLE jd_team RENAME COLUMN founded TO born']);
    const { failures } = await judgeCrud(url, objects, 'a');
    expect(failures.map(({ object, operation }) => `${operation} ${object}`)).toContain('create jd_team');
  });

  it('see a value that changed, a row that went, and nothing else', async () => {
    const url = await damaged([]);
    await insertRows(url, objects, rowsFor(objects, 0));
    const before = await readValues(url);
    const unchanged = { objects: new Map(), fields: new Map() };
    expect(compareValues(before, await readValues(url), unchanged)).toMatchObject({ lost: [], converted: 0 });
    await run(url, async ({ query }) => {
      await query(`UPDATE jd_team SET size = size + 1 WHERE id = 'row_0_0_1'`);
      await query(`DELETE FROM jd_member WHERE id = 'row_0_1_2'`);
    });
    const { lost } = compareValues(before, await readValues(url), unchanged);
    expect(lost).toEqual(['jd_member row row_0_1_2', expect.stringMatching(/^jd_team.size of row_0_0_1/)]);
  });
}

async function run(url: string, work: (database: Awaited<ReturnType<typeof openJudged>>) => Promise<void>) {
  const database = await openJudged(url);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
