/** Runs the contract of target databases on the in-memory adapter. */
import { targetDatabaseContract } from './target-database-contract.ts';
import { MemoryTargetDatabases } from './target-database-memory.ts';

targetDatabaseContract('memory', async () => {
  const databases = new MemoryTargetDatabases();
  const environment = {
    id: 'env-1',
    name: 'dev',
    type: 'development',
    engine: 'sqlite',
    databaseUrl: 'sqlite:memory',
    schemaMode: 'managed',
    position: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
  } as const;
  return {
    databases,
    environment,
    insert: async (table, rows) => databases.insert(environment, table, rows),
    select: async (table, columns) =>
      databases
        .rows(environment, table)
        .map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null]))),
    dispose: async () => {},
  };
});
