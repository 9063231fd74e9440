/** Owns a run of the online bench: engine by engine, change by change, the variants of a change one after the other. */
import type { Engine } from '@objectstack/metadata-authoring';
import { openTargetDatabases } from '@objectstack/metadata-authoring-sql';
import { loadNow } from '../report/run-report.ts';
import { writeOnline } from '../report/write-readme.ts';
import { Workbench } from '../workbench.ts';
import { measureAddColumns } from './add-columns.ts';
import { bigTable } from './big-table.ts';
import { type Change, changeNamed } from './changes.ts';
import { openMysql } from './engines/mysql.ts';
import type { OnlineEngine } from './engines/online-engine.ts';
import { openPostgres } from './engines/postgres.ts';
import { openSqlite } from './engines/sqlite.ts';
import type { GoalLine } from './goal-line.ts';
import { disposeAll, disposeAtEnd, disposeOnSignals, whileItGoesOn } from './leftovers.ts';
import { measureLockQueue } from './lock-queue.ts';
import { type Measure, type MeasureInput, measureVariant } from './measure-variant.ts';
import { measureNoOpPublish } from './no-op-publish.ts';
import { type Extra, type OnlineOptions, parseOnlineOptions } from './online-options.ts';
import { headOf, type OnlineReport, readReports, thisMachine } from './online-report.ts';
import { renderChanges, renderOnline } from './online-tables.ts';
import { hasPt } from './variants/pt.ts';
import { environmentAt, runPlan, stateOf } from './variants/run-plan.ts';
import type { Variant } from './variants/variant-child.ts';

const OPEN: Readonly<Record<Engine, () => Promise<OnlineEngine | { readonly missing: string }>>> = {
  sqlite: async () => openSqlite(),
  postgres: openPostgres,
  mysql: openMysql,
};

export async function benchOnline(args: readonly string[]): Promise<void> {
  const options = parseOnlineOptions(args);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  disposeOnSignals(say);
  let reports: readonly OnlineReport[];
  try {
    reports = options.from.length > 0 ? readReports(options.from) : [await measureAll(options, say)];
  } finally {
    await whileItGoesOn();
    await disposeAll(say);
  }
  const tables = reports.flatMap((report) => [headOf(report), renderOnline(report)]);
  const text = [renderChanges(), ...tables].join('\n\n');
  console.log(options.json ? JSON.stringify(reports[0], null, 2) : `\n${text}`);
  if (options.write) writeOnline(text);
}

async function measureAll(options: OnlineOptions, say: (line: string) => void): Promise<OnlineReport> {
  const loadAtStart = loadNow();
  const bench = new Workbench({ sizes: [], postgres: null, say });
  disposeAtEnd(() => bench.close());
  const measures: Measure[] = [];
  const extras: GoalLine[] = [];
  const engines: string[] = [];
  for (const name of options.engines) {
    const engine = await OPEN[name]();
    if ('missing' in engine) {
      say(`*** ${name} IS NOT MEASURED: ${engine.missing}`);
      continue;
    }
    engines.push(engine.description);
    const variants = variantsOf(name, say);
    const template = await filledTable(engine, options.rows, say);
    for (let round = 0; round < options.repeat; round += 1)
      for (const change of options.changes.map(changeNamed))
        for (const variant of variants.filter((candidate) => isThere(change, engine.engine, candidate))) {
          const input = { engine, template, rows: options.rows, change, variant };
          await tried(`${name} ${change.name} ${variant}`, say, async () => {
            const measure = await measureVariant(input);
            measures.push(measure);
            say(lineOf(measure));
          });
        }
    for (const extra of options.extras)
      await tried(`${name} ${extra}`, say, async () => {
        const line = await measureExtra(extra, { engine, template, rows: options.rows }, bench);
        if (line === null) return;
        extras.push(line);
        say(`${line.goal} ${line.what}: ${line.measured} ${line.unit}`);
      });
  }
  return {
    day: new Date().toISOString().slice(0, 10),
    rows: options.rows,
    repeat: options.repeat,
    machine: thisMachine(),
    engines,
    load: `load average ${loadAtStart} at the start, ${loadNow()} at the end`,
    measures,
    extras,
  };
}

/** @returns null: nothing to measure on this engine */
async function measureExtra(
  extra: Extra,
  input: Omit<MeasureInput, 'change' | 'variant'>,
  bench: Workbench,
): Promise<GoalLine | null> {
  const isSqlite = input.engine.engine === 'sqlite';
  switch (extra) {
    case 'lock-queue':
      return isSqlite ? null : measureLockQueue(input);
    case 'add-columns':
      return isSqlite ? measureAddColumns(input.engine) : null;
    case 'no-op-publish':
      return measureNoOpPublish(input.engine, bench);
  }
}

/** What cannot be measured is said aloud; the rest of a long run is kept. */
async function tried(what: string, say: (line: string) => void, work: () => Promise<void>): Promise<void> {
  await whileItGoesOn();
  try {
    await work();
  } catch (error) {
    await whileItGoesOn();
    say(`*** NOT MEASURED: ${what}: ${error instanceof Error ? error.stack : error}`);
  }
}

function variantsOf(engine: Engine, say: (line: string) => void): readonly Variant[] {
  if (engine !== 'mysql') return ['naive', 'ours'];
  if (hasPt()) return ['naive', 'ours', 'pt'];
  say('*** NO pt-online-schema-change: its lines are EMPTY (apt-get install percona-toolkit)');
  return ['naive', 'ours'];
}

function isThere({ naive, pt }: Change, engine: Engine, variant: Variant): boolean {
  return variant === 'ours' || (variant === 'naive' ? naive[engine] !== null : pt !== null);
}

/** Made by the product, filled by the engine. */
async function filledTable(engine: OnlineEngine, rows: number, say: (line: string) => void): Promise<string> {
  const startedAt = performance.now();
  const { url } = await engine.empty();
  const targets = openTargetDatabases();
  const database = await targets.open(environmentAt(engine.engine, url));
  const step = {
    kind: 'create_table',
    id: 'create',
    phase: 'expand',
    table: bigTable.name,
    spec: bigTable,
  } as const;
  await runPlan(database, { before: stateOf(), steps: [step] });
  await database.close();
  await engine.fill(url, rows);
  say(
    `${engine.description}: ${rows.toLocaleString('en')} rows in ${Math.round(performance.now() - startedAt)} ms`,
  );
  return url;
}

function lineOf({ engine, change, variant, totalMs, writer, reader, growthMb, failure }: Measure): string {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const failed = writer.during.failed + reader.during.failed;
  return [
    `${engine} ${change} ${variant}: ${ms(totalMs)}`,
    `writer stall ${ms(writer.during.longestMs)} (${writer.longestIn.slice(0, 60)})`,
    `p99 ${ms(writer.during.p99Ms)} (${ms(writer.baseline.p99Ms)} before)`,
    `reader stall ${ms(reader.during.longestMs)}, ${failed} failed, ${growthMb.toFixed(0)} MB`,
    ...(failure === undefined ? [] : [`FAILED: ${failure}`]),
  ].join(', ');
}
