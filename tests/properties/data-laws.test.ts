// What a plan does to live rows, on every engine: random schemas with rows, one writer who does not stop, and the way back.
import {
  type Engine,
  hazardsOf,
  STEP_KINDS,
  type Step,
  type StepKind,
} from '@objectstack/metadata-authoring';
import { type CellValue, type TableRow, Workbench } from '@objectstack/metadata-authoring-testkit';
import { describe, expect, inject, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from '../../packages/sql/tests/support/every-engine.ts';
import { random } from '../faults/support/sample.ts';
import { tally } from '../support/tally.ts';
import { PlanRun, reversalOf } from './run-plan.ts';
import { type Change, changeOf, planOf, rowOf } from './schema-with-rows.ts';

const seed = inject('seed');
const share = Number(process.env.FAULT_SHARE ?? 1);
const CASES = inject('deep') ? { sqlite: 5_500 * share, server: 400 * share } : { sqlite: 40, server: 4 };

describeEveryEngine('a plan over live rows', suite);

function suite({ open, connect }: EngineUnderTest): void {
  it('I-25 I-26 I-29 I-30 I-31 I-33: ends in its schema, loses nothing unsaid, misses no write, and comes back', async () => {
    const counts = { plans: 0, values: 0, reversed: 0, 'written meanwhile': 0 };
    const cases = connect === null ? CASES.sqlite : CASES.server;
    for (let n = 0; n < cases; n += 1) {
      const bench = await Workbench.open(open);
      try {
        await expectLaws(bench, changeOf(seed + n), counts, seed + n);
      } catch (error) {
        throw new Error(`SEED=${seed}: change ${n}`, { cause: error });
      } finally {
        await bench.close();
      }
    }
    const { reversed, ...rest } = counts;
    tally(`P data laws · ${connect === null ? 'sqlite' : 'servers'}`, rest);
    if (cases >= 20) expect(reversed).toBeGreaterThan(0);
  }, 3_600_000);
}

interface Counts {
  plans: number;
  values: number;
  reversed: number;
  'written meanwhile': number;
}

async function expectLaws(bench: Workbench, change: Change, counts: Counts, salt: number): Promise<void> {
  const { engine } = bench.subject.environment;
  await bench.create(...change.before.values());
  for (const [table, rows] of change.rows) await bench.subject.insert(table, rows);
  const run = new PlanRun(bench, change.before);
  const old = await run.values();
  const steps = planOf(change, engine);
  const of = (phase: Step['phase']) => steps.filter((step) => step.phase === phase);
  const written = new Map<string, TableRow>();
  const write = async ({ steps: [step] }: { readonly steps: readonly Step[] }) => {
    const table = step?.table ?? '';
    const spec = change.before.get(table);
    // SQLite has one writer at a time, and this one is in the middle of its own.
    if (!spec || written.has(table)) return;
    const row = rowOf(spec, 900 + written.size, random(salt));
    written.set(table, row);
    await bench.subject.insert(table, [row]);
  };
  await run.run('expand', of('expand'), write);
  await run.run('switch', of('switch'));
  const actual = await run.values();
  counts.plans += 1;
  counts['written meanwhile'] += written.size;
  for (const [table, row] of written) (old.get(table) as TableRow[]).push(row);
  counts.values += expectKept(change, steps, old, actual);
  const back = reversalOf([...of('expand'), ...of('switch')]);
  if (back === null) {
    await run.run('contract', of('contract'));
    await bench.expectSchema(run.schema);
    expect(
      planOf(
        {
          ...change,
          before: change.after,
          renames: { tables: new Map(), columns: new Map() },
          up: new Map(),
        },
        engine,
      ),
    ).toEqual([]);
    for (const [name, spec] of change.after) expect(shapeOf(run.schema.get(name))).toEqual(shapeOf(spec));
    return;
  }
  await run.run('switch', back);
  counts.reversed += 1;
  const restored = await run.values();
  for (const [table, rows] of old)
    for (const row of rows) {
      const now = restored.get(table)?.find(({ id }) => id === row.id);
      for (const [column, value] of Object.entries(row)) {
        // An empty value that was filled does the old version no harm.
        if (value === null) continue;
        expect(same(value, now?.[column] ?? null), `${table}.${column} of ${row.id} after the way back`).toBe(
          true,
        );
      }
    }
  await bench.expectSchema(run.schema);
}

function shapeOf(
  spec: { readonly columns: readonly { readonly name: string; readonly notNull: boolean }[] } | undefined,
): unknown {
  return spec?.columns
    .filter(({ name }) => !name.startsWith('_'))
    .map(({ name, notNull }) => [name, notNull])
    .sort();
}

/** @returns how many values were compared */
function expectKept(
  { after, renames }: Change,
  steps: readonly Step[],
  old: ReadonlyMap<string, readonly TableRow[]>,
  actual: ReadonlyMap<string, readonly TableRow[]>,
): number {
  const destructive = steps.filter((step) => hazardsOf(step).includes('destructive'));
  for (const step of steps)
    if (step.kind === 'add_column' || step.kind === 'create_table' || step.kind === 'create_index')
      expect(destructive).not.toContain(step);
  let compared = 0;
  for (const [table, rows] of old) {
    const to = renames.tables.get(table) ?? table;
    const spec = after.get(to);
    if (!spec) {
      expect(
        destructive.some((step) => step.kind === 'hold_table' && step.table === table),
        `${table} goes`,
      ).toBe(true);
      continue;
    }
    for (const row of rows) {
      const now = actual.get(to)?.find(({ id }) => id === row.id);
      expect(now, `row ${row.id} of ${table}`).toBeDefined();
      for (const [column, value] of Object.entries(row)) {
        const as = renames.columns.get(to)?.get(column) ?? column;
        const wanted = spec.columns.find(({ name }) => name === as);
        const said = destructive.some((step) => JSON.stringify(step).includes(`"${column}"`));
        if (!wanted) {
          expect(said, `${table}.${column} goes`).toBe(true);
          continue;
        }
        const is = now?.[as] ?? null;
        compared += 1;
        if (value === null) expect(is === null || wanted.notNull, `${table}.${column} was empty`).toBe(true);
        else expect(same(value, is) || said, `${table}.${column} of ${row.id}: ${value} is ${is}`).toBe(true);
      }
    }
  }
  return compared;
}

/** Equal as values of whatever type: 1, '1', true, ["1"]. */
function same(a: CellValue, b: CellValue): boolean {
  return plain(a) === plain(b);
}

function plain(value: CellValue): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(Number(value));
  const text = String(value);
  if (text === 'true' || text === 'false') return String(Number(text === 'true'));
  if (text.startsWith('['))
    return (JSON.parse(text) as unknown[]).map((one) => plain(one as CellValue)).join();
  return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}

/** Only what is held can be let go for good: no pair of schemas asks for it. */
const FROM_ELSEWHERE: readonly StepKind[] = ['purge_table', 'purge_column', 'restore_sync'];

describe('the generator of changes', () => {
  it('reaches every kind of step that a pair of schemas, or its way back, can ask for', () => {
    const met = new Set<StepKind>();
    for (let n = 0; n < 1_500; n += 1)
      for (const engine of ['sqlite', 'postgres', 'mysql'] satisfies Engine[]) {
        const steps = planOf(changeOf(seed + n), engine);
        const live = steps.filter(({ phase }) => phase !== 'contract');
        for (const { kind } of [...steps, ...(reversalOf(steps) ?? []), ...(reversalOf(live) ?? [])])
          met.add(kind);
      }
    const wanted = STEP_KINDS.filter((kind) => !FROM_ELSEWHERE.includes(kind));
    expect(wanted.filter((kind) => !met.has(kind))).toEqual([]);
    tally('P data laws · kinds of steps', { met: met.size, wanted: wanted.length });
  });
});
