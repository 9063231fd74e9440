/** Owns raw DDL on PostgreSQL: 250 tables a transaction, because the default lock table holds no 3,000 of them. */
import { onServer } from '../postgres-server.ts';

const TABLES_PER_TRANSACTION = 250;
const CREATES_TABLE = /^create table/i;

export async function runChunked(url: string, statements: readonly string[]): Promise<void> {
  await onServer(url, async (client) => {
    let tables = 0;
    await client.query('BEGIN');
    for (const statement of statements) {
      if (CREATES_TABLE.test(statement)) tables += 1;
      if (tables > TABLES_PER_TRANSACTION) {
        await client.query('COMMIT');
        await client.query('BEGIN');
        tables = 1;
      }
      await client.query(statement);
    }
    await client.query('COMMIT');
  });
}
