/** Owns the real runtime under test: ObjectStack's own parse, registry and SQL driver build the tables. */
import { SqlDriver } from '@objectstack/driver-sql';
import { SchemaRegistry } from '@objectstack/objectql';
import { ObjectExtensionSchema, ObjectSchema } from '@objectstack/spec/data';
import type { PackageObjects } from '../../packages/core/src/plan/storage/schema-state.ts';
import type { Query } from './catalog.ts';

type Registered = Parameters<SchemaRegistry['registerObject']>[0];
type Served = Parameters<SqlDriver['initObjects']>[0];

/** The table that the driver keeps for autonumbers, whatever the objects. */
const sequencesTable = '_objectstack_sequences';

/** What the real registry serves of the packages, installed in the order given. */
export function serve(packages: readonly PackageObjects[]): Served {
  const registry = new SchemaRegistry({ logLevel: 'error', multiTenant: false, searchCompanion: false });
  for (const { packageId, objects, objectExtensions = [] } of packages) {
    for (const object of objects)
      registry.registerObject(ObjectSchema.parse(object) as Registered, packageId);
    for (const entry of objectExtensions) {
      // As the engine's registerApp hands an extension on.
      const { extend, fields, indexes, priority } = ObjectExtensionSchema.parse(entry);
      const definition = { name: extend, fields, indexes } as unknown as Registered;
      registry.registerObject(definition, packageId, undefined, 'extend', priority);
    }
  }
  return registry.getAllObjects().filter(({ external }) => external == null) as unknown as Served;
}

/** A connection of the driver's own, silent: what it logs about odd objects is not under test. */
export async function openDriver(config: ConstructorParameters<typeof SqlDriver>[0]): Promise<SqlDriver> {
  const driver = new SqlDriver(config);
  const ignore = () => {};
  Reflect.set(driver, 'logger', { debug: ignore, info: ignore, warn: ignore, error: ignore });
  await driver.connect();
  return driver;
}

/** Creates the tables of `served` and nothing else. */
export async function buildTables(driver: SqlDriver, served: Served): Promise<void> {
  await driver.initObjects(served);
  await driver.getKnex().schema.dropTableIfExists(sequencesTable);
}

/** Catalog queries through the driver's own connection. */
export function queryThrough(driver: SqlDriver): Query {
  return async (sql) => {
    const result: unknown = await driver.getKnex().raw(sql);
    return rowsOf(result) as Record<string, unknown>[];
  };
}

/** SQLite gives rows, PostgreSQL a result with rows, MySQL rows and what their columns are. */
function rowsOf(result: unknown): unknown {
  if (!Array.isArray(result)) return (result as { rows: unknown }).rows;
  return Array.isArray(result[0]) ? result[0] : result;
}
