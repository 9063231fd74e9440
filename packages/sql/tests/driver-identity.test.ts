/**
 * Owns the proof that our tables are the runtime's own: ObjectStack's SqlDriver builds the tables of real and written
 * objects in one database, this adapter builds them in another, and the two cannot be told apart.
 */
import type { SchemaState, Step, TargetDatabase } from '@objectstack/metadata-authoring';
import { plain, step } from '@objectstack/metadata-authoring-testkit';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { openJudged } from '../../../tests/judge/database.ts';
import {
  authoredObjects,
  extendingPackages,
  sqliteOnlyObjects,
} from '../../../tests/storage/authored-objects.ts';
import { readPostgresCatalog, readSqliteCatalog } from '../../../tests/storage/catalog.ts';
import { readFixtures, withoutRepeats } from '../../../tests/storage/fixtures.ts';
import { buildTables, openDriver, queryThrough, serve } from '../../../tests/storage/real-driver.ts';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { assertWithinLimits } from '../../core/src/plan/engine-limits.ts';
import { type PackageObjects, schemaStateOf } from '../../core/src/plan/storage/schema-state.ts';
import { mysqlDialect } from '../src/dialects/mysql/dialect.ts';
import { mysqlSubject, postgresSubject, sqliteSubject } from './support/target-subjects.ts';

interface Given {
  readonly name: string;
  readonly packages: readonly PackageObjects[];
}

// Everyday: the newest version of each app. Deep: every object that any version ever had.
const fixtures = inject('deep')
  ? withoutRepeats(readFixtures())
  : readFixtures().filter((fixture, at, all) => folderOf(fixture.name) !== folderOf(all[at + 1]?.name ?? ''));

function folderOf(name: string): string {
  return name.replace(/[^/]*$/, '');
}

const given: readonly Given[] = [
  {
    name: 'objects written for every rule',
    packages: [{ packageId: 'com.acme.st', objects: authoredObjects }],
  },
  { name: 'objects extended by other packages', packages: extendingPackages },
  ...fixtures.map(({ name, objects }) => ({
    name,
    packages: [{ packageId: 'com.acme.fixture', objects }],
  })),
];
const onlySqlite: Given = {
  name: 'objects that only SQLite takes',
  packages: [{ packageId: 'com.acme.st', objects: sqliteOnlyObjects }],
};

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

async function publish(database: TargetDatabase, schema: SchemaState): Promise<void> {
  const steps = [...schema.values()].map((spec): Step => ({ ...step('create_table', spec.name), spec }));
  await database.enter('env-1', 'run-1', 1, 'plan');
  for (const chunk of database.chunks('expand', steps, 0)) await database.execute(chunk, schema, 1);
  await database.leave();
}

const rendered = (database: TargetDatabase, schema: SchemaState) =>
  plain(new Map([...schema].map(([name, spec]) => [name, database.render(spec)])));

function withoutMark<T>(catalog: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(catalog).filter(([name]) => name !== '_authoring_env'));
}

describe('sqlite', () => {
  it.each([...given, onlySqlite])('$name', async ({ packages }) => {
    const schema = schemaStateOf(packages);
    const [theirs, ours] = [await sqliteSubject(), await sqliteSubject()];
    const driver = await openDriver({
      client: 'better-sqlite3',
      connection: { filename: theirs.path },
      useNullAsDefault: true,
    });
    await buildTables(driver, serve(packages));
    const reader = await theirs.databases.open(theirs.environment);
    expect(plain(await reader.introspect([...schema.keys()]))).toEqual(rendered(reader, schema));
    const database = await ours.databases.open(ours.environment);
    await publish(database, schema);
    const second = await openDriver({
      client: 'better-sqlite3',
      connection: { filename: ours.path },
      useNullAsDefault: true,
    });
    expect(withoutMark(await readSqliteCatalog(queryThrough(second)))).toEqual(
      await readSqliteCatalog(queryThrough(driver)),
    );
    // Also the text itself: a table cannot be told from the driver's by any reader of the catalog.
    const text =
      "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> '_authoring_env' ORDER BY name";
    expect(await queryThrough(second)(text)).toEqual(await queryThrough(driver)(text));
    for (const open of [reader, database]) await open.close();
    for (const connection of [driver, second]) await connection.disconnect();
    for (const subject of [theirs, ours]) await subject.dispose();
  });
});

describePostgres('postgres', (server) => {
  it.each(given)('$name', async ({ packages }) => {
    const schema = schemaStateOf(packages);
    const [theirs, ours] = [await postgresSubject(server), await postgresSubject(server)];
    const driver = await openDriver({ client: 'pg', connection: theirs.url, pool: { min: 0, max: 2 } });
    await buildTables(driver, serve(packages));
    const reader = await theirs.databases.open(theirs.environment);
    expect(plain(await reader.introspect([...schema.keys()]))).toEqual(rendered(reader, schema));
    const database = await ours.databases.open(ours.environment);
    await publish(database, schema);
    const second = await openDriver({ client: 'pg', connection: ours.url, pool: { min: 0, max: 2 } });
    expect(withoutMark(await readPostgresCatalog(queryThrough(second), 'public'))).toEqual(
      await readPostgresCatalog(queryThrough(driver), 'public'),
    );
    for (const open of [reader, database]) await open.close();
    for (const connection of [driver, second]) await connection.disconnect();
    for (const subject of [theirs, ours]) await subject.dispose();
  });
});

describeMysql('mysql', (server) => {
  it.each(given)('$name', async ({ packages }) => {
    const [theirs, ours] = [await mysqlSubject(server), await mysqlSubject(server)];
    const [built, published] = [await openJudged(theirs.url), await openJudged(ours.url)];
    // Of an object that the driver itself cannot make there is nothing to compare.
    const made = new Set<string>();
    for (const object of serve(packages))
      await buildTables(built.driver, [object] as never).then(
        () => made.add(object.name),
        () => undefined,
      );
    expect(made.size).toBeGreaterThan(0);
    const schema = new Map([...schemaStateOf(packages)].filter(([name]) => made.has(name)));
    // Whatever the driver can make is within the limits that a publish is held to.
    assertWithinLimits(schema, mysqlDialect.limits, 'mysql');
    const reader = await theirs.databases.open(theirs.environment);
    expect(plain(await reader.introspect([...schema.keys()]))).toEqual(rendered(reader, schema));
    const database = await ours.databases.open(ours.environment);
    await publish(database, schema);
    const expected = Object.entries(await built.catalog()).filter(([name]) => made.has(name));
    expect(withoutMark(await published.catalog())).toEqual(Object.fromEntries(expected));
    for (const open of [reader, database, built, published]) await open.close();
    for (const subject of [theirs, ours]) await subject.dispose();
  });
});
