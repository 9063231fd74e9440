/** Owns the statements that people would type, one after the other; on SQLite those of one rebuild in one transaction. */
import { openTargetDatabases } from '@objectstack/metadata-authoring-sql';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { openDurable } from '../../raw/open-durable.ts';
import { BIG } from '../big-table.ts';
import { type Change, changeNamed, type Rebuild } from '../changes.ts';
import { clock } from '../clients/traffic.ts';
import { SQLITE } from '../sqlite-url.ts';
import { environmentAt, type Part } from './run-plan.ts';
import type { VariantTask } from './variant-child.ts';

interface Runner {
  run(sql: string): Promise<unknown> | unknown;
  close(): Promise<unknown> | unknown;
}

/** @returns what remains to be done when it is told to go */
export async function prepareNaive(task: VariantTask): Promise<() => Promise<readonly Part[]>> {
  const change = changeNamed(task.change);
  const naive = change.naive[task.engine];
  if (naive === null) throw new TypeError(`nothing is typed for ${change.name}`);
  const statements = 'filledWith' in naive ? await rebuildStatements(change, naive) : naive;
  const runner = await RUNNERS[task.engine](task.url);
  return async () => {
    const parts: Part[] = [];
    for (const sql of statements) {
      const from = clock();
      await runner.run(sql);
      parts.push({ what: sql, from, to: clock() });
    }
    await runner.close();
    return parts;
  };
}

const RUNNERS: Readonly<Record<VariantTask['engine'], (url: string) => Promise<Runner>>> = {
  async sqlite(url) {
    const db = openDurable(url.slice(SQLITE.length));
    return { run: (sql) => db.exec(sql), close: () => db.close() };
  },
  async postgres(url) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return { run: (sql) => client.query(sql), close: () => client.end() };
  },
  async mysql(url) {
    const connection = await createConnection({ uri: url });
    return { run: (sql) => connection.query(sql), close: () => connection.end() };
  },
};

async function rebuildStatements({ after }: Change, { filledWith }: Rebuild): Promise<readonly string[]> {
  const copy = { ...after, name: `new_${BIG}` };
  const targets = openTargetDatabases();
  const database = await targets.open(environmentAt('sqlite', 'sqlite::memory:'));
  const step = { kind: 'create_table', id: 'create', phase: 'expand', table: copy.name, spec: copy } as const;
  const create = database.describe([step], new Map()).get(step.id) ?? [];
  await database.close();
  const names = after.columns.map(({ name }) => `"${name}"`);
  const selected = after.columns.map(({ name }) => filledWith[name] ?? `"${name}"`);
  return [
    'BEGIN IMMEDIATE',
    ...create,
    `INSERT INTO "${copy.name}" (${names.join(', ')}) SELECT ${selected.join(', ')} FROM "${BIG}"`,
    `DROP TABLE "${BIG}"`,
    `ALTER TABLE "${copy.name}" RENAME TO "${BIG}"`,
    'COMMIT',
  ];
}
