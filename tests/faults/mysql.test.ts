// K1 where DDL commits by itself: the sample CRM goes from version to version on MySQL or MariaDB, and the process
// stops at a statement, or loses one acknowledgement. Everyday a seeded share of the statements; deep every one.
import { sampleRows, versions } from '@objectstack/metadata-authoring-example-crm';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { FaultMode } from '../../packages/testkit/src/faults/fault-plan.ts';
import { openJudged } from '../judge/database.ts';
import { insertRows } from '../replay/stored-rows.ts';
import { readValues } from '../replay/table-values.ts';
import { describeMysql, freshMysqlDatabase, type MysqlServer } from '../support/mysql.ts';
import type { FreshDatabase } from '../support/postgres.ts';
import { type Begun, expectAbandonable, recover } from './support/interrupt.ts';
import { expectControlSound, pointerOf } from './support/invariants.ts';
import { writesOf } from './support/sample.ts';
import { environment, type Scenario, scenarios } from './support/scenarios.ts';
import { copyOf, newWorld, scope, startProcess, type World } from './support/world.ts';

const POINTS = inject('deep') ? Number.POSITIVE_INFINITY : 10;
const ENDS: readonly (readonly [mode: FaultMode, abandon: boolean])[] = [
  ['before', false],
  ['after', true],
  ['unknown', false],
  ['before', true],
  ['after', false],
];
const chosen = scenarios.filter(({ name }) => name.startsWith('crm '));

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describeMysql('statement faults', (server) => {
  it('knows the versions of the sample app', () => expect(chosen.length).toBe(versions.length - 1));

  describe.each(chosen.map((scenario, at) => [scenario.name, scenario, versions[at]?.version] as const))(
    '%s (I-14, I-16, I-17)',
    (_name, scenario, from) => faults(server, scenario, from as (typeof versions)[number]['version']),
  );
});

function faults(server: MysqlServer, scenario: Scenario, from: (typeof versions)[number]['version']): void {
  let live: FreshDatabase;
  let saved: FreshDatabase;
  beforeAll(async () => {
    live = await freshMysqlDatabase(server);
    saved = await freshMysqlDatabase(server);
  });
  afterAll(async () => {
    await live.dispose();
    await saved.dispose();
  });

  /** The world and its database as the template has them. */
  async function again(template: World): Promise<World> {
    await copyDatabase(saved.url, live.url);
    return copyOf(template);
  }

  it('ends as if nothing had happened, resumed or given up and published again', async () => {
    const template = newWorld(live.url);
    const builder = await startProcess(template, { owner: 'builder' });
    await scenario.prepare(builder, template);
    const { metadata } = (await builder.service.artifact(scope, environment)) as {
      readonly metadata: { readonly objects: readonly unknown[] };
    };
    await insertRows(live.url, metadata.objects, sampleRows(from));
    const runsBefore = new Set((await builder.service.runs(scope)).map(({ id }) => id));
    await builder.close();
    await copyDatabase(live.url, saved.url);
    const begun: Begun = { scenario, before: pointerOf(template), runsBefore };

    const world = await again(template);
    const counting = await startProcess(world);
    await scenario.act(counting);
    await counting.close();
    world.dispose();
    const clean = await picture(live.url);
    const points = writesOf(counting.statements.seen);
    expect(points.filter(({ database }) => database === 'target').length).toBeGreaterThan(20);

    const stride = Math.max(1, Math.floor(points.length / POINTS));
    for (let at = inject('seed') % stride, round = 0; at < points.length; at += stride, round += 1)
      for (const [mode, abandon] of inject('deep') ? ENDS : ENDS.slice(round % ENDS.length).slice(0, 1)) {
        const point = points[at];
        if (!point) continue;
        const told = `${JSON.stringify(mode)} ${point.n} of ${points.length}: ${point.database} ${point.sql.slice(0, 80)}`;
        const broken = await again(template);
        const first = await startProcess(broken, { plan: { at: point.n, mode }, owner: 'first' });
        await scenario.act(first).catch(() => undefined);
        expect(first.statements.fired, told).not.toBeNull();
        await first.close();
        const given = abandon && (await expectAbandonable(begun, broken));
        if (!given) {
          const next = await startProcess(broken, { owner: 'next', gone: ['first', 'next'] });
          await recover(begun, next);
          await recover(begun, next);
          await next.close();
        }
        expectControlSound(broken);
        expect(pointerOf(broken), told).not.toBe(begun.before);
        expect(await picture(live.url), told).toEqual(clean);
        broken.dispose();
      }
    template.dispose();
  }, 1_800_000);
}

/** Tables, indexes and every value. What was put aside by giving up has values of its own, which are held, not served. */
async function picture(url: string): Promise<unknown> {
  const judged = await openJudged(url);
  const catalog = await judged.catalog();
  await judged.close();
  const tables = Object.entries(catalog).filter(([name]) => !name.startsWith('_'));
  const shown = tables.map(([name, { columns, indexes }]) => [
    name,
    columns.filter((column) => !column.name.startsWith('_')).sort((a, b) => (a.name < b.name ? -1 : 1)),
    Object.entries(indexes).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  const values = [...(await readValues(url))].map(([name, { rows }]) => [
    name,
    [...rows].map(([id, row]) => [id, [...row].filter(([column]) => !column.startsWith('_')).sort()]).sort(),
  ]);
  return { shown, values: values.sort() };
}

async function copyDatabase(from: string, to: string): Promise<void> {
  const [source, target] = [from, to].map((url) => new URL(url).pathname.slice(1));
  const connection = await createConnection({ uri: from, multipleStatements: true, rowsAsArray: true });
  try {
    await connection.query(`DROP DATABASE ${target}; CREATE DATABASE ${target} CHARACTER SET utf8mb4`);
    const [tables] = await connection.query('SHOW TABLES');
    for (const [name] of tables as unknown as [string][])
      await connection.query(
        `CREATE TABLE ${target}.\`${name}\` LIKE ${source}.\`${name}\`; INSERT INTO ${target}.\`${name}\` SELECT * FROM ${source}.\`${name}\``,
      );
  } finally {
    await connection.end();
  }
}
