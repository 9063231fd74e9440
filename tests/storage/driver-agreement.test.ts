/**
 * The storage model against the real driver: ObjectStack's own parse, registry and SqlDriver build the tables of an
 * object, STORAGE.md's rendering of our specs builds them beside it, and both catalogs must be equal.
 */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type PackageObjects, schemaStateOf } from '../../packages/core/src/plan/storage/schema-state.ts';
import type { SchemaState } from '../../packages/core/src/plan/storage/table-spec.ts';
import { describePostgres, type FreshDatabase, freshPostgresDatabase } from '../support/postgres.ts';
import { authoredObjects, extendingPackages, rotatingObject, sqliteOnlyObjects } from './authored-objects.ts';
import { type Catalog, readPostgresCatalog, readSqliteCatalog } from './catalog.ts';
import { readFixtures, withoutRepeats } from './fixtures.ts';
import { objectBody } from './object-arbitrary.ts';
import { buildTables, openDriver, queryThrough, serve } from './real-driver.ts';
import { createStatements } from './storage-convention.ts';

interface Subject {
  readonly name: string;
  readonly packages: readonly PackageObjects[];
}

// A table depends on its own object alone, so an everyday run meets each distinct object once.
const fixtures = inject('deep') ? readFixtures() : withoutRepeats(readFixtures());

const shared: readonly Subject[] = [
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

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe('sqlite', () => {
  const tally = newTally('sqlite');
  afterAll(tally.print);
  const subjects = [
    ...shared,
    {
      name: 'objects that only SQLite takes',
      packages: [{ packageId: 'com.acme.st', objects: sqliteOnlyObjects }],
    },
  ];

  it.each(subjects)('the driver builds what the specs say: $name', async ({ packages }) => {
    const state = schemaStateOf(packages);
    const real = await sqliteBuiltByDriver(packages);
    expect(await sqliteBuiltFrom(state)).toEqual(real);
    tally.add(real);
  });

  it('the driver builds what the specs say: random objects', async () => {
    await fc.assert(
      fc.asyncProperty(objectBody, async (body) => {
        const packages = [{ packageId: 'com.acme.random', objects: [body] }];
        const real = await sqliteBuiltByDriver(packages);
        expect(await sqliteBuiltFrom(schemaStateOf(packages))).toEqual(real);
        tally.add(real);
      }),
      { numRuns: 150 },
    );
  });

  it('a rotating object is one plain table for us, and dated tables under a view for the driver', async () => {
    const packages = [{ packageId: 'com.acme.st', objects: [rotatingObject] }];
    const real = await sqliteBuiltByDriver(packages);
    expect([...schemaStateOf(packages).keys()]).toEqual(['st_rotating']);
    expect(Object.keys(real)).toEqual([expect.stringMatching(/^st_rotating__r\d{8}$/)]);
    const [ours] = Object.values(await sqliteBuiltFrom(schemaStateOf(packages)));
    expect(Object.values(real)[0]?.columns).toEqual(ours?.columns);
  });
});

describePostgres('postgres', (server) => {
  let database: FreshDatabase;
  let client: pg.Client;
  const tally = newTally(server.label);
  const subjects = [
    ...shared,
    { name: 'a rotating object', packages: [{ packageId: 'com.acme.st', objects: [rotatingObject] }] },
  ];

  beforeAll(async () => {
    database = await freshPostgresDatabase(server);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.dispose();
    tally.print();
  });

  it.each(subjects)('the driver builds what the specs say: $name', async ({ packages }) => {
    const state = schemaStateOf(packages);
    await client.query('CREATE SCHEMA built; CREATE SCHEMA specified');
    try {
      const config = {
        client: 'pg',
        connection: database.url,
        searchPath: ['built'],
        pool: { min: 0, max: 1 },
      };
      const driver = await openDriver(config);
      await buildTables(driver, serve(packages)).finally(() => driver.disconnect());
      await client.query(['SET search_path TO specified', ...statementsOf(state, 'postgres')].join(';\n'));
      const query = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows;
      const real = await readPostgresCatalog(query, 'built');
      expect(await readPostgresCatalog(query, 'specified')).toEqual(real);
      tally.add(real);
    } finally {
      await client.query('DROP SCHEMA built CASCADE; DROP SCHEMA specified CASCADE');
    }
  });
});

async function sqliteBuiltByDriver(packages: readonly PackageObjects[]): Promise<Catalog> {
  const driver = await openDriver({
    client: 'better-sqlite3',
    connection: { filename: ':memory:' },
    useNullAsDefault: true,
  });
  try {
    await buildTables(driver, serve(packages));
    return await readSqliteCatalog(queryThrough(driver));
  } finally {
    await driver.disconnect();
  }
}

async function sqliteBuiltFrom(state: SchemaState): Promise<Catalog> {
  const database = new Database(':memory:');
  try {
    database.exec(statementsOf(state, 'sqlite').join(';\n'));
    return await readSqliteCatalog(async (sql) => database.prepare<[], Record<string, unknown>>(sql).all());
  } finally {
    database.close();
  }
}

function statementsOf(state: SchemaState, engine: 'sqlite' | 'postgres'): readonly string[] {
  return [...state.values()].flatMap((table) => createStatements(table, engine));
}

function newTally(engine: string) {
  const compared = { tables: 0, columns: 0, indexes: 0 };
  return {
    add(catalog: Catalog) {
      for (const { columns, indexes } of Object.values(catalog)) {
        compared.tables += 1;
        compared.columns += columns.length;
        compared.indexes += Object.keys(indexes).length;
      }
    },
    print() {
      const { tables, columns, indexes } = compared;
      process.stdout.write(
        `${engine}: ${tables} tables, ${columns} columns, ${indexes} indexes equal the real driver's\n`,
      );
    },
  };
}
