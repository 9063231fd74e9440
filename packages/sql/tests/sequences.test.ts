/** Owns the proof that autonumbers go on counting through renames, holds and restores, by the runtime's own key. */
import {
  applySteps,
  type SchemaState,
  type Step,
  type TargetDatabase,
} from '@objectstack/metadata-authoring';
import { column, step, string, table } from '@objectstack/metadata-authoring-testkit';
import { describe, expect, it } from 'vitest';
import { openJudged } from '../../../tests/judge/database.ts';
import { openDriver } from '../../../tests/storage/real-driver.ts';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { mysqlSubject, postgresSubject, sqliteSubject } from './support/target-subjects.ts';

type Driver = Awaited<ReturnType<typeof openDriver>>;

const thing = table('thing', [column('number', string(255))]);

function keyOf(driver: Driver, object: string, tenant: string, field: string, scope: string): string {
  return (Reflect.get(driver, 'sequenceKeyHash') as (...parts: string[]) => string).call(
    driver,
    object,
    tenant,
    field,
    scope,
  );
}

async function run(
  database: TargetDatabase,
  fence: number,
  steps: readonly Step[],
  before = new Map([['thing', thing]]),
) {
  await database.enter('env-1', `run-${fence}`, fence, 'plan');
  let schema: SchemaState = before;
  for (const chunk of database.chunks('switch', steps, 0)) {
    await database.execute(chunk, schema, fence);
    schema = applySteps(schema, chunk.steps);
  }
  await database.leave();
}

async function follows(driver: Driver, database: TargetDatabase): Promise<void> {
  const knex = driver.getKnex();
  await run(database, 1, [{ ...step('create_table', 'thing'), spec: thing }], new Map());
  await (Reflect.get(driver, 'createSequencesTable') as (name: string) => Promise<void>).call(
    driver,
    '_objectstack_sequences',
  );
  const counter = async (object: string, tenant: string, field: string, scope: string, last: number) =>
    knex('_objectstack_sequences').insert({
      key_hash: keyOf(driver, object, tenant, field, scope),
      object,
      tenant_id: tenant,
      field,
      scope,
      last_value: last,
    });
  await counter('thing', '__global__', 'number', '', 7);
  await counter('thing', 'org', 'number', '2026', 8);
  await counter('other', 'org', 'number', '', 9);
  const counters = async () => {
    const rows = await knex('_objectstack_sequences').orderBy('last_value').select();
    for (const { key_hash, object, tenant_id, field, scope } of rows)
      expect(key_hash).toBe(keyOf(driver, object, tenant_id, field, scope));
    return rows.map(({ object, field, last_value }) => `${object}.${field} ${last_value}`);
  };
  const held = column('number', string(255));
  await run(database, 2, [
    { ...step('rename_table', 'thing'), to: 'case' },
    { ...step('rename_column', 'case'), from: 'number', to: 'no' },
  ]);
  expect(await counters()).toEqual(['case.no 7', 'case.no 8', 'other.number 9']);
  const renamed = {
    ...thing,
    name: 'case',
    columns: [...thing.columns.slice(0, 3), { ...held, name: 'no' }],
  };
  await run(
    database,
    3,
    [{ ...step('hold_column', 'case'), column: { ...held, name: 'no' }, heldName: '_hold_no' }],
    new Map([['case', renamed]]),
  );
  expect(await counters()).toEqual(['case._hold_no 7', 'case._hold_no 8', 'other.number 9']);
  await run(
    database,
    4,
    [{ ...step('purge_column', 'case'), column: { ...held, name: 'no' }, heldName: '_hold_no' }],
    new Map([['case', { ...renamed, columns: renamed.columns.slice(0, 3) }]]),
  );
  expect(await counters()).toEqual(['other.number 9']);
}

describe('sqlite', () => {
  it('takes counters along', async () => {
    const subject = await sqliteSubject();
    const driver = await openDriver({
      client: 'better-sqlite3',
      connection: { filename: subject.path },
      useNullAsDefault: true,
    });
    const database = await subject.databases.open(subject.environment);
    await follows(driver, database);
    await database.close();
    await driver.disconnect();
    await subject.dispose();
  });
});

describePostgres('postgres', (server) => {
  it('takes counters along', async () => {
    const subject = await postgresSubject(server);
    const driver = await openDriver({ client: 'pg', connection: subject.url, pool: { min: 0, max: 2 } });
    const database = await subject.databases.open(subject.environment);
    await follows(driver, database);
    await database.close();
    await driver.disconnect();
    await subject.dispose();
  });
});

describeMysql('mysql', (server) => {
  it('takes counters along', async () => {
    const subject = await mysqlSubject(server);
    const judged = await openJudged(subject.url);
    const database = await subject.databases.open(subject.environment);
    await follows(judged.driver, database);
    await database.close();
    await judged.close();
    await subject.dispose();
  });
});
