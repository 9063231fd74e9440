/** Owns making databases for environments, for every engine: the mark, and which engine does it. */
import type { Engine, EnvironmentRow, ProvisionPort } from '@objectstack/metadata-authoring';
import { databaseBeside } from './database-beside.ts';
import type { Action, TargetDialect } from './dialect.ts';
import type { TargetDatabaseOptions } from './open-target-databases.ts';
import type { DatabaseMark, EngineProvision } from './provision.ts';
import { sessionOptions } from './session-options.ts';

interface EngineParts {
  readonly provision: EngineProvision;
  connect(environment: EnvironmentRow): ReturnType<TargetDialect<Action>['connect']>;
}

export function openProvision(options: TargetDatabaseOptions = {}): ProvisionPort {
  const session = sessionOptions(options);
  // The driver of an engine that no environment uses is never loaded.
  const parts: Record<Engine, () => Promise<EngineParts>> = {
    sqlite: async () => {
      const { sqliteDialect } = await import('../dialects/sqlite/dialect.ts');
      const { sqliteProvision } = await import('../dialects/sqlite/provision.ts');
      return { provision: sqliteProvision, connect: (row) => sqliteDialect.connect(row, session) };
    },
    postgres: async () => {
      const { postgresDialect } = await import('../dialects/postgres/dialect.ts');
      const { postgresProvision } = await import('../dialects/postgres/provision.ts');
      return { provision: postgresProvision, connect: (row) => postgresDialect.connect(row, session) };
    },
    mysql: async () => {
      const { mysqlDialect } = await import('../dialects/mysql/dialect.ts');
      const { mysqlProvision } = await import('../dialects/mysql/provision.ts');
      return { provision: mysqlProvision, connect: (row) => mysqlDialect.connect(row, session) };
    },
  };
  return {
    databaseFor: ({ engine, databaseUrl }, id) => databaseBeside(engine, databaseUrl, id),
    async make(source, made, data) {
      const { provision, connect } = await parts[made.engine]();
      try {
        return await provision.make(source.databaseUrl, made.databaseUrl, data, markOf(made, connect));
      } catch (error) {
        throw provision.errorOf(error);
      }
    },
    async drop(made) {
      const { provision, connect } = await parts[made.engine]();
      try {
        await provision.drop(made.databaseUrl, made.id, markOf(made, connect));
      } catch (error) {
        throw provision.errorOf(error);
      }
    },
  };
}

function markOf(environment: EnvironmentRow, connect: EngineParts['connect']): DatabaseMark {
  return {
    async read(databaseUrl) {
      const session = await connect({ ...environment, databaseUrl });
      try {
        return (await session.readMark())?.environmentId ?? null;
      } finally {
        await session.close();
      }
    },
    async write(databaseUrl) {
      const session = await connect({ ...environment, databaseUrl });
      try {
        await session.prepareMark();
        await session.begin();
        await session.writeMark({
          environmentId: environment.id,
          fence: 0,
          runId: null,
          chunksDone: 0,
          planHash: null,
          attempting: null,
          cursor: null,
        });
        await session.commit();
      } finally {
        await session.close();
      }
    },
  };
}
