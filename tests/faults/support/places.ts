/** Owns where the environment of a world may live: a SQLite file, or a database on each server of the run. */
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { describeServers } from '../../support/servers.ts';
import { type ServerDatabase, serverDatabase } from './server-database.ts';

export interface Place {
  readonly engine: 'sqlite' | 'postgres' | 'mysql';
  /** null: a file. Known once the suite runs. */
  server(): ServerDatabase | null;
}

export interface ServerPlace extends Place {
  readonly engine: 'postgres' | 'mysql';
  server(): ServerDatabase;
}

/** One suite per engine and server. */
export function describePlaces(name: string, suite: (place: Place) => void): void {
  describe(`${name} · sqlite`, () => suite({ engine: 'sqlite', server: () => null }));
  describeServerPlaces(name, suite);
}

/** One suite per server. */
export function describeServerPlaces(name: string, suite: (place: ServerPlace) => void): void {
  describeServers(name, (server) => {
    let database: ServerDatabase;
    beforeAll(async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      database = await serverDatabase(server);
    });
    afterAll(() => database?.dispose());
    suite({ engine: server.engine, server: () => database });
  });
}
