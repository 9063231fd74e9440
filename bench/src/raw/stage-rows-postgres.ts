/** Owns writing the rows of a staged edit straight to PostgreSQL: one connection, prepared statements. */
import pg from 'pg';
import { BUMP_DRAFT, numbers, prepareRows, type StageRows, type Values } from './stage-rows.ts';

export async function postgresStageRows(url: string): Promise<StageRows> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const newestRow = async (sql: string) => (await client.query<Values>(sql)).rows[0];
  const rows = await prepareRows(newestRow, (position) => `$${position}`);
  const next = numbers();
  return {
    async write(edit) {
      const n = next();
      await client.query('BEGIN');
      for (const [at, row] of rows.entries())
        await client.query({ name: `raw_${at}`, text: row.sql, values: row.bind(edit, n) });
      await client.query({ name: 'raw_bump', text: BUMP_DRAFT });
      await client.query('COMMIT');
    },
    close: () => client.end(),
  };
}
