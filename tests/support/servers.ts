/** What a test knows about the servers of this run, whatever their engine: each gives databases of its own. */
import { describeMysql, freshMysqlDatabase, type MysqlServer } from './mysql.ts';
import {
  describeAnyPostgres,
  type FreshDatabase,
  freshPostgresDatabase,
  type PostgresServer,
} from './postgres.ts';

export type DatabaseServer = (PostgresServer & { engine: 'postgres' }) | (MysqlServer & { engine: 'mysql' });

/** Creates an empty database; dispose() drops it. */
export function freshDatabase(server: DatabaseServer): Promise<FreshDatabase> {
  return server.engine === 'mysql' ? freshMysqlDatabase(server) : freshPostgresDatabase(server);
}

/** One suite per engine and server; everyday runs take one server of each engine. */
export function describeServers(name: string, suite: (server: DatabaseServer) => void): void {
  describeAnyPostgres(name, (server) => suite({ ...server, engine: 'postgres' }));
  describeMysql(name, (server) => suite({ ...server, engine: 'mysql' }));
}
