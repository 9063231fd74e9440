/** Owns raw DDL on MySQL and MariaDB: one statement after the other, each of which commits by itself. */
import { onMysql } from '../mysql-server.ts';

export async function runEach(url: string, statements: readonly string[]): Promise<void> {
  await onMysql(url, async (connection) => {
    for (const statement of statements) await connection.query(statement);
  });
}
