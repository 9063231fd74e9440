/** Owns G7: a new column on all of 1,000 SQLite tables in one chunk, against the loop of ALTERs in one transaction. */
import { copyFileSync } from 'node:fs';
import { diffTables, type TableSpec } from '@objectstack/metadata-authoring';
import { openTargetDatabases } from '@objectstack/metadata-authoring-sql';
import { column, string, table } from '@objectstack/metadata-authoring-testkit';
import { interleave } from '../measure/interleave.ts';
import { openDurable } from '../raw/open-durable.ts';
import type { OnlineEngine } from './engines/online-engine.ts';
import type { GoalLine } from './goal-line.ts';
import { SQLITE } from './sqlite-url.ts';
import { environmentAt, type Plan, runPlan, stateOf } from './variants/run-plan.ts';

const TABLES = 1_000;
const COLUMNS = 30;
const PAIRS = 2;
const TARGET = 0.15;

export async function measureAddColumns(engine: OnlineEngine): Promise<GoalLine> {
  const before = Array.from({ length: TABLES }, (_, at) =>
    table(
      `t_${at}`,
      Array.from({ length: COLUMNS }, (_, field) => column(`field_${field}`, string(255))),
    ),
  );
  const added = column('added', string(80));
  const after = before.map((spec): TableSpec => ({ ...spec, columns: [...spec.columns, added] }));
  const [template, ours, raw] = [await engine.empty(), await engine.empty(), await engine.empty()];
  const fileOf = ({ url }: { readonly url: string }) => url.slice(SQLITE.length);
  const targets = openTargetDatabases();
  const made = await targets.open(environmentAt('sqlite', template.url));
  await runPlan(made, planBetween([], before));
  await made.close();
  const db = openDurable(fileOf(template));
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  const { ratio, rawMs, oursMs } = await interleave(
    {
      prepare: () => copyFileSync(fileOf(template), fileOf(raw)),
      run() {
        const file = openDurable(fileOf(raw));
        file.exec('BEGIN IMMEDIATE');
        for (const { name } of before) file.exec(`ALTER TABLE "${name}" ADD COLUMN "added" varchar(80)`);
        file.exec('COMMIT');
        file.close();
      },
    },
    {
      prepare: () => copyFileSync(fileOf(template), fileOf(ours)),
      async run() {
        const database = await targets.open(environmentAt('sqlite', ours.url));
        await runPlan(database, planBetween(before, after));
        await database.close();
      },
    },
    { pairs: PAIRS },
  );
  for (const file of [template, ours, raw]) await file.dispose();
  return {
    goal: 'G7',
    engine: 'sqlite',
    what: `ADD COLUMN on ${TABLES.toLocaleString('en')} tables (loop ${rawMs.toFixed(0)} ms, ours ${oursMs.toFixed(0)} ms)`,
    measured: ratio,
    target: TARGET,
    unit: '×',
  };
}

function planBetween(before: readonly TableSpec[], after: readonly TableSpec[]): Plan {
  const steps = diffTables({
    before: stateOf(...before),
    after: stateOf(...after),
    renames: { tables: new Map(), columns: new Map() },
    salt: 'g7',
    engine: 'sqlite',
  });
  return { before: stateOf(...before), steps };
}
