/** Owns a SQLite file that may not grow by more than a few pages: what a full disk is to the engine. */
import type { TargetDatabases } from '@objectstack/metadata-authoring';
import SqliteDatabase from 'better-sqlite3';
import { makeDurable } from '../../../packages/sql/src/dialects/sqlite/connect.ts';
import { sqliteDialect } from '../../../packages/sql/src/dialects/sqlite/dialect.ts';
import { SqliteSession } from '../../../packages/sql/src/dialects/sqlite/session.ts';
import { SqlTargetDatabase } from '../../../packages/sql/src/environment/sql-target-database.ts';
import type { World } from './world.ts';

const RETRY = { budgetMs: 100, pauseMinMs: 10, pauseMaxMs: 50 };

/** @param spare how many pages the file may still grow by */
export function withFullDisk(world: World, spare: number): () => TargetDatabases {
  return () => ({
    async open({ name }) {
      const connect = async () => {
        const db = new SqliteDatabase(world.database(name), { timeout: 50 });
        makeDurable(db);
        const pages = Number(db.pragma('page_count', { simple: true }));
        db.pragma(`max_page_count = ${pages + spare}`);
        return new SqliteSession(db);
      };
      return new SqlTargetDatabase(sqliteDialect, await connect(), { reconnect: connect, retry: RETRY });
    },
  });
}
